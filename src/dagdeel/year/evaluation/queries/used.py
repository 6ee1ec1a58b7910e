"""What later steps take from the answers: a figure for a finding, and what participants say of trainers."""

from decimal import Decimal

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.queries.results import load, results
from dagdeel.year.evaluation.queries.said import Evidence, TooSmall
from dagdeel.year.evaluation.states import ABOUT_A_PERSON, Audience, main_moment
from dagdeel.year.planning.models import Assignment


def evidence(
    year: ProgrammeYear,
    item_key: str,
    workshop: Workshop | None = None,
    *,
    audience: str = Audience.PARTICIPANT,
    moment: str = "",
) -> Evidence | None:
    """The figures of one item for a finding, about the year or one workshop; None when they may not be shown.

    Without `moment`: of the main questionnaire of the audience.
    """
    said = results(year, audience, moment=moment, workshop=workshop)
    if isinstance(said, TooSmall):
        return None
    row = next((r for r in said.rows if r.key == item_key and not r.goal and r.figures), None)
    if row is None or row.figures is None:
        return None
    figures = row.figures
    return Evidence(
        year=year.label,
        item=item_key,
        label=row.text,
        audience=audience,
        moment=str(moment or main_moment(audience)),
        workshop=workshop.name if workshop else "",
        n=figures.n,
        mean=round(figures.mean, 2),
        margin=round(figures.margin, 2),
        share_agree=None if figures.agree is None else round(figures.agree, 3),
        distribution=figures.counts,
    )


def quality(year: ProgrammeYear) -> dict[tuple[int, int], tuple[Decimal, int]]:
    """What participants said of the trainer (from 1 to 5), by (trainer id, workshop id): the mean and the answers behind it.

    Only what may be shown. The mean is pulled to that of all trainers together, the more so the fewer answered (`rules.pulled`):
    it is no score of a person. A session given by two trainers counts for both.
    """
    found = load(year, Audience.PARTICIPANT)
    question = next((q for q in found.questions if q.item.key in ABOUT_A_PERSON), None) if found else None
    if found is None or question is None:
        return {}
    views: dict[tuple[int, int], set[int]] = {}
    for session, trainer in Assignment.objects.filter(session__year=year, live=True).values_list("session", "trainer"):
        views.setdefault((trainer, found.sessions[session].workshop_id), set()).add(session)
    shown = {key: table for key, view in views.items() if (table := found.counts(question, view))}
    groups = [(rules.mean(table) or 0.0, rules.given(table), rules.squares(table)) for table in shown.values()]
    pulled = zip(shown, groups, rules.pulled(groups), strict=True)
    return {key: (Decimal(str(round(mean, 2))), number) for key, (_mean, number, _squares), mean in pulled}
