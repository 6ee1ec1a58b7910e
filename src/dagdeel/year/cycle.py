"""The product in one tuple: the steps of the year, in their order."""

from dagdeel.year.attendance.step import STEP as ATTENDANCE
from dagdeel.year.budget.step import STEP as BUDGET
from dagdeel.year.catalogue.step import STEP as CATALOGUE
from dagdeel.year.certificates.step import STEP as CERTIFICATES
from dagdeel.year.choices.step import STEP as CHOICES
from dagdeel.year.decisions.step import STEP as DECISIONS
from dagdeel.year.enrolment.step import STEP as ENROLMENT
from dagdeel.year.evaluation.step import STEP as EVALUATION
from dagdeel.year.planning.step import STEP as PLANNING
from dagdeel.year.reporting.step import STEP as REPORTING
from dagdeel.year.step import Step
from dagdeel.year.trainers.step import STEP as TRAINERS

CYCLE: tuple[Step, ...] = (
    CATALOGUE,
    CHOICES,
    TRAINERS,
    PLANNING,
    ENROLMENT,
    ATTENDANCE,
    CERTIFICATES,
    EVALUATION,
    BUDGET,
    DECISIONS,
    REPORTING,
)
