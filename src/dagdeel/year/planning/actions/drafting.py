"""Sessions come from what the schools agreed on, or are added by hand."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.models import ChosenEdition, SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.planning.models import Session


@transaction.atomic
def draft_sessions(year: ProgrammeYear, *, by: Person, at: datetime) -> list[Session]:
    """One draft session per workshop that a school agreed to take; those that exist already, cancelled too, stay as they are.

    Returns the sessions that were made; doing it twice makes nothing the second time and tells nothing.
    """
    year = ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    there = set(Session.objects.filter(year=year).values_list("school_id", "edition_id"))
    chosen = (
        ChosenEdition.objects.filter(plan__year=year, plan__state=PlanState.AGREED)
        .select_related("plan__school", "edition")
        .order_by("plan__school__name", "position")
    )
    made = [
        _drafted(year, row.plan, row.edition) for row in chosen if (row.plan.school_id, row.edition_id) not in there
    ]
    if made:
        Session.objects.bulk_create(made)
        record("plan.drafted", year, by=by, at=at, after={"sessions": [session.pk for session in made]})
    return made


def _drafted(year: ProgrammeYear, plan: SchoolPlan, edition: Edition) -> Session:
    return Session(
        partnership_id=year.partnership_id,
        year=year,
        school=plan.school,
        edition=edition,
        minimum=edition.minimum,
        seats=edition.maximum,
        catering=plan.catering_wish[:200],
    )


@transaction.atomic
def add_session(year: ProgrammeYear, *, school: School, edition: Edition, by: Person, at: datetime) -> Session:
    """A session beside those that the school chose, for instance a second round of the same workshop."""
    session = Session.objects.create(
        year=year, school=school, edition=edition, minimum=edition.minimum, seats=edition.maximum
    )
    record("session.added", session, by=by, at=at, after={"school": school.name, "edition": edition.title})
    return session
