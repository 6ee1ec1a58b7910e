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
# What a reader calls the tables of which only the programme needs a name elsewhere.
NAMES: Final[Mapping[str, Any]] = {
    "catalogue.EditionVersion": _("published version of an edition"),
    "catalogue.Goal": _("goal of a workshop"),
    "choices.ChosenEdition": _("chosen workshop"),
    "choices.RuleMember": _("mentor in the rule of a school"),
    "choices.WishedHalfDay": _("half-day that suits a school or does not"),
    "enrolment.BlockedHalfDay": _("half-day on which a mentor cannot come"),
    "enrolment.RankedWorkshop": _("workshop in a preference"),
    "evaluation.AnswerCode": _("code to answer with"),
    "evaluation.Question": _("question of a questionnaire"),
    "evaluation.Respondent": _("who answered"),
    "evaluation.Tally": _("count of answers"),
    "partnerships.LinkSerial": _("number of a personal link"),
    "mail.Mail.context": _("what a mail was filled with"),
    "mail.Mail.html": _("laid out text of a mail"),
    "mail.Mail.text": _("text of a mail"),
    "trainers.Availability": _("when a trainer can"),
    "trainers.Travel": _("journey of a trainer to a school"),
}


def name_of(label: str) -> str:
    """What a reader calls a table, or one of its columns."""
    if label in NAMES:
        return str(NAMES[label])
    table, column = (label, "") if label.count(".") == 1 else label.rsplit(".", 1)
    meta = apps.get_model(table)._meta
    return f"{meta.verbose_name}: {meta.get_field(column).verbose_name}" if column else str(meta.verbose_name)


def left_out() -> dict[str, list[str]]:
    """What the archive leaves out, by the reason."""
    found: dict[str, list[str]] = {}
    for label, why in (*LEFT_OUT.items(), *COLUMNS_LEFT_OUT.items()):
        found.setdefault(str(why), []).append(name_of(label))
    return found


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
