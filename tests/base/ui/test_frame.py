"""The frame around the pages: bare, inside a year, and what stands under `vendor`."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from dagdeel.base import ui
from scripts import vendor

STATIC = Path(ui.__file__).parent / "static/ui"


@dataclass(frozen=True)
class Step:
    key: str
    label: str
    url: str
    figure: str = ""
    state: str = "idle"
    current: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Named:
    name: str
    slug: str = "roz"


@dataclass(frozen=True)
class Frame:
    partnership: Named | None = None
    year: str | None = None
    years: tuple[tuple[str, str], ...] = ()
    member: None = None
    strip: tuple[Step, ...] = ()
    demo_day: date | None = None
    is_demo: bool = False


STRIP = (
    Step("catalogue", "Aanbod", "/a/", "9 workshops", "done"),
    Step("planning", "Rooster", "/p/", "31 van 32", "late", current=True, asked=True),
    Step("reporting", "Verslag", ""),
)
INSIDE = Frame(
    partnership=Named("Opleidingsschool Zuiderpoort"),
    year="2016-2017",
    years=(("2016-2017", "/roz/2016-2017/"), ("2015-2016", "/roz/2015-2016/")),
    strip=STRIP,
)


def draw(frame: Frame, template: str = "ui/layout.html") -> str:
    with translation.override("nl"):
        return render_to_string(template, {"frame": frame})


@pytest.mark.parametrize("template", ["ui/layout.html", "ui/plain.html"])
def test_both_layouts_stand_without_a_partnership(template: str) -> None:
    html = draw(Frame(), template)
    assert '<a class="skip" href="#main">Naar de inhoud</a>' in html
    assert '<main id="main"' in html
    assert 'class="strip"' not in html
    assert "demo-banner" not in html


def test_the_strip_shows_every_step_with_its_figure_and_marks_what_is_asked_and_where_one_is() -> None:
    html = draw(INSIDE)
    assert [label for label in ("Aanbod", "Rooster", "Verslag") if label in html] == ["Aanbod", "Rooster", "Verslag"]
    assert "31 van 32" in html
    assert '<li class="step step-late step-asked step-current">' in html
    assert html.count('aria-current="step"') == 1
    assert "er wordt iets van u gevraagd" in html


def test_state_is_never_told_by_colour_alone() -> None:
    html = draw(INSIDE)
    assert 'aria-label="klaar"' in html
    assert 'aria-label="te laat"' in html


def test_a_step_without_pages_is_no_link() -> None:
    html = draw(replace(INSIDE, strip=(STRIP[2],)))
    assert '<span class="step-box">' in html
    assert 'href=""' not in html


def test_the_year_in_which_one_is_stands_marked_among_the_years() -> None:
    html = draw(INSIDE)
    assert '<a href="/roz/2016-2017/" aria-current="true">2016-2017</a>' in html
    assert '<a href="/roz/2015-2016/">2015-2016</a>' in html


def test_a_demo_says_so_and_which_day_it_is() -> None:
    assert "Hier is het <strong>vrijdag 2 september 2016</strong>" in draw(
        replace(INSIDE, is_demo=True, demo_day=date(2016, 9, 2))
    )


def test_htmx_is_told_to_run_nothing_and_to_remember_nothing() -> None:
    config = re.search(r"<meta name=\"htmx-config\" content='([^']+)'", draw(Frame()))
    assert config is not None
    for setting in ('"allowEval":false', '"includeIndicatorStyles":false', '"historyCacheSize":0', '"code":"422"'):
        assert setting in config[1]


def test_every_file_a_stylesheet_names_is_there() -> None:
    for sheet in STATIC.glob("*.css"):
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (STATIC / name).exists(), f"{sheet.name} names {name}"


@pytest.mark.parametrize("package", vendor.PACKAGES, ids=lambda package: package.name)
def test_what_others_made_stands_with_its_licence_and_in_the_list(package: vendor.Package) -> None:
    folder = STATIC / "vendor" / package.folder
    wanted = {Path(name).name for name in package.files} | {"LICENSE"}
    assert {file.name for file in folder.iterdir()} == wanted
    assert (STATIC / "vendor/README.md").read_text() == vendor.readme()
