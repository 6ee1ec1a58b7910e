"""Which tables an archive of a partnership holds, as they are, and what it leaves out and why."""

from collections.abc import Mapping
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.scope import Owned

ANSWERS: Final = _("Answers are anonymous: they are in the archive as they are published, from the threshold on.")
AGAIN: Final = _("It is worked out from the other lists, and can be asked for again.")
SECRET: Final = _("It opens something, or would: it belongs to the machine and to one person.")
MACHINE: Final = _("It says how the machine works, and nothing about the programme.")
LEFT_OUT: Final[Mapping[str, Any]] = {
    "evaluation.Tally": ANSWERS,
    "evaluation.Comment": ANSWERS,
    "evaluation.Reply": ANSWERS,
    "evaluation.Respondent": ANSWERS,
    "evaluation.AnswerCode": SECRET,
    "partnerships.LinkSerial": SECRET,
    "planning.PlanProposal": AGAIN,
    "enrolment.Placement": AGAIN,
    "jobs.Job": MACHINE,
    "mail.Breaker": MACHINE,
    "exchange.Intake": MACHINE,
    "exchange.Trace": MACHINE,
    "exchange.Archive": MACHINE,
}
# Columns that are left out of a table that is there.
COLUMNS_LEFT_OUT: Final[Mapping[str, Any]] = {
    "mail.Mail.text": SECRET,  # the personal links of the mails stand in it
    "mail.Mail.html": SECRET,
    "mail.Mail.context": SECRET,
    "enrolment.Letterhead.signature": SECRET,
    "certificates.Certificate.code": SECRET,
}


def is_archived(model: type[Owned]) -> bool:
    """Whether the archive holds this table."""
    return model._meta.label not in LEFT_OUT


def tables() -> list[type[Owned]]:
    """The tables of an archive, by their names."""
    owned = [model for model in apps.get_models() if issubclass(model, Owned) and is_archived(model)]
    return sorted(owned, key=lambda model: model._meta.label)


def columns(model: type[models.Model]) -> list[Any]:
    """The fields of a table that the archive holds. What is an assessment of a person is left out: it rests on answers."""
    personal = getattr(model, "PERSONAL", {})
    return [
        field
        for field in model._meta.concrete_fields
        if field.name != "partnership"
        and f"{model._meta.label}.{field.name}" not in COLUMNS_LEFT_OUT
        and personal.get(field.name) != "assessment"
    ]


def personal(model: type[models.Model]) -> dict[str, str]:
    """The columns that say something about a person, with their class."""
    classes = getattr(model, "PERSONAL", {})
    return {field.name: classes[field.name] for field in columns(model) if field.name in classes}
