"""What somebody wants a decision to change, checked and put in the form in which it is kept."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.forms import DateField

from dagdeel.base.administration.actions import DEADLINES, NUMBERS
from dagdeel.base.administration.rules import window
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.budget.rules import BadAmount, amount_of, read_amount
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue import rules as catalogue
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.decisions.queries.plan import offered
from dagdeel.year.decisions.states import ABOUT_A_WORKSHOP, ConsequenceKind


class Wrong(Enum):
    """What is wrong with a consequence."""

    DESCRIPTION_MISSING = auto()
    WORKSHOP_MISSING = auto()
    NOT_OFFERED = auto()
    INTO_ITSELF = auto()
    UNKNOWN_SETTING = auto()
    UNKNOWN_FIELD = auto()
    UNKNOWN_CATEGORY = auto()
    VALUE_MISSING = auto()
    VALUE_WRONG = auto()
    NOT_A_DAY = auto()
    OUTSIDE_NEXT_YEAR = auto()
    THERE_ALREADY = auto()


class BadConsequence(Exception):
    """A consequence does not hold: `place` in the list (from 0), `field` of the draft, `wrong`, and the words of a check."""

    def __init__(self, place: int, field: str, wrong: Wrong, words: str = "") -> None:
        super().__init__(place, field, wrong, words)
        self.place, self.field, self.wrong, self.words = place, field, wrong, words


@dataclass(frozen=True, slots=True)
class ConsequenceDraft:
    """One change that a decision should bring.

    CHANGE: `workshop`, and `field` with `value` unless the words say enough. DROP: `workshop`. MERGE: `workshop` goes up in
    `merge_into`. ADD: `value` is the title. SETTING: `field` is a number of the year. BUDGET: `field` is a Category, `value`
    the amount of next year in euros. KEEP: `workshop` when it is about one.
    """

    kind: ConsequenceKind | str
    description: str
    workshop: Workshop | None = None
    merge_into: Workshop | None = None
    field: str = ""
    value: str = ""
    per_school: bool = False


def settle(year: ProgrammeYear, drafts: list[ConsequenceDraft]) -> list[ConsequenceDraft]:
    """The drafts as they are kept; raises BadConsequence. One query."""
    there = {edition.workshop_id: edition for edition in offered(year)}
    return [_Check(place, draft, year, there).settled() for place, draft in enumerate(drafts)]


@dataclass(frozen=True, slots=True)
class _Check:
    place: int
    draft: ConsequenceDraft
    year: ProgrammeYear
    there: dict[int, Edition]

    def settled(self) -> ConsequenceDraft:
        draft = replace(
            self.draft,
            kind=ConsequenceKind(self.draft.kind),
            description=self.draft.description.strip(),
            value=self.draft.value.strip(),
        )
        if not draft.description:
            raise self.no("description", Wrong.DESCRIPTION_MISSING)
        self.check_workshops()
        if draft.kind != ConsequenceKind.BUDGET:
            draft = replace(draft, per_school=False)
        match draft.kind:
            case ConsequenceKind.CHANGE:
                return replace(draft, merge_into=None, value=self.of_edition(draft.value))
            case ConsequenceKind.MERGE:
                return replace(draft, field="", value="")
            case ConsequenceKind.SETTING:
                return replace(draft, workshop=None, merge_into=None, value=self.of_year(draft.value))
            case ConsequenceKind.BUDGET:
                return replace(draft, workshop=None, merge_into=None, value=self.amount(draft.value))
            case ConsequenceKind.ADD:
                return replace(draft, workshop=None, merge_into=None, field="", value=self.title(draft.value))
        return replace(draft, merge_into=None, field="", value="")

    def check_workshops(self) -> None:
        """Whether the workshops that the kind asks for are given, offered this year, and two."""
        draft = self.draft
        if draft.kind in ABOUT_A_WORKSHOP and draft.workshop is None:
            raise self.no("workshop", Wrong.WORKSHOP_MISSING)
        if draft.kind == ConsequenceKind.MERGE and draft.merge_into is None:
            raise self.no("merge_into", Wrong.WORKSHOP_MISSING)
        named = {"workshop": draft.workshop, "merge_into": draft.merge_into}
        if draft.kind not in {*ABOUT_A_WORKSHOP, ConsequenceKind.KEEP}:
            return
        if draft.kind != ConsequenceKind.MERGE:
            named.pop("merge_into")
        for name, workshop in named.items():
            if workshop is not None and workshop.pk not in self.there:
                raise self.no(name, Wrong.NOT_OFFERED)
        if draft.kind == ConsequenceKind.MERGE and draft.workshop == draft.merge_into:
            raise self.no("merge_into", Wrong.INTO_ITSELF)

    def of_edition(self, value: str) -> str:
        """A value for a field of an edition; without a field the words are the change."""
        name = self.draft.field
        if not name:
            if value:
                raise self.no("field", Wrong.UNKNOWN_FIELD)
            return ""
        if name not in catalogue.FIELDS:
            raise self.no("field", Wrong.UNKNOWN_FIELD)
        if not value:
            raise self.no("value", Wrong.VALUE_MISSING)
        parsed = self.parsed(Edition, name, value)
        if name in {"minutes", "minimum", "maximum"} and self.draft.workshop is not None:
            edition = self.there[self.draft.workshop.pk]
            numbers = {n: getattr(edition, n) for n in ("minutes", "minimum", "maximum")} | {name: parsed}
            if catalogue.wrong_number(numbers):
                raise self.no("value", Wrong.VALUE_WRONG)
        return str(parsed)

    def of_year(self, value: str) -> str:
        """A value for a number of the year, or for one of its deadlines: a day, as 2017-06-01 or 1-6-2017."""
        name = self.draft.field
        if name not in NUMBERS + DEADLINES:
            raise self.no("field", Wrong.UNKNOWN_SETTING)
        if not value:
            raise self.no("value", Wrong.VALUE_MISSING)
        if name in DEADLINES:
            return self.of_deadline(value)
        parsed = self.parsed(ProgrammeYear, name, value)
        if name == "session_minutes" and not catalogue.SHORTEST <= parsed <= catalogue.LONGEST:
            raise self.no("value", Wrong.VALUE_WRONG)
        if name in {"group_minimum", "group_maximum"} and parsed < 1:
            raise self.no("value", Wrong.VALUE_WRONG)
        return str(parsed)

    def of_deadline(self, value: str) -> str:
        """A day that can be a deadline of the year that follows."""
        try:
            day = DateField(input_formats=["%Y-%m-%d", "%d-%m-%Y"]).clean(value)
        except ValidationError as no:
            raise self.no("value", Wrong.NOT_A_DAY) from no
        first, last = window(self.year.first_year + 1)
        if not first <= day <= last:
            raise self.no("value", Wrong.OUTSIDE_NEXT_YEAR)
        return str(day.isoformat())

    def amount(self, value: str) -> str:
        """Euros for a category, as people write them: 6000, 6.000 or € 6.000,50."""
        if self.draft.field not in Category.values:
            raise self.no("field", Wrong.UNKNOWN_CATEGORY)
        if not value:
            raise self.no("value", Wrong.VALUE_MISSING)
        found = read_amount(value)
        try:
            return str(amount_of(Decimal("NaN") if found is None else found))
        except BadAmount as no:
            raise self.no("value", Wrong.VALUE_WRONG) from no

    def title(self, value: str) -> str:
        """The title of a workshop that is not there yet."""
        if not value:
            raise self.no("value", Wrong.VALUE_MISSING)
        names = {name.casefold() for edition in self.there.values() for name in (edition.title, edition.workshop.name)}
        if value.casefold() in names:
            raise self.no("value", Wrong.THERE_ALREADY)
        self.parsed(Edition, "title", value)
        return value

    def parsed(self, model: type[Model], name: str, value: str) -> Any:
        field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # these names are no relations
        try:
            return field.clean(value, None)
        except ValidationError as no:
            raise self.no("value", Wrong.VALUE_WRONG, " ".join(no.messages)) from no

    def no(self, field: str, wrong: Wrong, words: str = "") -> BadConsequence:
        return BadConsequence(self.place, field, wrong, words)
