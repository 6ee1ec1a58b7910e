"""Codes on paper, for who has no account: each opens a questionnaire once, and nobody knows who has which."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.actions.answering import Closed
from dagdeel.year.evaluation.models import AnswerCode, Instrument
from dagdeel.year.evaluation.states import BY_CODE, InstrumentState

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no sign that looks like another
LENGTH = 12  # 60 bits: nobody finds one by trying
AT_ONCE = 400


class NotByCode(Exception):
    """These people answer with their own link."""


class NotSoMany(Exception):
    """At least as many as the threshold, at most 400 at once."""


@transaction.atomic
def make_codes(instrument: Instrument, *, number: int, by: Person, at: datetime) -> list[str]:
    """Make so many codes and return them; this is the only time that anybody sees them. Raises NotByCode, Closed, NotSoMany.

    Fewer at once than the threshold would say too well who has them.
    """
    found = Instrument.objects.select_for_update(of=("self",)).select_related("year").get(pk=instrument.pk)
    if found.audience not in BY_CODE:
        raise NotByCode
    if found.state == InstrumentState.CLOSED:
        raise Closed
    if not found.year.threshold <= number <= AT_ONCE:
        raise NotSoMany
    codes = ["".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(number)]
    AnswerCode.objects.bulk_create(
        AnswerCode(partnership_id=found.partnership_id, instrument=found, digest=queries.digest(code)) for code in codes
    )
    Instrument.objects.filter(pk=found.pk).update(codes_made=F("codes_made") + number)
    record("instrument.codes_made", found, by=by, at=at, after={"codes": number})
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]
