"""Every page and every file of every role of which the answers could be a part, in a world of the adversary: byte for byte.

The addresses are those of the resolver, so that a new one is looked at without anybody thinking of it; a part that this world
has no value for fails.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import product
from typing import Any

from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from dagdeel.base.partnerships.permissions import ROLE_TABLE, Permission, Role
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.decisions import actions as decisions
from dagdeel.year.decisions.models import Decision, Finding
from dagdeel.year.decisions.states import Body, ConsequenceKind
from dagdeel.year.evaluation import actions as evaluation
from dagdeel.year.evaluation.models import Question, Respondent, Tally
from dagdeel.year.trainers.models import Trainer
from tests.house.addresses import Address, addresses
from tests.house.doors import NARROWER
from tests.year.evaluation.adversary import Answer, World, let_answer
from tests.year.evaluation.stage import DECEMBER

# The steps that read answers (the import contracts let no other), and the pages that put the steps together.
STEPS = {"evaluation", "decisions", "reporting", "trainers"}
TOGETHER = {"home", "year_home", "history", "search", "timeline"}
# A remark has a random name, and may be opened by nobody from the outside; what is in it stands on the pages that are looked at.
RANDOM = {"comment_id"}
# What is asked of an address beyond its path.
ASKED: dict[str, tuple[str, ...]] = {
    "evaluation:sheet": ("", "sides=all", "audience=participant&moment=later", "session={session}", "school={school}"),
    "evaluation:years": ("", "school={school}", "workshop={workshop}"),
    "evaluation:years_sheet": ("", "school={school}", "workshop={workshop}"),
    "evaluation:effects_sheet": ("moment=session", "moment=later"),
    "evaluation:own_sheet": ("", "session={session}"),
    "search": ("q=Zin",),
}


def decide(world: World, answers: tuple[Answer, ...]) -> None:
    """These are given a year earlier, and shown; a decision rests on them, and what it did is one more thing to look at."""
    who: dict[str, Any] = {"by": world.cast.programme_lead, "at": DECEMBER}
    for answer in answers:
        let_answer(world, answer)
    before = world.sessions[answers[0].session].year
    evaluation.publish(world.instrument_of(world.sessions[answers[0].session]), all_of_it=True, **who)
    finding = decisions.note_finding(before, title="Te kort", item_key="useful", **who)
    assert finding.evidence
    proposed = decisions.propose_decision(
        finding, title="Langer", body=Body.COUNCIL, day=DECEMBER.date(), reason="Omdat", owner=who["by"],
        consequences=[decisions.ConsequenceDraft(ConsequenceKind.KEEP, "Zo laten")], **who,
    )  # fmt: skip
    decisions.take_decision(proposed, **who)


def _values(world: World) -> dict[str, list[Any]]:
    """What this world has to put into each part of an address."""
    decided = list(Decision.objects.all())
    schools = sorted({session.school_id for session in world.sessions})
    years = sorted({str(session.year) for session in world.sessions}) if world.population.earlier else []
    return {
        "partnership": [world.cast.partnership.slug],
        "year": years or [str(world.cast.year)],
        "kind": ["csv", "xlsx", "svg"],
        "audience": sorted({instrument.audience for instrument in world.instruments()}),
        "session_id": [session.pk for session in world.sessions],
        "school_id": schools,
        "workshop_id": sorted({session.edition.workshop_id for session in world.sessions}),
        "edition_id": list(Edition.objects.values_list("pk", flat=True)),
        "instrument_id": [instrument.pk for instrument in world.instruments()],
        "question_id": list(Question.objects.values_list("pk", flat=True)),
        "pk": list(Trainer.objects.values_list("pk", flat=True)),
        "finding_id": list(Finding.objects.values_list("pk", flat=True)),
        "decision_id": [decision.pk for decision in decided],
        "consequence_id": [one.pk for decision in decided for one in decision.consequences.all()],
        "body": sorted({decision.body for decision in decided}),
        "day": sorted({decision.day.isoformat() for decision in decided}),
        "name": ["threshold"],
        "category": ["catering"],
        "row": ["c0"],
        **{part: [] for part in RANDOM},
    }


def _roles(address: Address) -> Iterator[str]:
    for role in Role:
        narrower = role in NARROWER.get(address.name, frozenset())
        signed_in = address.mark in {"signed in", "open"}
        if signed_in or (Permission(address.mark) in ROLE_TABLE[role] and not narrower):
            yield role.value


def _urls(address: Address, values: dict[str, list[Any]]) -> Iterator[str]:
    parts = sorted(address.parts)
    for chosen in product(*(values[part] for part in parts)):
        try:
            url = reverse(address.name, kwargs=dict(zip(parts, chosen, strict=True)))
        except NoReverseMatch:  # a list that is no picture
            continue
        for asked in ASKED.get(address.name, ("",)):
            told = {name: values[f"{name}_id"] for name in ("session", "school", "workshop") if f"{{{name}}}" in asked}
            for each in product(*told.values()):
                query = asked.format(**dict(zip(told, each, strict=True)))
                yield f"{url}?{query}" if query else url


def everything(world: World) -> dict[str, list[str]]:
    """The addresses to look at, for each role that may."""
    values, found = _values(world), dict[str, list[str]]()
    for address in addresses():
        if address.name.partition(":")[0] in STEPS | TOGETHER:
            urls = list(_urls(address, values))
            for role in _roles(address):
                found.setdefault(role, []).extend(urls)
    return found


class Eyes:
    """Somebody of one role, who opens everything that may be opened; asked again and again, always the same."""

    def __init__(self, world: World, role: str) -> None:
        self.role, client = role, world.cast.client(role)
        answers = {url: client.get(url).status_code for url in everything(world)[role]}
        # what is only pressed, or is of another year, is no page; a picture may come later
        self.urls = [
            url for url, status in answers.items() if status in {200, 302} or (status == 404 and ".svg" in url)
        ]

    def __call__(self, world: World) -> dict[str, str]:
        """What stands on each, but for tokens of forms and the random names of remarks."""
        client, secret, seen = world.cast.client(self.role), _secret(), dict[str, str]()
        for url in self.urls:
            answer = client.get(url)
            body = b"".join(answer) if answer.streaming else answer.content
            kind = answer.headers.get("Content-Type", "").partition(";")[0]
            text = READ.get(kind, bytes.decode)(body)
            assert answer.status_code in {200, 302, 404}, url
            seen[url] = _masked(text, secret)
        return seen


REMARK = r'<blockquote class="remark">.*?</blockquote>'
NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def _workbook(body: bytes) -> str:
    """All that is in the file, but for the moment at which it was made."""
    with zipfile.ZipFile(BytesIO(body)) as parts:
        return "\n".join(parts.read(name).decode() for name in sorted(parts.namelist()) if name != "docProps/core.xml")


@cache
def _paper(body: bytes) -> str:
    """The words of a PDF; its remarks stand in random order, so lines are sorted."""
    return "\n".join(
        sorted(line for page in PdfReader(BytesIO(body)).pages for line in page.extract_text().splitlines())
    )


READ: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _paper,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook,
}


def _secret() -> set[str]:
    """The names of everybody who answered, of every count and of every block: on no page whatever."""
    named = {str(pk) for table in (Respondent, Tally) for pk in table.objects.values_list("pk", flat=True)}
    return named | {str(block) for block in Tally.objects.exclude(block=None).values_list("block", flat=True)}


def _masked(body: str, secret: set[str]) -> str:
    body = re.sub(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken":")\w+"', "", body)
    remarks = re.findall(REMARK, body)
    body = re.sub(REMARK, "", body) + "".join(sorted(remarks))  # they stand in random order
    names = set(NAME.findall(body))
    assert not names & secret
    return re.sub("|".join(names) or "$^", "", body)
