"""What every step of the year can be asked. Each question defaults to nothing; the roof loops over `cycle.CYCLE`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from dagdeel.base.jobs.desk import Task
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Kind, Message

State = Literal["done", "now", "late", "later", "idle"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date on the timeline of the year. `setting`: the field of the year that holds it, where one does."""

    day: date
    title: str
    url: str = ""
    setting: str = ""
    school: int | None = None  # of one school (id) only, so that others need not know
    reads: Permission | None = None  # who knows it of every school all the same


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that is asked of somebody now: until when, what, and the page that settles it.

    `mailed`: whether the mail of Monday may speak of it; what is there to do and asked of nobody stands on the page only.
    """

    title: str
    url: str
    action: str
    due: date | None = None
    detail: str = ""
    mailed: bool = True


@dataclass(frozen=True, slots=True)
class DiaryItem:
    """Something that stands in somebody's calendar. `uid` stays the same when it moves."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    place: str = ""
    cancelled: bool = False
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a step, or a school in a step, stands: a short figure and a state."""

    figure: str = ""
    state: State = "idle"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a search found: what it is called, its page, and what tells it from its namesakes."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Mails of a kind that are to come on a day as the data now stand, and that the outbox does not hold yet.

    `people`: their ids. `provided`: on what it depends, in words.
    """

    kind: str
    day: date
    people: tuple[int, ...]
    about: str = ""
    provided: str = ""


class Step:
    """One step of the year. Eight questions about people's year, three about one person in it, four about the step itself."""

    key: ClassVar[str]
    label: ClassVar[Any]  # a lazy translation
    home: ClassVar[str]  # the name of the step's first page
    own: ClassVar[str] = ""  # the name of the page about one's own things, for whom the first page is not
    kinds: ClassVar[tuple[Kind, ...]] = ()  # what `messages` may give

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """What must be ready when → timeline."""
        return ()

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """What is asked of this member now → home page."""
        return ()

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Which mails should exist at this moment → outbox. Asked again and again; must give the same keys."""
        return ()

    def coming(self, year: ProgrammeYear, at: datetime) -> Iterable[Coming]:
        """Which mails are still to come this year, beside those of `messages` → preview of the year. A fixed number of queries."""
        return ()

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        """Do what follows by itself from the data, at a beat of the worker; how much that was. A second time nothing."""
        return 0

    def diary(self, year: ProgrammeYear, member: Member) -> Iterable[DiaryItem]:
        """What stands in this member's calendar → feed."""
        return ()

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """What bears all these words in its name, the most telling first, and opens for this member → search. Fixed queries."""
        return ()

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """What this step knows of a person in the partnership we work for, by table → export and erasure."""
        return {}

    def merge_people(self, keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
        """Keep right what is scarce or counted when two people turn out to be one; all other rows follow by themselves."""

    def holds(self, person: Person, at: datetime) -> Iterable[str]:
        """Why somebody cannot be forgotten yet, one sentence each."""
        return ()

    def let_go(self, person: Person, *, reason: str, by: Person, at: datetime) -> None:
        """Take somebody out of what is still to come, before everything about that person is forgotten."""

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """The step in one figure → year strip. At most two queries."""
        return Standing()

    def schools(
        self, year: ProgrammeYear, at: datetime, shown: Iterable[School] | None = None
    ) -> Mapping[int, Standing]:
        """Where each school (or each of those `shown`) stands in this step, by school id → year board. Fixed queries."""
        return {}

    def invariants(self) -> Iterable[str]:
        """Promises that do not hold, one sentence each, over all partnerships → doctor."""
        return ()

    def tasks(self) -> Mapping[str, Task]:
        """The long work of this step, by the kind of job → worker."""
        return {}
