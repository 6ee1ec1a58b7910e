"""How recipients want their mail: who gets what can wait once a day, who said no to what, whose holidays count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from dagdeel.base.partnerships.holidays import public_holiday, school_holiday
from dagdeel.base.partnerships.models import HolidayRegion, Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.rules import school_year_of
from dagdeel.outputs.mail.models import MailChoice, MailSettings
from dagdeel.outputs.mail.rules import Closed, Rest
from dagdeel.outputs.mail.states import Daily

# Roles that would get many mails; a mentor gets few, and waits for each.
MANY: Final = tuple(role for role in Role if role != Role.MENTOR)


@dataclass(frozen=True, slots=True)
class Readers:
    """What is known of all recipients at once: three queries, however many there are."""

    daily: frozenset[int] = frozenset()
    declined: frozenset[tuple[int, str]] = frozenset()
    regions: Mapping[int, str] = field(default_factory=dict)


def settings_of() -> MailSettings | None:
    """What the partnership set; None when it set nothing."""
    return MailSettings.objects.first()


def rest_of(row: MailSettings | None) -> Rest:
    """When mail rests; never, without settings."""
    if row is None:
        return Rest()
    quiet = None if row.quiet_from is None or row.quiet_until is None else (row.quiet_from, row.quiet_until)
    return Rest(quiet, row.rest_weekends, row.rest_holidays, row.daily_at)


def readers(at: datetime) -> Readers:
    """Everybody with a role in the school year of this moment, and everybody who chose."""
    year = school_year_of(at.year, at.month)
    row = settings_of()
    roles: dict[int, set[str]] = {}
    regions: dict[int, str] = {}
    held = Membership.objects.filter(Q(to_year__isnull=True) | Q(to_year__gte=year), from_year__lte=year + 1)
    for person, role, region in held.order_by("pk").values_list("person_id", "role", "school__holiday_region"):
        roles.setdefault(person, set()).add(role)
        if region:
            regions.setdefault(person, region)
    daily = set[int]()
    if row is not None and row.daily_at is not None:
        daily = {person for person, names in roles.items() if not names.isdisjoint(MANY)}
    declined = set[tuple[int, str]]()
    for choice in MailChoice.objects.all():
        declined |= {(choice.person_id, topic) for topic in choice.declined}
        if choice.daily == Daily.NO:
            daily.discard(choice.person_id)
        elif choice.daily == Daily.YES and row is not None and row.daily_at is not None:
            daily.add(choice.person_id)
    return Readers(frozenset(daily), frozenset(declined), regions)


def closed(region: str) -> Closed:
    """Whether schools of this region are closed; without a region the public holidays count alone."""

    def is_closed(day: date) -> bool:
        return bool(public_holiday(day) or (region and school_holiday(day, region)))

    return is_closed


def closed_regions(day: date) -> tuple[str, ...]:
    """The regions whose recipients have a holiday on this day; the empty one stands for who belongs to no school."""
    return tuple(region for region in ("", *HolidayRegion.values) if closed(region)(day))
