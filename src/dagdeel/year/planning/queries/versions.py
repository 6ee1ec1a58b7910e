"""What everybody was told, what they would be told now, and whom the difference touches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui import dutch
from dagdeel.year.planning.models import PlanVersion, Session
from dagdeel.year.planning.queries.facts import live, sessions_of
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Trainer

Entry = Mapping[str, Any]
TOLD = frozenset({SessionState.PUBLISHED, SessionState.HELD})
LABELS: Final[Mapping[str, Any]] = {
    "when": gettext_lazy("When"),
    "room": gettext_lazy("Room"),
    "trainers": gettext_lazy("Trainer"),
    "seats": gettext_lazy("Seats"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one session since a version, and whom it touches: trainers by name, participants by number."""

    session_id: int
    kind: Literal["new", "changed", "cancelled", "draft"]
    title: str
    school: str
    lines: tuple[Difference, ...]
    trainers: tuple[str, ...]
    participants: int


def last_version(year: ProgrammeYear) -> PlanVersion | None:
    """The version that holds; what it told is fetched when somebody asks for it."""
    return PlanVersion.objects.filter(year=year).defer("snapshot").order_by("-number").first()


def told_by(version: PlanVersion) -> tuple[int, ...]:
    """The sessions (ids) that a version says something new about, compared to the one before it. One query."""
    before = PlanVersion.objects.filter(year=version.year_id, number=version.number - 1).first()
    known = {item["id"]: item for item in before.snapshot["sessions"]} if before else {}
    return tuple(item["id"] for item in version.snapshot["sessions"] if known.get(item["id"]) != item)


def is_ready(session: Session) -> bool:
    """A draft with a date and times can be published."""
    moment = session.day is not None and session.starts is not None and session.ends is not None
    return session.state == SessionState.DRAFT and moment


def ready_to_publish(year: ProgrammeYear) -> list[Session]:
    """The drafts with a date and times."""
    drafts = sessions_of(year).filter(state=SessionState.DRAFT)
    return [session for session in drafts if is_ready(session)]


def snapshot(year: ProgrammeYear) -> dict[str, Any]:
    """What is published now, as plain values; trainers by id, so that no name outlives its person."""
    return {"sessions": [_entry(s) for s in sessions_of(year).order_by("id") if s.state in TOLD]}


def _entry(session: Session) -> dict[str, Any]:
    return {
        "id": session.pk,
        "school": session.school.name,
        "title": session.edition.title,
        "day": session.day.isoformat() if session.day else "",
        "half_day": session.half_day,
        "starts": f"{session.starts:%H:%M}" if session.starts else "",
        "ends": f"{session.ends:%H:%M}" if session.ends else "",
        "room": session.room.name if session.room else "",
        "seats": session.seats,
        "trainers": sorted(assignment.trainer_id for assignment in live(session)),
    }


def changes_since(version: PlanVersion | None, year: ProgrammeYear) -> tuple[Change, ...]:
    """What publishing now would tell that the version did not: three queries. Without a version everything is new."""
    sessions = {session.pk: session for session in sessions_of(year)}
    told: dict[int, Entry] = {item["id"]: item for item in version.snapshot["sessions"]} if version else {}
    now = {pk: _entry(session) for pk, session in sessions.items() if session.state in TOLD or is_ready(session)}
    names = _names(told, now)
    found = []
    for pk in [*now, *(pk for pk in told if pk not in now)]:
        before, after = told.get(pk), now.get(pk)
        lines = tuple(_lines(before or {}, after or {}, names)) if after else ()
        if before and after and not lines:
            continue
        found.append(_change((before, after), sessions.get(pk), lines, names, pk))
    return tuple(found)


def _change(
    entries: tuple[Entry | None, Entry | None],
    session: Session | None,
    lines: tuple[Difference, ...],
    names: Mapping[int, str],
    pk: int,
) -> Change:
    before, after = entries
    shown = after or before or {}
    cancelled = session is None or session.state == SessionState.CANCELLED
    kind: Literal["new", "changed", "cancelled", "draft"] = "changed"
    if before is None:
        kind = "new"
    elif after is None:
        kind = "cancelled" if cancelled else "draft"
    ids = {*(before or {}).get("trainers", ()), *(after or {}).get("trainers", ())}
    return Change(
        session_id=pk,
        kind=kind,
        title=shown["title"],
        school=shown["school"],
        lines=lines,
        trainers=tuple(sorted(names[i] for i in ids if i in names)),
        participants=session.taken if session else 0,
    )


def _names(*snapshots: Mapping[int, Entry]) -> dict[int, str]:
    ids = {i for items in snapshots for item in items.values() for i in item["trainers"]}
    return {t.pk: str(t.person) for t in Trainer.objects.filter(pk__in=ids).select_related("person")}


def _lines(before: Entry, after: Entry, names: Mapping[int, str]) -> Iterator[Difference]:
    for name, written in (("when", _when), ("room", _room), ("seats", _seats)):
        old, new = written(before), written(after)
        if old != new:
            yield Difference(str(LABELS[name]), old, new)
    old, new = _people(before.get("trainers", ()), names), _people(after.get("trainers", ()), names)
    if old != new:
        yield Difference(str(LABELS["trainers"]), old, new)


def _when(entry: Entry) -> str:
    if not entry.get("day"):
        return ""
    day, starts, ends = entry["day"], entry["starts"], entry["ends"]
    hours = dutch.clock_range(time.fromisoformat(starts), time.fromisoformat(ends)) if starts and ends else ""
    return f"{dutch.day(date.fromisoformat(day))}, {dutch.half_day(entry['half_day'])} {hours}".strip()


def _room(entry: Entry) -> str:
    return str(entry.get("room", ""))


def _seats(entry: Entry) -> str:
    return str(entry.get("seats", ""))


def _people(ids: Iterable[int], names: Mapping[int, str]) -> str:
    return ", ".join(sorted(names.get(i, _("somebody who left")) for i in ids))
