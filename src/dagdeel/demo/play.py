"""Two school years of the booklet's partnership, played through the actions, chapter by chapter."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction

from dagdeel.base.administration import actions as administration
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.demo import deciding, facts, holding, preference, preparing, programme
from dagdeel.demo.setting import Stage, moment, set_the_stage
from dagdeel.web.post import once
from dagdeel.year.decisions import actions as decisions
from dagdeel.year.reporting import actions as reporting

Progress = Callable[[int, int, str, float], None]
Chapter = tuple[str, Callable[[], object]]


class PlayFailed(Exception):
    """A mail of the play could not be made."""


def play(progress: Progress, *, until: str = "") -> Stage:
    """Play everything, or up to the chapter of that title; `progress(done, all, chapter, seconds)` is called after each."""
    began = monotonic()
    stage = set_the_stage()
    with scope.of(stage.partnership):
        chapters = [*_first_year(stage), *_second_year(stage), ("Vandaag", lambda: _arrive(stage))]
        total = len(chapters) + 1
        progress(1, total, "Mensen, scholen en instituten", monotonic() - began)
        for number, (title, chapter) in enumerate(chapters, start=2):
            if title == until:
                break
            with transaction.atomic():  # one commit a chapter, not one an action
                chapter()
            progress(number, total, title, monotonic() - began)
    return stage


def _year(first_year: int) -> ProgrammeYear:
    return ProgrammeYear.objects.select_related("partnership").get(first_year=first_year)


def _first_year(stage: Stage) -> list[Chapter]:
    def begin() -> None:
        administration.begin_year(
            first_year=2015, session_minutes=120, by=stage.lead, at=moment(date(2015, 2, 9)), **_deadlines(2015)
        )

    return [
        ("2015-2016: het jaar begint", begin),
        (
            "2015-2016: brochure",
            lambda: preparing.fill_brochure(stage, _year(2015), programme.FIRST_YEAR, date(2015, 4, 20)),
        ),
        ("2015-2016: schoolkeuze", lambda: preparing.choose(stage, _year(2015), date(2015, 4, 28), date(2015, 6, 5))),
        ("2015-2016: trainers", lambda: preparing.gather_trainers(stage, _year(2015), date(2015, 6, 8))),
        ("2015-2016: begroting", lambda: deciding.set_the_budget(stage, _year(2015), date(2015, 6, 10))),
        ("2015-2016: rooster", lambda: preparing.plan_the_year(stage, _year(2015), date(2015, 6, 22))),
        ("2015-2016: trainers bevestigen", lambda: preparing.confirm(_year(2015), date(2015, 7, 1))),
        ("2015-2016: uitnodiging en inschrijving", lambda: _invite_and_enrol(stage, 2015)),
        ("2015-2016: vragenlijsten", lambda: holding.open_evaluation(stage, _year(2015), date(2015, 9, 28))),
        ("2015-2016: workshops", lambda: holding.hold(stage, _year(2015), date(2016, 4, 18))),
        ("2015-2016: terugblik", lambda: holding.evaluate_the_year(stage, _year(2015), date(2016, 4, 18))),
        ("2015-2016: geld", lambda: deciding.book(stage, _year(2015), date(2016, 4, 18))),
        ("2015-2016: besluiten", lambda: deciding.evaluate_with_consequences(stage, _year(2015), date(2016, 4, 19))),
    ]


def _second_year(stage: Stage) -> list[Chapter]:
    today = facts.TODAY

    def begin() -> None:
        decisions.start_next_year(_year(2015), by=stage.lead, at=moment(date(2016, 4, 28)))
        _beat(moment(date(2016, 4, 29), 8))  # "you said, we did"
        deciding.arrange(stage, _year(2015), date(2016, 5, 12))

    def report() -> None:
        reporting.write_report(
            _year(2015),
            foreword="Een eerste jaar met vier workshops op elke school.",
            looking_back="De workshops zijn goed ontvangen; twee uur bleek te kort en het eten kon beter. Dat is veranderd.",
            obligations="De subsidie is besteed zoals begroot, op de verschillen na die hieronder zijn toegelicht.",
            practice="Geef de workshops op de eigen school, ook al is dat duurder: dan komt iedereen. "
            "Laat de rectoren samen besluiten, en laat in de brochure zien wat er met de evaluatie is gedaan.",
            by=stage.lead,
            at=moment(date(2016, 7, 4)),
        )
        reporting.publish_report(_year(2015), by=stage.lead, at=moment(date(2016, 7, 6)))
        administration.move_year_on(
            _year(2015), state=ProgrammeYear.State.CLOSED, by=stage.lead, at=moment(date(2016, 7, 8))
        )

    def place_by_preference() -> None:
        preference.place_autumn(stage, _year(2016))
        _beat(moment(date(2016, 10, 15), 8))

    return [
        ("2016-2017: volgt uit de besluiten", begin),
        (
            "2016-2017: brochure",
            lambda: preparing.fill_brochure(stage, _year(2016), programme.SECOND_YEAR, date(2016, 5, 2)),
        ),
        ("2016-2017: schoolkeuze", lambda: preparing.choose(stage, _year(2016), date(2016, 5, 10), date(2016, 6, 10))),
        ("2016-2017: trainers", lambda: preparing.gather_trainers(stage, _year(2016), date(2016, 6, 13))),
        ("2016-2017: begroting", lambda: deciding.set_the_budget(stage, _year(2016), date(2016, 6, 15))),
        ("2016-2017: rooster", lambda: preparing.plan_the_year(stage, _year(2016), date(2016, 6, 27), pinned=today)),
        ("2015-2016: jaarverslag", report),
        ("2016-2017: trainers bevestigen", lambda: preparing.confirm(_year(2016), date(2016, 7, 6), silent=2)),
        ("2016-2017: uitnodiging en inschrijving", lambda: _invite_and_enrol(stage, 2016)),
        ("2016-2017: studiedag op voorkeur", place_by_preference),
        ("2016-2017: vragenlijsten", lambda: holding.open_evaluation(stage, _year(2016), date(2016, 9, 28))),
        ("2016-2017: workshops tot vandaag", lambda: holding.hold(stage, _year(2016), today)),
        ("2016-2017: wat deelnemers ermee doen", lambda: holding.look_back(stage, _year(2016), today)),
        ("2016-2017: voorkeuren voor de lente", lambda: preference.rank_for_spring(stage, _year(2016))),
        ("2016-2017: geld", lambda: deciding.book(stage, _year(2016), today)),
        ("2016-2017: bevindingen", lambda: deciding.begin_findings(stage, _year(2016), today - timedelta(days=5))),
    ]


def _deadlines(first: int) -> dict[str, date]:
    return {
        "brochure_due": date(first, 4, 29),
        "choices_due": date(first, 6, 5),
        "availability_due": date(first, 6, 19),
        "plan_due": date(first, 7, 3),
        "invitations_due": date(first, 9, 7),
        "enrolment_due": date(first, 9, 25),
        "evaluation_due": date(first + 1, 4, 18),
        "decisions_due": date(first + 1, 4, 26),
        "report_due": date(first + 1, 7, 8),
    }


def _invite_and_enrol(stage: Stage, first_year: int) -> None:
    year, sent = _year(first_year), date(first_year, 9, 5)
    administration.move_year_on(
        year, state=ProgrammeYear.State.RUNNING, by=stage.lead, at=moment(date(first_year, 8, 24))
    )
    holding.invite(stage, year, sent)
    _beat(moment(sent + timedelta(days=3), 8))
    holding.enrol(stage, year, sent + timedelta(days=1))
    _beat(moment(sent + timedelta(days=23), 8))


def _arrive(stage: Stage) -> None:
    """It becomes today; what is due is sent."""
    at = moment(facts.TODAY)
    administration.live_on(stage.partnership, day=facts.TODAY, by=None, at=at)
    _beat(at)


def _beat(at: datetime) -> None:
    """Let the worker do its work of that moment, and send all that is due; what breaks there breaks the play."""
    beat = once(clock=lambda _: at)
    if beat.broken or beat.failed:
        raise PlayFailed(str(beat))
