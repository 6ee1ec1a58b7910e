"""Dutch says "u" or "je" as the partnership chose, and nothing of one partnership's choice reaches another."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.ui.pronouns import Pronoun, addressed, in_words_of
from dagdeel.web import handbook
from dagdeel.year.catalogue.queries.samples import samples
from dagdeel.year.evaluation.queries.sets import SETS, ready_made
from scripts.messages import FAMILIAR, FORMAL, faults_of_address

ASKED = "Asked of you now"
IDEAS = ("%(count)d idea waits for your decision", "%(count)d ideas wait for your decision")


def partnership(pronoun: Pronoun, name: str = "De Proef") -> Partnership:
    return Partnership(pk=1, name=name, slug="proef", pronoun=pronoun)


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    with translation.override("nl"):
        yield


def test_where_no_partnership_is_known_it_says_u() -> None:
    assert gettext(ASKED) == "Nu van u gevraagd"


def test_a_partnership_that_chose_je_is_spoken_to_with_je_and_only_inside_its_scope() -> None:
    with scope.of(partnership(Pronoun.JE)):
        assert gettext(ASKED) == "Nu van je gevraagd"
        with scope.of(partnership(Pronoun.U, "Een andere")):
            assert gettext(ASKED) == "Nu van u gevraagd"
        assert gettext(ASKED) == "Nu van je gevraagd"
    assert gettext(ASKED) == "Nu van u gevraagd"


def test_a_scope_that_breaks_takes_its_pronoun_along() -> None:
    with pytest.raises(ValidationError), scope.of(partnership(Pronoun.JE)):
        raise ValidationError("broken")
    assert gettext(ASKED) == "Nu van u gevraagd"


def test_lazy_texts_plural_forms_and_templates_follow() -> None:
    lazy = gettext_lazy(ASKED)
    template = Template('{% load i18n %}{% translate "Asked of you now" %}')
    for pronoun, said in ((Pronoun.U, "u"), (Pronoun.JE, "je")):
        with scope.of(partnership(pronoun)):
            assert str(lazy) == template.render(Context()) == f"Nu van {said} gevraagd"
            wait = [ngettext(*IDEAS, number) % {"count": number} for number in (1, 2)]
        assert wait == [
            f"1 idee wacht op {'uw' if said == 'u' else 'je'} besluit",
            f"2 ideeën wachten op {'uw' if said == 'u' else 'je'} besluit",
        ]


def test_english_knows_one_form() -> None:
    with scope.of(partnership(Pronoun.JE)), translation.override("en"):
        assert gettext(ASKED) == ASKED


def test_threads_that_work_for_two_partnerships_do_not_hear_each_other() -> None:
    def said(pronoun: Pronoun) -> set[str]:
        with translation.override("nl"), scope.of(partnership(pronoun)):
            return {gettext(ASKED) for _ in range(2000)}

    with ThreadPoolExecutor(4) as pool:
        each = list(pool.map(said, [Pronoun.U, Pronoun.JE] * 4))
    assert each == [{"Nu van u gevraagd"}, {"Nu van je gevraagd"}] * 4


def test_a_context_of_its_own_keeps_the_pronoun_it_was_made_with() -> None:
    with scope.of(partnership(Pronoun.JE)):
        inside = copy_context()
    assert inside.run(gettext, ASKED) == "Nu van je gevraagd"
    assert gettext(ASKED) == "Nu van u gevraagd"


def test_translations_that_django_throws_away_and_loads_again_still_know_both() -> None:
    with (
        override_settings(LANGUAGES=[("nl", "Nederlands")]),
        translation.override("nl"),
        scope.of(partnership(Pronoun.JE)),
    ):
        assert gettext(ASKED) == "Nu van je gevraagd"


def test_texts_beside_the_catalogues_are_taken_apart_in_the_same_way() -> None:
    text = "‹Kunt u|Kun je› komen? Noem ‹u|u› of ‹je|je›."
    assert in_words_of(Pronoun.U, text) == addressed(text) == "Kunt u komen? Noem u of je."
    with scope.of(partnership(Pronoun.JE)):
        assert addressed(text) == "Kun je komen? Noem u of je."


def test_ready_made_questions_are_asked_in_the_words_of_the_partnership() -> None:
    (mark,) = (line.nl for line in ready_made("participant", "session") if line.key == "mark")
    assert mark == "Welk cijfer geeft u deze workshop?"
    with scope.of(partnership(Pronoun.JE)):
        (mark,) = (line.nl for line in ready_made("participant", "session") if line.key == "mark")
    assert mark == "Welk cijfer geef je deze workshop?"


def test_every_ready_made_question_knows_both_forms() -> None:
    wrong = [line.key for lines in SETS.values() for line in lines if list(faults_of_address(line.nl))]
    assert wrong == []


def test_examples_of_workshops_and_every_handbook_follow_the_partnership() -> None:
    def told() -> str:
        books = [handbook.handbook(role, {}, lambda _page: "", "nl") for role in Role]
        parts = [f"{part.title} {part.text}" for book in books for part in book.sections]
        return " ".join([*(book.introduction for book in books), *parts, *map(str, samples("nl").values())])

    formal, named = told(), "zegt Dagdeel u of je"  # where the handbook tells of the setting, it names both
    with scope.of(partnership(Pronoun.JE)):
        familiar = told()
    assert not FAMILIAR.search(formal.replace(named, ""))
    assert not FORMAL.search(familiar.replace(named, ""))
    assert min(len(FORMAL.findall(formal)), len(FAMILIAR.findall(familiar))) > 300
