"""What is shown of the answers, as plain values: figures, options, or that there are too few."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from dagdeel.year.evaluation.states import Kind


@dataclass(frozen=True, slots=True)
class TooSmall:
    """Too few answers to show on their own; or enough (`waits`), and there may come more with which they are shown.

    `pooled`: with what they are shown by now: within a `workshop`, within a `school`, or over the `partnership`.
    """

    answered: int
    asked: int
    waits: bool = False
    pooled: str = ""

    def __str__(self) -> str:
        """`3 of 7 answered; …`: what a page says instead of a figure."""
        if not self.answered:
            return _("Nobody has answered yet.")
        if self.pooled == "workshop":
            return _("%(answered)s of %(asked)s answered; shown with the other sessions of this workshop.") % asdict(
                self
            )
        if self.pooled == "school":
            return _("%(answered)s of %(asked)s answered; shown with the other workshops of the school.") % asdict(self)
        if self.pooled:
            return _("%(answered)s of %(asked)s answered; shown with the other schools.") % asdict(self)
        if self.waits:
            return _(
                "%(answered)s of %(asked)s answered. You see their answers together, once everybody has answered or is no longer"
                " waited for."
            ) % asdict(self)
        return _("%(answered)s of %(asked)s answered; too few to show on their own.") % asdict(self)


@dataclass(frozen=True, slots=True)
class Figures:
    """What people answered: the counts from the lowest to the highest value, and what follows from them.

    `low` to `high` is the 95 % score interval of the mean and `margin` its longer arm; `agree` is the share that answered 4 or 5,
    `agree_low` to `agree_high` its 95 % Wilson interval (agree questions only). `left_out`: sessions that are too small
    and pooled elsewhere.
    """

    counts: tuple[int, ...]
    not_applicable: int
    n: int
    mean: float
    low: float
    high: float
    agree: float | None
    agree_low: float | None
    agree_high: float | None
    left_out: int = 0

    @property
    def margin(self) -> float:
        """The mean ± this holds the whole interval."""
        return max(self.mean - self.low, self.high - self.mean)


@dataclass(frozen=True, slots=True)
class Row:
    """One question (or one goal) in the words that the reader sees; `figures` is None when there are too few answers."""

    key: str
    label: str
    text: str
    kind: str
    figures: Figures | None
    goal: str = ""
    previous: float | None = None
    everywhere: float | None = None  # the mean of the whole partnership, in a part of it

    @property
    def change(self) -> float | None:
        """The difference with the mean of last year."""
        return None if self.figures is None or self.previous is None else self.figures.mean - self.previous


@dataclass(frozen=True, slots=True)
class Chosen:
    """One option, how many people chose it, and their share of the people who answered the question."""

    text: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A question with options; `n` people answered it. Without options there are too few answers to show."""

    key: str
    label: str
    text: str
    kind: str
    n: int = 0
    options: tuple[Chosen, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """What one audience said, in one view: the year, a school, a workshop, a session or some sessions."""

    audience: str
    answered: int
    asked: int
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()
    choices: tuple[ChoiceRow, ...] = ()

    def of_kind(self, kind: str) -> tuple[Row, ...]:
        """The rows of one kind that have figures."""
        return tuple(row for row in self.rows if row.kind == kind and row.figures is not None)

    @property
    def beside(self) -> bool:
        """Whether the whole partnership stands beside it."""
        return any(row.everywhere is not None for row in self.rows)

    @property
    def most(self) -> int:
        """The most people whose answers are in one of these figures; whoever else answered waits or is told with other groups."""
        # of goals that are told together somebody gives several answers
        numbers = [row.figures.n for row in self.rows if row.figures and (row.goal or row.key != "goals")]
        return min(self.answered, max([*numbers, *(row.n for row in self.choices)], default=0))

    @property
    def agree_rows(self) -> tuple[Row, ...]:
        """The five-point questions that can be drawn."""
        return self.of_kind(Kind.AGREE)

    def figures(self, key: str) -> Figures | None:
        """The figures of an item; None when it is not asked or not shown."""
        return next((row.figures for row in self.rows if row.key == key and not row.goal), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on; plain values that can be kept as JSON with `dataclasses.asdict`."""

    year: str
    item: str
    label: str
    audience: str
    moment: str
    workshop: str
    n: int
    mean: float
    margin: float | None
    share_agree: float | None
    distribution: tuple[int, ...]
