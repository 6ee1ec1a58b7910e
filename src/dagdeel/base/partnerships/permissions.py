"""Who may do what: one enum, one table. Which school or whose session is the app's own question."""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The fixed role keys; a partnership may rename the labels."""

    PROGRAMME_LEAD = "programme_lead", _("programme lead")
    HEAD = "head", _("head")
    SCHOOL_EDUCATOR = "school_educator", _("school educator")
    INSTITUTE_EDUCATOR = "institute_educator", _("institute educator")
    MENTOR = "mentor", _("mentor")
    TRAINER = "trainer", _("trainer")
    COUNCIL_MEMBER = "council_member", _("council member")
    HR_OFFICER = "hr_officer", _("HR officer")
    CONTROLLER = "controller", _("controller")
    DEVELOPER = "developer", _("working group member")


SCHOOL_ROLES = frozenset({Role.HEAD, Role.SCHOOL_EDUCATOR, Role.MENTOR, Role.HR_OFFICER})
INSTITUTE_ROLES = frozenset({Role.INSTITUTE_EDUCATOR, Role.TRAINER})


class Permission(StrEnum):
    """One line per thing that can be allowed. VIEW opens pages, the others open changes."""

    HOME_VIEW = auto()
    HISTORY_VIEW = auto()
    PEOPLE_VIEW = auto()
    PEOPLE_EDIT = auto()
    SETTINGS_EDIT = auto()
    CATALOGUE_VIEW = auto()
    CATALOGUE_DRAFTS = auto()
    CATALOGUE_EDIT = auto()
    CATALOGUE_PUBLISH = auto()
    PROPOSAL_SUBMIT = auto()
    CHOICES_VIEW = auto()
    CHOICES_PROPOSE = auto()
    CHOICES_AGREE = auto()
    CHOICES_MANAGE = auto()
    TRAINERS_VIEW = auto()
    TRAINERS_MANAGE = auto()
    AVAILABILITY_EDIT = auto()
    PLANNING_VIEW = auto()
    PLANNING_EDIT = auto()
    PLANNING_SCHOOL = auto()
    PLANNING_CONFIRM = auto()
    ENROLMENT_VIEW = auto()
    ENROLMENT_MANAGE = auto()
    ENROLMENT_SELF = auto()
    INVITATION_SIGN = auto()
    ATTENDANCE_VIEW = auto()
    ATTENDANCE_TAKE = auto()
    CERTIFICATE_VIEW = auto()
    CERTIFICATE_OWN = auto()
    CERTIFICATE_MANAGE = auto()
    EVALUATION_VIEW = auto()
    EVALUATION_MANAGE = auto()
    EVALUATION_ANSWER = auto()
    BUDGET_VIEW = auto()
    BUDGET_EDIT = auto()
    DECISIONS_VIEW = auto()
    DECISIONS_EDIT = auto()
    REPORTING_VIEW = auto()
    REPORTING_EDIT = auto()
    MAIL_VIEW = auto()
    MAIL_MANAGE = auto()


P = Permission
EVERYONE = frozenset({P.HOME_VIEW, P.CATALOGUE_VIEW})
SCHOOL_VIEWS = EVERYONE | {
    P.CHOICES_VIEW, P.PLANNING_VIEW, P.ENROLMENT_VIEW, P.ATTENDANCE_VIEW, P.CERTIFICATE_VIEW, P.EVALUATION_VIEW,
    P.BUDGET_VIEW, P.DECISIONS_VIEW, P.REPORTING_VIEW,
}  # fmt: skip
ROLE_TABLE: dict[Role, frozenset[Permission]] = {
    # leads the programme; a teacher's own choices and answers stay the teacher's own
    Role.PROGRAMME_LEAD: frozenset(
        set(Permission) - {P.ENROLMENT_SELF, P.CERTIFICATE_OWN, P.AVAILABILITY_EDIT, P.PLANNING_CONFIRM, P.EVALUATION_ANSWER}
    ),
    Role.HEAD: SCHOOL_VIEWS | {P.CHOICES_AGREE, P.INVITATION_SIGN, P.EVALUATION_ANSWER},
    Role.SCHOOL_EDUCATOR: SCHOOL_VIEWS | {
        P.CATALOGUE_DRAFTS, P.PROPOSAL_SUBMIT, P.CHOICES_PROPOSE, P.PLANNING_SCHOOL, P.ENROLMENT_MANAGE, P.ATTENDANCE_TAKE,
        P.PEOPLE_VIEW, P.EVALUATION_ANSWER,
    },
    Role.INSTITUTE_EDUCATOR: EVERYONE | {
        P.CATALOGUE_DRAFTS, P.PROPOSAL_SUBMIT, P.CHOICES_VIEW, P.CHOICES_PROPOSE, P.TRAINERS_VIEW, P.PLANNING_VIEW,
        P.EVALUATION_VIEW, P.DECISIONS_VIEW, P.REPORTING_VIEW, P.EVALUATION_ANSWER,
    },
    Role.MENTOR: EVERYONE | {P.ENROLMENT_SELF, P.CERTIFICATE_OWN, P.EVALUATION_ANSWER},
    Role.TRAINER: EVERYONE | {
        P.TRAINERS_VIEW, P.AVAILABILITY_EDIT, P.PLANNING_VIEW, P.PLANNING_CONFIRM,
        P.ATTENDANCE_VIEW, P.ATTENDANCE_TAKE, P.EVALUATION_ANSWER,
    },
    Role.COUNCIL_MEMBER: EVERYONE | {
        P.CHOICES_VIEW, P.PLANNING_VIEW, P.EVALUATION_VIEW, P.BUDGET_VIEW, P.DECISIONS_VIEW, P.REPORTING_VIEW,
    },
    Role.HR_OFFICER: EVERYONE | {P.PEOPLE_VIEW, P.ENROLMENT_VIEW, P.ATTENDANCE_VIEW, P.CERTIFICATE_VIEW},
    Role.CONTROLLER: EVERYONE | {P.PLANNING_VIEW, P.BUDGET_VIEW, P.BUDGET_EDIT, P.DECISIONS_VIEW, P.REPORTING_VIEW},
    Role.DEVELOPER: EVERYONE | {P.CATALOGUE_DRAFTS, P.PROPOSAL_SUBMIT},
}  # fmt: skip


def may(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether one of these roles allows it."""
    return any(permission in ROLE_TABLE[role] for role in roles)
