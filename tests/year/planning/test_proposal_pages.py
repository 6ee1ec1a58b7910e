"""The pages of proposals: ask, watch, compare, take over, hold, suppose; and a trainer who falls out."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.jobs import actions as jobs
from dagdeel.base.jobs import rules as job_rules
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.web.jobs import work_off
from dagdeel.year.planning import actions
from dagdeel.year.planning.models import Absence, Assignment, PlanProposal, Session
from dagdeel.year.planning.optimise import Question
from dagdeel.year.planning.states import ProposalMode
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, can, proposed, story

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tale(inside: c.Cast) -> Story:
    """Two drafts in the demo's own time, so that pages and worker live on the same day."""
    made = story(inside)
    Partnership.objects.update(demo_day=inside.now.date())
    made.drafts()
    return made


@pytest.fixture
def lead(tale: Story) -> Client:
    return tale.cast.client("programme_lead")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def url(tale: Story, path: str = "") -> str:
    return tale.cast.url(f"planning/{path}")


def work(tale: Story) -> None:
    work_off(clock=lambda _=None: tale.cast.now)


def ask(tale: Story, client: Client, mode: str = "scratch", name: str = "") -> Job:
    """Ask on the page; the job that the page of the search is about."""
    answer = client.post(url(tale, "proposals/ask/"), {"mode": mode, "name": name})
    assert answer.status_code == 302
    job = Job.objects.latest("pk")
    assert answer["Location"] == url(tale, f"search/{job.pk}/")
    return job


# Ask and watch -------------------------------------------------------------------------------------------------------


def test_a_proposal_is_asked_watched_looked_at_and_taken_over(tale: Story, lead: Client) -> None:
    job = ask(tale, lead, name="Eerste poging")
    assert "Het wacht op zijn beurt." in text(lead.get(url(tale, f"search/{job.pk}/")))
    assert "Dagdeel zoekt een rooster" in text(lead.get(url(tale, "proposals/")))
    work(tale)
    page = text(lead.get(url(tale, f"search/{job.pk}/"), follow=True))
    assert "Eerste poging" in page
    assert "is de enige die deze workshop op deze school kan geven." in page
    assert "session-" not in page
    one, other = Session.objects.order_by("pk")
    here = f"proposals/{PlanProposal.objects.get().pk}/"
    assert "Vink minstens één sessie aan" in text(lead.post(url(tale, f"{here}accept/"), follow=True))
    taken = lead.post(url(tale, f"{here}accept/"), {"session": [str(one.pk), str(other.pk), "x"]}, follow=True)
    assert "2 sessies zijn overgenomen." in text(taken)
    assert {s.day for s in Session.objects.all()} == {TUESDAY, DECEMBER}
    assert "al overgenomen of weggelegd" in text(lead.post(url(tale, f"{here}discard/"), follow=True))


def test_a_double_click_asks_once(tale: Story, lead: Client) -> None:
    assert ask(tale, lead) == ask(tale, lead)
    assert Job.objects.count() == 1


def test_a_question_that_makes_no_sense_is_said_beside_the_field_and_kept(tale: Story, lead: Client) -> None:
    answer = lead.post(url(tale, "proposals/ask/"), {"mode": "alles", "name": "Mijn voorstel"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert 'id="id_mode_error"' in text(answer)
    assert "Mijn voorstel" in text(answer)


def test_with_nothing_to_move_the_page_says_so_at_once(tale: Story, lead: Client) -> None:
    for session in Session.objects.all():
        actions.cancel_session(session, reason="vervalt", **tale.at)
    answer = lead.post(url(tale, "proposals/ask/"), {"mode": "scratch"}, follow=True)
    assert "er valt niets voor te stellen" in text(answer)
    assert not Job.objects.exists()


def running(tale: Story, job: Job, *goals: tuple[str, float, float | None]) -> Job:
    """A worker took the job and told so much of it."""
    taken = jobs.take([job.kind], clock=lambda _=None: tale.cast.now)
    assert taken is not None
    progress: dict[str, Any] = {}
    for name, value, bound in goals:
        progress = job_rules.told(progress, name, value, bound, 12.4)
    jobs.pulse(taken, progress, at=tale.cast.now)
    return taken


def test_the_page_of_a_search_shows_how_far_each_goal_is(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    running(tale, job, ("uncovered", 0, 0), ("quality_loss", 190, 140))
    page = text(lead.get(url(tale, f"search/{job.pk}/")))
    assert "1 van de 5 doelen zijn bewezen; nu: kwaliteit: punten onder de hoogste score." in page
    assert "sessies zonder trainer of datum" in page
    assert '<td class="number">190</td><td class="number">140</td>' in page
    assert "12 seconden bezig, hooguit 60 seconden" in page
    assert '<meta http-equiv="refresh"' in page  # for who has no JavaScript
    assert 'role="status"' in page


def test_htmx_asks_for_the_progress_and_hears_the_sentence_only_when_it_changed(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    running(tale, job, ("uncovered", 0, 0))
    part = lead.get(url(tale, f"search/{job.pk}/"), {"stage": "queued--0-0"}, headers=HTMX)
    assert "<html" not in text(part)
    assert 'hx-swap-oob="innerHTML"' in text(part)
    seen = text(part).split("?stage=")[1].split('"')[0]
    assert "hx-swap-oob" not in text(lead.get(url(tale, f"search/{job.pk}/"), {"stage": seen}, headers=HTMX))


def test_when_it_is_done_htmx_goes_to_the_proposal(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    work(tale)
    part = lead.get(url(tale, f"search/{job.pk}/"), headers=HTMX)
    assert part["HX-Redirect"] == url(tale, f"proposals/{PlanProposal.objects.get().pk}/")


def test_a_search_that_waits_is_stopped_and_keeps_nothing(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    page = text(lead.post(url(tale, f"search/{job.pk}/cancel/"), follow=True))
    assert "Het is gestopt; er is niets bewaard." in page
    work(tale)
    assert not PlanProposal.objects.exists()
    again = lead.post(url(tale, f"search/{job.pk}/cancel/"), follow=True)
    assert "Het zoeken was al klaar." in text(again)


def test_a_search_may_hand_in_what_it_has(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    lead.post(url(tale, f"search/{job.pk}/settle/"))
    work(tale)
    job.refresh_from_db()
    assert (job.state, PlanProposal.objects.count()) == (JobState.DONE, 1)


def test_a_search_that_found_nothing_says_why(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    for session in Session.objects.all():  # meanwhile
        actions.cancel_session(session, reason="vervalt", **tale.at)
    work(tale)
    sentence = "Elke sessie staat vast of is compleet"
    assert sentence in text(lead.get(url(tale, f"search/{job.pk}/")))
    assert sentence in text(lead.get(url(tale, "proposals/")))


# Compare -------------------------------------------------------------------------------------------------------------


def test_the_proposal_stands_beside_the_plan_goal_by_goal_and_session_by_session(tale: Story, lead: Client) -> None:
    one, _ = Session.objects.order_by("pk")
    tale.place(one, TUESDAY)
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    proposal = proposed(tale.cast, Question(mode=ProposalMode.SCRATCH))
    page = text(lead.get(url(tale, f"proposals/{proposal.pk}/")))
    row = page.split("1. sessies zonder trainer of datum")[1].split("</tr>")[0]
    assert ">1<" in row  # now
    assert "<strong>0</strong>" in row
    assert "bewezen" in row
    assert "Niemand: alleen concepten zouden veranderen." in page


def test_the_problem_can_be_taken_along_and_judged_elsewhere(tale: Story, lead: Client) -> None:
    proposal = proposed(tale.cast)
    answer = lead.get(url(tale, f"proposals/{proposal.pk}/problem/"))
    found = json.loads(answer.content)
    assert found["problem"]["kind"] == "timetable"
    assert found["plan"]["assignments"] == proposal.plan["assignments"]
    assert answer["Cache-Control"] == "no-store"


def test_a_proposal_costs_as_many_queries_for_many_sessions_as_for_two(tale: Story, lead: Client) -> None:
    def count() -> int:
        proposal = proposed(tale.cast)
        lead.get(url(tale, f"proposals/{proposal.pk}/"))
        with CaptureQueriesContext(connection) as found:
            assert lead.get(url(tale, f"proposals/{proposal.pk}/")).status_code == 200
        return len(found)

    before = count()
    for _ in range(3):
        edition = c.edition(tale.cast.year)
        c.session(edition, tale.cast.school, state="draft", day=None, half_day="", starts=None, ends=None, room=None)
        c.trainer(c.person(), tale.cast.institute, edition)
    assert count() == before


def test_what_is_ticked_is_held_and_the_rest_is_looked_for_again(tale: Story, lead: Client) -> None:
    one, other = Session.objects.order_by("pk")
    first = proposed(tale.cast, Question(mode=ProposalMode.SCRATCH), name="Basis")
    first.plan["assignments"][f"session-{one.pk}"]["slot"] = f"{DECEMBER}/pm"
    first.save()
    empty = lead.post(url(tale, f"proposals/{first.pk}/again/"), follow=True)
    assert "Vink minstens één sessie aan die moet blijven" in text(empty)
    lead.post(url(tale, f"proposals/{first.pk}/again/"), {"session": [str(one.pk)]})
    work(tale)
    second = PlanProposal.objects.latest("pk")
    assert second.name == "Basis, vastgehouden"
    slots = {key: value["slot"] for key, value in second.plan["assignments"].items()}
    assert slots == {f"session-{one.pk}": f"{DECEMBER}/pm", f"session-{other.pk}": f"{TUESDAY}/pm"}
    page = text(lead.get(url(tale, f"proposals/{second.pk}/")))
    assert "1 regel is gehouden zoals die in een eerder voorstel stond." in page


def test_lines_that_cannot_be_held_together_are_named_with_the_rule_that_stands_in_the_way(
    tale: Story, lead: Client
) -> None:
    one, other = Session.objects.order_by("pk")
    first = proposed(tale.cast, Question(mode=ProposalMode.SCRATCH))
    for session in (one, other):
        first.plan["assignments"][f"session-{session.pk}"]["slot"] = f"{TUESDAY}/pm"
    first.save()
    lead.post(url(tale, f"proposals/{first.pk}/again/"), {"session": [str(one.pk), str(other.pk)]})
    work(tale)
    job = Job.objects.latest("pk")
    name = str(tale.trainer.person)
    assert (job.state, name in json.dumps(job.error)) == (JobState.FAILED, False)
    for page in (f"search/{job.pk}/", "proposals/"):
        said = text(lead.get(url(tale, page)))
        assert "Wat u vasthield, kan zo niet blijven, naast de rest." in said
        assert f"‘{one.edition.title}’ (School A) is vastgezet." in said
        assert f"{name} geeft" in said
        assert "session-" not in said.split("<main")[1]


def test_what_comes_after_the_search_is_told_too(tale: Story, lead: Client) -> None:
    job = ask(tale, lead)
    taken = running(tale, job, ("uncovered", 0, 0))
    jobs.pulse(taken, {**taken.progress, "goals": [], "stage": "reasons"}, at=tale.cast.now)
    assert "nu worden de redenen gezocht en nagerekend" in text(lead.get(url(tale, f"search/{job.pk}/")))


# What if -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "", "Vul minstens één zin in."),
        ({"weekday": "3"}, "school", "laat de hele zin leeg"),
        ({"day": "2016-11-10", "half_day": "pm"}, "extra", "laat de hele zin leeg"),
        ({"most": "3"}, "busier", "laat de hele zin leeg"),
        ({"per_week": "0"}, "per_week", ""),
        ({"without": "999999"}, "without", ""),
        ({"without": "9" * 30}, "without", ""),
        ({"day": "31 februari"}, "day", ""),
    ],
)
def test_a_supposition_that_does_not_hold_is_said_beside_the_field(
    tale: Story, lead: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = lead.post(url(tale, "proposals/what-if/"), {**typed, "name": "wat er getypt is"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    page = text(answer)
    assert sentence in page
    assert not field or f'id="id_{field}_error"' in page
    assert "wat er getypt is" in page


def test_a_what_if_says_what_it_supposes_and_cannot_be_taken_over(tale: Story, lead: Client) -> None:
    typed = {
        "without": str(tale.trainer.pk),
        "school": str(tale.cast.school.pk),
        "weekday": "3",
        "school_half_day": "pm",
    }
    lead.post(url(tale, "proposals/what-if/"), typed)
    work(tale)
    proposal = PlanProposal.objects.get()
    page = text(lead.get(url(tale, f"proposals/{proposal.pk}/")))
    assert f"Zonder {tale.trainer.person}." in page
    assert "School A kan ook elke donderdag (middag)." in page
    assert "Zonder die aanname" in page
    assert "Overnemen wat is aangevinkt" not in page
    one = Session.objects.first()
    assert one is not None
    answer = lead.post(url(tale, f"proposals/{proposal.pk}/accept/"), {"session": [str(one.pk)]}, follow=True)
    assert "Daarom kunt u het niet overnemen." in text(answer)


# A trainer falls out -------------------------------------------------------------------------------------------------


def told(tale: Story) -> None:
    """Both sessions published with the trainer; another one could come too."""
    for session, day in zip(Session.objects.order_by("pk"), (TUESDAY, DECEMBER), strict=True):
        tale.place(session, day, room=tale.room)
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    actions.publish_plan(tale.cast.year, **tale.at)
    other = c.trainer(c.person("Bea", "Berg"), tale.cast.institute, *tale.editions)
    can(other, tale.cast, TUESDAY, DECEMBER)


def test_one_click_notes_that_a_trainer_falls_out_and_looks_for_others(tale: Story, lead: Client) -> None:
    told(tale)
    session = Session.objects.get(day=TUESDAY)
    here = text(lead.get(url(tale, f"sessions/{session.pk}/")))
    address = url(tale, f"trainers/{tale.trainer.pk}/away/")
    assert f'href="{address}?day=2016-11-08"' in here
    form = text(lead.get(address, {"day": "2016-11-08"}))
    assert form.count('value="2016-11-08"') == 2
    answer = lead.post(address, {"first": "2016-11-08", "last": "2016-11-08"}, follow=True)
    assert "Genoteerd. Er verandert niets tot u een voorstel overneemt." in text(answer)
    assert Assignment.objects.filter(trainer=tale.trainer, live=True).count() == 2
    work(tale)
    proposal = PlanProposal.objects.get()
    page = text(lead.get(url(tale, f"proposals/{proposal.pk}/")))
    assert f"{tale.trainer.person} valt uit" in page
    assert f"Trainers: Bea Berg en {tale.trainer.person}." in page
    assert "0 deelnemers krijgen een andere datum." in page
    lead.post(url(tale, f"proposals/{proposal.pk}/accept/"), {"session": [str(session.pk)]})
    assert [str(a.person) for a in Assignment.objects.filter(session=session, live=True)] == ["Bea Berg"]
    assert "valt op deze dag uit" not in text(lead.get(url(tale, f"sessions/{session.pk}/")))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"first": "2016-11-09", "last": "2016-11-08"}, "last", "De laatste dag ligt vóór de eerste."),
        ({"first": "2017-09-01", "last": "2017-09-01"}, "first", "Deze datum valt niet in dit schooljaar."),
        ({"first": "gisteren", "last": "2016-11-08"}, "first", ""),
        ({"first": "", "last": ""}, "first", ""),
    ],
)
def test_days_that_cannot_be_are_said_beside_the_field(
    tale: Story, lead: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = lead.post(url(tale, f"trainers/{tale.trainer.pk}/away/"), typed)
    assert (answer.status_code, Absence.objects.count()) == (422, 0)
    assert f'id="id_{field}_error"' in text(answer)
    assert sentence in text(answer)


def test_the_same_days_twice_are_said_and_noted_once(tale: Story, lead: Client) -> None:
    days = {"first": "2017-01-10", "last": "2017-01-11"}
    first = lead.post(url(tale, f"trainers/{tale.trainer.pk}/away/"), days, follow=True)
    assert "geeft op deze dagen geen sessie" in text(first)
    assert "Deze dagen zijn al genoteerd." in text(lead.post(url(tale, f"trainers/{tale.trainer.pk}/away/"), days))
    absence = Absence.objects.get()
    back = lead.post(url(tale, f"absences/{absence.pk}/back/"), follow=True)
    assert "is er. Voorstellen rekenen daar vanaf nu mee." in text(back)
    assert not Absence.objects.exists()


def test_the_trainer_page_of_the_lead_has_a_place_for_it_and_that_of_the_trainer_has_not(
    tale: Story, lead: Client
) -> None:
    address = url(tale, f"trainers/{tale.trainer.pk}/away/")
    assert address in text(lead.get(tale.cast.url(f"trainers/{tale.trainer.pk}/")))
    part = text(lead.get(address, headers=HTMX))
    assert "<html" not in part
    assert "Valt uit: zoek anderen" in part
    assert address not in text(tale.cast.client("trainer").get(tale.cast.url("trainers/")))


# Explaining ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_how_it_is_decided_in_both_languages(tale: Story, role: Role) -> None:
    client = tale.cast.client(role.value)
    assert "Wat nooit telt" in text(client.get(url(tale, "how/")))
    type(tale.cast.head).objects.update(language="en")
    assert "What never counts" in text(client.get(url(tale, "how/")))


def test_only_who_may_edit_the_plan_sees_qualities_and_proposals(tale: Story) -> None:
    proposal = proposed(tale.cast)
    pages = ("proposals/", f"proposals/{proposal.pk}/", f"proposals/{proposal.pk}/problem/", "proposals/what-if/")
    for role in set(Role) - {Role.PROGRAMME_LEAD}:
        for page in pages:
            assert tale.cast.client(role.value).get(url(tale, page)).status_code == 403


def test_another_partnership_finds_no_proposal_and_no_search(tale: Story) -> None:
    proposal = proposed(tale.cast)
    job = Job.objects.get()
    stranger = tale.cast.client("stranger")
    slug = Partnership.objects.exclude(pk=tale.cast.partnership.pk).get().slug
    theirs = f"/{slug}/2016-2017/planning"
    for page in (f"proposals/{proposal.pk}/", f"search/{job.pk}/", f"trainers/{tale.trainer.pk}/away/"):
        assert stranger.get(f"{theirs}/{page}").status_code == 404
