"""Mentors to choose from, as the school needs them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dagdeel.year.enrolment.queries.participation import Standing


def by_need(people: Iterable[Standing]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Mentors to choose from: first who is short of what the school asks, then the others; each with what he has."""
    short: list[tuple[str, str]] = []
    done: list[tuple[str, str]] = []
    for one in people:
        (short if one.missing else done).append((str(one.person.pk), f"{one.person.list_name}: {_has(one)}"))
    groups = [(_("Short of what the school asks"), short), (_("Short of nothing"), done)]
    return [(label, listed) for label, listed in groups if listed]


def _has(one: Standing) -> str:
    """What somebody has of what is asked."""
    if one.exempt:
        parts = [_("exempt")]
    elif one.asked:
        parts = [_("%(have)s of %(asked)s") % {"have": one.have, "asked": one.asked}]
    else:
        parts = [ngettext("%(have)s workshop", "%(have)s workshops", one.have) % {"have": one.have}]
    if one.offered:
        parts.append(ngettext("%(number)s offered", "%(number)s offered", one.offered) % {"number": one.offered})
    if one.waiting:
        said = ngettext("on %(waiting)s waiting list", "on %(waiting)s waiting lists", one.waiting)
        parts.append(said % {"waiting": one.waiting})
    return ", ".join(parts)
