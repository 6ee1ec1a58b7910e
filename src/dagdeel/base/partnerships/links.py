"""Personal links: a signed text that opens one purpose for one person in one year, without an account.

Nothing is stored when a link is made, so a mail that is built twice carries the same link. A link ends in two ways: its year is
over for a while, or the serial for that person and purpose was raised (revocation).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.signing import BadSignature, Signer
from django.db import transaction

from dagdeel.base.partnerships.models import LinkSerial, Partnership, ProgrammeYear
from dagdeel.base.people.models import Person

VALID_AFTER_YEAR = timedelta(days=92)
_signer = Signer(salt="dagdeel.personal-link")


class Purpose(StrEnum):
    """What a link opens; nothing else opens with it."""

    MENTOR = "mentor"
    EVALUATION = "evaluation"
    CALENDAR = "calendar"


class LinkInvalid(Exception):
    """No link of ours, or for another purpose."""


class LinkClosed(Exception):
    """A link of ours that opens nothing any more, and the partnership it was for, which says so."""

    def __init__(self, partnership: Partnership) -> None:
        super().__init__()
        self.partnership = partnership


class LinkExpired(LinkClosed):
    """The year of the link is over."""


class LinkRevoked(LinkClosed):
    """The link was withdrawn; the person has a newer one."""


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """What an opened link says."""

    person: Person
    partnership: Partnership
    year: ProgrammeYear
    purpose: Purpose


def token(person: Person, year: ProgrammeYear, purpose: Purpose, *, serial: int = 1) -> str:
    """The text in the address: the same every time, until it is revoked."""
    return _signer.sign_object([purpose.value, person.pk, year.pk, serial], compress=False)


def serials(year: ProgrammeYear, purpose: Purpose) -> dict[int, int]:
    """The serials above 1 of a partnership, by person: one query for a whole mailing."""
    rows = LinkSerial.everywhere.filter(partnership_id=year.partnership_id, purpose=purpose)
    return dict(rows.values_list("person_id", "serial"))


def open_link(text: str, purpose: Purpose, *, at: datetime | None = None) -> PersonalLink:
    """Whose link this is; raises LinkInvalid, LinkRevoked or (when `at` is given) LinkExpired."""
    try:
        said, person_id, year_id, serial = _signer.unsign_object(text)
    except (BadSignature, ValueError, TypeError) as no:
        raise LinkInvalid from no
    if said != purpose:
        raise LinkInvalid
    year = ProgrammeYear.everywhere.select_related("partnership").filter(pk=year_id).first()
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if year is None or person is None:
        raise LinkInvalid
    if serial != current_serial(person, year, purpose):
        raise LinkRevoked(year.partnership)
    if at is not None:
        refuse_expired(year, at)
    return PersonalLink(person, year.partnership, year, purpose)


def refuse_expired(year: ProgrammeYear, at: datetime) -> None:
    """Links of a year open until a while after it; raises LinkExpired."""
    if at.date() > year.last_day + VALID_AFTER_YEAR:
        raise LinkExpired(year.partnership)


def current_serial(person: Person, year: ProgrammeYear, purpose: Purpose) -> int:
    """The serial that a link of this person must carry now."""
    row = LinkSerial.everywhere.filter(partnership_id=year.partnership_id, person=person, purpose=purpose).first()
    return row.serial if row else 1


# Calendars ---------------------------------------------------------------------------------------------------------

_feeds = Signer(salt="dagdeel.calendar-feed")


class Calendar(StrEnum):
    """Whose appointments a calendar address shows."""

    MINE = "mine"
    SCHOOL = "school"
    TRAINER = "trainer"


@dataclass(frozen=True, slots=True)
class FeedLink:
    """What an opened calendar address says: for whom it was made, and what it shows. What that person may see is asked anew."""

    person: Person
    partnership: Partnership
    shows: Calendar
    key: int


def feed_token(person: Person, partnership: Partnership, shows: Calendar, key: int = 0, *, serial: int = 1) -> str:
    """The text in the address of a calendar. It is of no year: who subscribes once sees the years that come."""
    return _feeds.sign_object([partnership.pk, person.pk, shows.value, key, serial], compress=False)


def feed_serial(person: Person, partnership: Partnership) -> int:
    """The serial that a calendar address of this person must carry now."""
    row = LinkSerial.everywhere.filter(partnership=partnership, person=person, purpose=Purpose.CALENDAR).first()
    return row.serial if row else 1


def open_feed(text: str) -> FeedLink:
    """Whose calendar this is; raises LinkInvalid or LinkRevoked."""
    try:
        partnership_id, person_id, shows, key, serial = _feeds.unsign_object(text)
        found = Calendar(shows)
    except (BadSignature, ValueError, TypeError) as no:
        raise LinkInvalid from no
    partnership = Partnership.objects.filter(pk=partnership_id).first()
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if partnership is None or person is None:
        raise LinkInvalid
    if serial != feed_serial(person, partnership):
        raise LinkRevoked(partnership)
    return FeedLink(person, partnership, found, key)


@transaction.atomic
def revoke(person: Person, year: ProgrammeYear, purpose: Purpose) -> int:
    """Withdraw every link given before; returns the new serial. Called by actions, which write the history."""
    row, _ = LinkSerial.everywhere.select_for_update().get_or_create(
        partnership_id=year.partnership_id, person=person, purpose=purpose
    )
    row.serial += 1
    row.save(update_fields=["serial"])
    return row.serial
