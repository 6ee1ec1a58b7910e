"""Answering a questionnaire, and making one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dagdeel.year.catalogue.models import Goal
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Instrument, Option, Question
from dagdeel.year.evaluation.queries import Line
from dagdeel.year.evaluation.states import (
    AGREE_LABELS,
    CHOICES,
    NOT_APPLICABLE,
    OPTIONS,
    SCALE,
    WEEKS,
    Kind,
    Moment,
)

GOAL = "goal-"
REFUSED = {
    Kind.AGREE.value: _("Choose a number from 1 to 5, or not applicable."),
    Kind.MARK.value: _("Choose a mark from 1 to 10."),
    Kind.ONE.value: _("Choose one of the options."),
    Kind.SEVERAL.value: _("Choose from the options."),
}
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it: its fields, a heading above them (for the goals), and of whom it is asked."""

    kind: str
    heading: str
    fields: list[forms.BoundField]
    condition: str = ""  # in words
    depends_on: str = ""  # the name of the field
    on_values: str = ""


class AnswerForm(forms.Form):
    """The questions as fields, named after their items and goals. Every question may be left out."""

    def __init__(self, questions: Sequence[Question], goals: Sequence[Goal], **given: Any) -> None:
        super().__init__(**given)
        self.questions = questions
        for question in questions:
            if question.goals:
                for goal in goals:
                    self.fields[f"{GOAL}{goal.key}"] = _scale(Kind.AGREE, goal.text)
            elif question.kind == Kind.TEXT:
                self.fields[question.item.key] = forms.CharField(
                    label=words(question),
                    required=False,
                    max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=_("Do not write names or anything else by which people can be recognised."),
                )
            elif question.kind in CHOICES:
                self.fields[question.item.key] = _options(question)
            else:
                self.fields[question.item.key] = _scale(question.kind, words(question))

    @property
    def blocks(self) -> list[Shown]:
        """What the page shows, in order."""
        found: list[Shown] = []
        for question in self.questions:
            if question.goals:
                fields = [self[name] for name in self.fields if name.startswith(GOAL)]
                found.append(Shown("goals", words(question), fields))
                continue
            block = Shown(str(question.kind), "", [self[question.item.key]])
            if question.only_if:
                on = question.only_if
                values = " ".join(map(str, question.only_values))
                block = replace(block, condition=_condition(question), depends_on=on.item.key, on_values=values)
            found.append(block)
        return [block for block in found if block.fields]

    def answers(self) -> dict[str, int | list[int]]:
        """The answers by item key, of the questions that are asked of whoever answers this."""
        scales = {q.item.key: q for q in self.questions if q.kind != Kind.TEXT and not q.goals}
        given = {key: value for key, value in self.cleaned_data.items() if key in scales and value not in (None, [])}
        found: dict[str, int | list[int]] = {}
        for question in self.questions:
            key = question.item.key
            if key in given and queries.is_asked(question, found):
                found[key] = given[key]
        return found

    def goal_answers(self) -> dict[UUID, int]:
        """The answers by goal."""
        return {
            UUID(name.removeprefix(GOAL)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(GOAL) and value is not None
        }

    def comments(self) -> dict[str, str]:
        """The words by item key, of the questions that are asked of whoever answers this."""
        found = self.answers()
        texts = {q.item.key for q in self.questions if q.kind == Kind.TEXT and queries.is_asked(q, found)}
        return {key: value for key, value in self.cleaned_data.items() if key in texts and value}


def words(question: Question) -> str:
    """The question in the language of the page."""
    return question.text_en if get_language() == "en" else question.text_nl


def _said(option: Option) -> str:
    return option.en if get_language() == "en" else option.nl


def _condition(question: Question) -> str:
    """Of whom a question is asked, in words."""
    on = question.only_if
    assert on is not None  # asked only of a question with a condition
    given = [str(label) for value, label in values_of(on) if value in question.only_values]
    return str(_("Only if you answered “%(answer)s” to “%(question)s”.")) % {
        "answer": " / ".join(given),
        "question": words(on),
    }


def values_of(question: Question) -> list[tuple[int, Any]]:
    """What can be answered to a question, with its name, in the order of the page."""
    if question.kind in CHOICES:
        return [(option.number, _said(option)) for option in question.choices]
    values = sorted(SCALE.get(question.kind, ()), key=lambda value: (value == NOT_APPLICABLE, value))
    return [(value, _meaning(question.kind, value)) for value in values]


def _options(question: Question) -> forms.Field:
    refused = {"invalid_choice": REFUSED[question.kind]}
    if question.kind == Kind.SEVERAL:
        return forms.TypedMultipleChoiceField(
            label=words(question),
            required=False,
            coerce=int,
            choices=values_of(question),
            widget=forms.CheckboxSelectMultiple,
            error_messages=refused,
        )
    return forms.TypedChoiceField(
        label=words(question),
        required=False,
        coerce=int,
        empty_value=None,
        choices=values_of(question),
        widget=forms.RadioSelect,
        error_messages=refused,
    )


def _scale(kind: str, label: str) -> forms.TypedChoiceField:
    """A row of numbers; "not applicable" stands last."""
    values = sorted(SCALE[kind], key=lambda value: (value == NOT_APPLICABLE, value))
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(value, _meaning(kind, value)) for value in values],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": REFUSED[kind]},
    )


def _meaning(kind: str, value: int) -> Any:
    if kind == Kind.AGREE:
        return AGREE_LABELS.get(value, _("not applicable"))
    return str(value)


class IntroductionForm(forms.Form):
    """What stands above the questions, and after how many weeks they come."""

    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands above the questions. Say what is done with the answers."),
    )
    weeks = forms.TypedChoiceField(
        label=_("Weeks after the session"),
        coerce=int,
        choices=[(number, str(number)) for number in WEEKS],
        help_text=_("Then people are asked once more whether they use it."),
    )

    def __init__(self, instrument: Instrument, data: Any = None) -> None:
        initial = {"introduction": instrument.introduction, "weeks": instrument.weeks}
        super().__init__(data, initial=initial)
        if instrument.moment != Moment.LATER:
            del self.fields["weeks"]


ROOM = 2  # options to write beside those that are there


class QuestionForm(forms.Form):
    """A question: its words, its options, and of whom it is asked. Only a new one gets a kind and a short name."""

    label = forms.CharField(
        label=_("Short name"),
        max_length=120,
        help_text=_("For tables and for the bank. It stays the same over the years."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of question"), choices=Kind.choices, initial=Kind.AGREE,
        help_text=_("It cannot be changed afterwards: figures of different kinds cannot be compared."),
    )  # fmt: skip
    text_nl = forms.CharField(label=_("Question in Dutch"), max_length=300)
    text_en = forms.CharField(label=_("Question in English"), max_length=300)
    about_person = forms.BooleanField(
        label=_("It is about the trainer"),
        required=False,
        help_text=_("Then only that trainer and the programme lead see it per session, school and workshop."),
    )
    only = forms.MultipleChoiceField(
        label=_("Only ask who answered"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing to ask everybody."),
        error_messages={"invalid_choice": _("Choose answers of one earlier question.")},
    )

    def __init__(
        self,
        earlier: Sequence[Question],
        line: Line | None = None,
        *,
        retired: Collection[int] = (),
        data: Any = None,
    ) -> None:
        # a button that moves an option sends what was typed: it is shown again, and not judged yet
        self.moving = data is not None and "move" in data
        initial = _typed(data) if self.moving else _initial(line) if line else None
        super().__init__(None if self.moving else data, initial=initial)
        self.line = line
        self.order = _order(data, line)
        for number in OPTIONS if line is None or line.kind in CHOICES else ():
            if number not in retired:
                for language, name in (
                    ("nl", _("Option %(number)s in Dutch")),
                    ("en", _("Option %(number)s in English")),
                ):
                    self.fields[f"option_{number}_{language}"] = forms.CharField(
                        label=str(name) % {"number": number}, required=False, max_length=120
                    )
        if line is not None:
            del self.fields["label"], self.fields["kind"], self.fields["about_person"]
        only = self.fields["only"]
        assert isinstance(only, forms.MultipleChoiceField)
        on = [q for q in earlier if not q.goals and q.kind != Kind.TEXT]
        only.choices = [(words(q), [(f"{q.item.key}:{value}", label) for value, label in values_of(q)]) for q in on]
        self.on = on
        if not on or (line is not None and line.goals):
            del self.fields["only"]

    @property
    def options(self) -> list[tuple[forms.BoundField, forms.BoundField, int]]:
        """The fields of each option, in both languages, and its number; in the order of the page."""
        numbers = [number for number in self.order if f"option_{number}_nl" in self.fields]
        return [(self[f"option_{number}_nl"], self[f"option_{number}_en"], number) for number in numbers]

    @property
    def near(self) -> list[tuple[forms.BoundField, forms.BoundField, int]]:
        """The options that are written, and room for two more; for a new question for four."""
        filled = [place for place, (nl, en, _number) in enumerate(self.options) if nl.value() or en.value()]
        return self.options[: max(filled[-1] + 1 + ROOM, 2 * ROOM) if filled else 2 * ROOM]

    @property
    def spare(self) -> list[tuple[forms.BoundField, forms.BoundField, int]]:
        """The others, which are folded in."""
        return self.options[len(self.near) :]

    @property
    def conditions(self) -> list[tuple[str, bool, list[tuple[str, str, Any, bool]]]]:
        """The answers that can be a condition, by question: its words, whether one is chosen; and id, value, words, chosen."""
        if "only" not in self.fields:
            return []
        chosen = self["only"].value() or []
        found = []
        for place, question in enumerate(self.on):
            named = [(value, f"{question.item.key}:{value}", label) for value, label in values_of(question)]
            rows = [(f"id_only_{place}_{value}", text, label, text in chosen) for value, text, label in named]
            found.append((words(question), any(row[3] for row in rows), rows))
        return found

    def clean_only(self) -> list[str]:
        """Answers of one question."""
        chosen: list[str] = self.cleaned_data["only"]
        if len({text.rpartition(":")[0] for text in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers of one earlier question."))
        return chosen

    def question(self) -> Line:
        """What was filled in, as a line; what can be asked is for the action to say."""
        data = self.cleaned_data
        only = data.get("only", [])
        kind = self.line.kind if self.line else data["kind"]
        return Line(
            key=self.line.key if self.line else "",
            kind=kind,
            nl=data["text_nl"],
            en=data["text_en"],
            goals=self.line.goals if self.line else False,
            options=self._chosen() if kind in CHOICES else (),
            only_if=only[0].rpartition(":")[0] if only else "",
            only_values=tuple(int(text.rpartition(":")[2]) for text in only),
            label=self.line.label if self.line else data["label"],
            about_person=self.line.about_person if self.line else data["about_person"],
        )

    def _chosen(self) -> tuple[Option, ...]:
        found = []
        for nl, en, number in self.options:
            option = Option(number, self.cleaned_data.get(nl.name, ""), self.cleaned_data.get(en.name, ""))
            if option.nl or option.en:
                found.append(option)
        return tuple(found)


def _typed(data: Any) -> dict[str, object]:
    return {**{name: data.get(name, "") for name in data}, "only": data.getlist("only")}


def _order(data: Any, line: Line | None) -> list[int]:
    """The numbers of the options in the order of the page: as it was sent, one of them moved by a button; else as they stand."""
    sent = data.getlist("order") if data is not None else [option.number for option in line.options] if line else []
    order = list(dict.fromkeys(number for text in sent for number in OPTIONS if str(number) == str(text)))
    order += [number for number in OPTIONS if number not in order]
    way, _colon, moved = (data.get("move", "") if data is not None else "").partition(":")
    place = next((place for place, number in enumerate(order) if str(number) == moved), None)
    other = None if place is None else place + (1 if way == "down" else -1)
    if place is not None and other is not None and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _initial(line: Line) -> dict[str, object]:
    found: dict[str, object] = {"text_nl": line.nl, "text_en": line.en}
    for option in line.options:
        found |= {f"option_{option.number}_nl": option.nl, f"option_{option.number}_en": option.en}
    found["only"] = [f"{line.only_if}:{value}" for value in line.only_values]
    return found
