"""The components draw what they are told, and refuse what they do not know."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.base.ui import components
from dagdeel.base.ui.components import Arc, Ring, SeatBar, when

TODAY = date(2016, 9, 2)
RING = Ring(date(2016, 8, 1), date(2017, 7, 31), ((Arc(TODAY, date(2017, 5, 1), "petrol", "workshops"),),), TODAY)


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@dataclass(frozen=True)
class Item:
    title: str
    due: date | None = None
    detail: str = ""
    url: str = "/there/"
    action: str = "Kiezen"


# Strictness ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '{% pill "x" colour="done" %}',
        '{% button "x" href="/" %}',
        '{% card titel="x" %}{% endcard %}',
        "{% seat_bar enrolled=1 seats=2 taken=3 %}",
        "{% datatable %}{% enddatatable %}",
    ],
)
def test_an_unknown_or_missing_argument_is_an_error(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% pill "x" state="klaar" %}',
        '{% button "x" kind="big" %}',
        '{% card tone="pink" %}{% endcard %}',
        '{% notice "fatal" %}{% endnotice %}',
        '{% icon "unicorn" %}',
    ],
)
def test_an_unknown_value_is_an_error_that_lists_the_known_ones(source: str) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        draw(source)


def test_text_from_people_is_escaped_everywhere() -> None:
    source = (
        "{% card title=x note=x %}{% pill x %}{% button x %}{% empty_state x x %}{% figure_tile x x %}{% endcard %}"
    )
    html = draw(source, x="<b>&")
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;") == 8


def test_every_icon_has_a_drawing_and_every_drawing_a_name() -> None:
    import re
    from pathlib import Path

    sprite = (Path(components.__file__).parent / "static/ui/icons.svg").read_text()
    assert set(re.findall(r'symbol id="(\w+)"', sprite)) == components.ICONS


def test_a_button_with_an_address_is_a_link_and_one_without_sends_the_form() -> None:
    assert draw('{% button "Kijk" url="/x/" %}').startswith('<a class="button button-primary" href="/x/">')
    assert draw('{% button "Kies" kind="danger" %}').startswith('<button class="button button-danger" type="submit">')


# Todos ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "text", "state"),
    [
        (-3, "3 dagen te laat", "late"),
        (-1, "1 dag te laat", "late"),
        (0, "vandaag", "now"),
        (1, "morgen", "now"),
        (7, "vr 9 sep", "plain"),
        (400, "7 okt 2017", "plain"),
    ],
)
def test_a_due_date_is_said_in_words(days: int, text: str, state: str) -> None:
    with translation.override("nl"):
        assert when(TODAY + timedelta(days=days), TODAY) == components.When(text, state)  # type: ignore[arg-type]  # parametrised


def test_without_a_due_date_there_is_no_pill() -> None:
    assert when(None, TODAY) is None
    assert "pill" not in draw("{% todo_list todos today=today %}", todos=[Item("Kies")], today=TODAY)


def test_only_the_first_thing_asked_has_the_primary_button() -> None:
    html = draw("{% todo_list todos today=today %}", todos=[Item("Een", TODAY), Item("Twee", TODAY)], today=TODAY)
    assert html.count("button-primary") == 1
    assert html.count("button-secondary") == 1
    assert html.index("button-primary") < html.index("button-secondary")


# Seats ----------------------------------------------------------------------------------------------------------


@given(
    enrolled=st.integers(0, 60),
    offered=st.integers(0, 10),
    seats=st.integers(0, 50),
    minimum=st.none() | st.integers(0, 50),
)
def test_a_seat_bar_never_runs_over_its_end(enrolled: int, offered: int, seats: int, minimum: int | None) -> None:
    bar = SeatBar(enrolled, offered, 0, seats, minimum)
    assert sum(part.width for part in bar.parts) <= 100.01
    assert bar.minimum_at is None or 0 <= bar.minimum_at <= 100


def test_a_seat_bar_says_in_words_what_it_shows() -> None:
    with translation.override("nl"):
        html = draw("{% seat_bar enrolled=18 seats=20 offered=2 waiting=3 minimum=5 %}")
    for words in ("18 van 20 plaatsen bezet", "2 plaatsen aangeboden", "3 mensen wachten", "minimum van 5 gehaald"):
        assert words in html


def test_each_number_of_a_seat_bar_leads_to_its_people_and_an_offer_says_until_when() -> None:
    with translation.override("nl"):
        html = draw(
            '{% seat_bar enrolled=15 seats=20 offered=2 waiting=3 people="/p/" until=day %}', day=date(2016, 9, 22)
        )
    for link in ("/p/#enrolled", "/p/#offered", "/p/#waiting"):
        assert f'href="{link}"' in html
    assert "2 plaatsen aangeboden</a> tot en met do 22 september" in html
    assert "3 plaatsen vrij" in html


def test_the_mark_of_the_minimum_goes_once_enough_people_joined() -> None:
    assert SeatBar(3, 0, 0, 20, 5).minimum_at == 25
    assert SeatBar(5, 0, 0, 20, 5).minimum_at is None


def test_a_bar_is_drawn_with_points_in_dutch_too() -> None:
    with translation.override("nl"):
        assert 'width="33.33%"' in draw("{% seat_bar enrolled=1 seats=3 %}")


# The ring -------------------------------------------------------------------------------------------------------


def test_the_second_of_september_is_day_33_of_the_school_year() -> None:
    assert RING.day == 33


def test_outside_of_its_year_a_ring_has_no_hand() -> None:
    ring = Ring(RING.first, RING.last, RING.tracks, date(2017, 8, 1))
    assert (ring.day, ring.hand) == (None, None)
    assert "2016–2017" in draw("{% year_ring ring %}", ring=ring)


def test_a_ring_has_twelve_months_from_the_top_clockwise() -> None:
    months = RING.months
    assert [month.month for _, _, month in months] == [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7]
    (august_x, august_y, _), (november_x, _, _) = months[0], months[3]
    assert august_y < Ring.CENTRE
    assert Ring.CENTRE < august_x < november_x


def test_an_arc_of_a_whole_year_is_still_drawn() -> None:
    ring = Ring(RING.first, RING.last, ((Arc(RING.first, RING.last, "leaf", "alles"),),))
    path, _ = ring.paths[0]
    start, end = path[1:].split("A")[0], path.rsplit(" 1 ", 1)[1]
    assert start != end


def test_the_ring_is_told_in_words_beside_the_picture() -> None:
    with translation.override("nl"):
        html = draw("{% year_ring ring %}", ring=RING)
    assert 'role="img" aria-label="Het jaar als ring: vrijdag 2 september 2016"' in html
    assert "workshops" in html
    assert "2 sep – 1 mei" in html


# Forms ----------------------------------------------------------------------------------------------------------


class Sample(forms.Form):
    title = forms.CharField(help_text="Kort")
    day = forms.DateField(required=False, initial=TODAY)
    start = forms.TimeField(required=False)
    moment = forms.DateTimeField(required=False)
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    agreed = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput)


def test_an_input_points_at_its_hint_its_help_and_its_errors() -> None:
    html = draw('{% field form.title hint="Let op" %}', form=Sample({}))
    assert 'aria-describedby="id_title_hint id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    for name in ("hint", "helptext", "error"):
        assert f'id="id_title_{name}"' in html


def test_a_good_input_is_not_called_invalid() -> None:
    html = draw("{% field form.title %}", form=Sample({"title": "x"}))
    assert "aria-invalid" not in html
    assert 'aria-describedby="id_title_helptext"' in html


def test_dates_and_times_use_the_browsers_own_inputs_with_iso_values() -> None:
    form = Sample(initial={"start": "13:30"})
    with translation.override("nl"):
        assert 'type="date" name="day" value="2016-09-02"' in draw("{% field form.day %}", form=form)
        assert 'type="time" name="start" value="13:30"' in draw("{% field form.start %}", form=form)
        assert 'type="datetime-local" name="moment"' in draw("{% field form.moment %}", form=form)


def test_a_group_of_choices_is_a_fieldset_that_points_at_its_error() -> None:
    html = draw("{% choice_cards form.kind %}", form=Sample({}))
    assert '<fieldset class="field field-group field-wrong" id="id_kind" aria-describedby="id_kind_error">' in html
    assert html.count('type="radio"') == 2
    assert "choice-cards" in html


def test_the_label_of_a_single_box_comes_after_it() -> None:
    html = draw("{% field form.agreed %}", form=Sample())
    assert html.index("<input") < html.index("<label")


def test_a_hidden_input_is_bare() -> None:
    assert draw("{% field form.secret %}", form=Sample()).strip().startswith('<input type="hidden"')


def test_the_summary_of_a_form_is_an_alert_and_absent_when_all_is_well() -> None:
    form = Sample({})
    form.add_error(None, "Deze zaal is al bezet.")
    html = draw("{% form_errors form %}", form=form)
    assert 'role="alert"' in html
    assert "Deze zaal is al bezet." in html
    assert draw("{% form_errors form %}", form=Sample()).strip() == ""


def test_a_question_before_a_grave_step_posts_with_a_csrf_token() -> None:
    html = draw('{% confirm "Weg" url="/x/" action="Ja" %}<p>reden</p>{% endconfirm %}', csrf_token="abc")
    assert '<form class="confirm-box form" method="post" action="/x/">' in html
    assert 'name="csrfmiddlewaretoken" value="abc"' in html
    assert "<p>reden</p>" in html


# Lists ----------------------------------------------------------------------------------------------------------


def test_a_table_scrolls_in_a_region_that_the_keyboard_reaches() -> None:
    html = draw('{% datatable caption="Scholen" %}<tbody></tbody>{% enddatatable %}')
    assert '<div class="table-scroll" role="region" tabindex="0" aria-label="Scholen">' in html


def test_the_pager_keeps_the_rest_of_the_question() -> None:
    from django.core.paginator import Paginator

    request = RequestFactory().get("/x/", {"q": "vries", "page": "2"})
    html = draw("{% pager page %}", page=Paginator(range(30), 10).get_page(2), request=request)
    assert 'href="?q=vries&amp;page=1"' in html
    assert 'href="?q=vries&amp;page=3"' in html


def test_help_from_people_is_escaped_in_a_form_too() -> None:
    form = Sample()
    form.fields["title"].help_text = "<b>"
    assert "&lt;b&gt;" in draw("{% field form.title %}", form=form)


def test_a_slot_is_a_link_until_its_step_fills_it() -> None:
    html = draw('{% url_slot "/x/" "12 ingeschreven" %}')
    assert '<div class="url-slot" hx-get="/x/" hx-trigger="load"><a href="/x/">12 ingeschreven</a></div>' in html


def test_an_empty_slot_for_buttons_leaves_no_trace() -> None:
    assert "actions" not in draw('{% page_head title="Rooster" %}\n{% endpage_head %}')
    assert '<div class="actions">' in draw('{% page_head title="Rooster" %}{% button "x" %}{% endpage_head %}')
