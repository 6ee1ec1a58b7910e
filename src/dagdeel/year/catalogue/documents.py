"""The catalogue on paper: the brochure of a year, a spread per workshop; and the one of a school, with its own four marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import hours
from dagdeel.outputs.documents.codes import qr
from dagdeel.outputs.documents.markdown import blocks
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import YearBrochure


@dataclass(frozen=True, slots=True)
class AtSchool:
    """What the brochure of one school says beside the offer: when its own workshops are (by edition id), and where to enrol."""

    name: str
    lines: Mapping[int, Sequence[str]]
    address: str = ""


def brochure_pdf(brochure: YearBrochure, at_school: AtSchool | None = None) -> bytes:
    """The brochure as a tagged PDF (PDF/UA-1) in the language of the reader; raises RenderingFailed."""
    partnership = brochure.year.partnership
    title = _("Brochure %(year)s") % {"year": brochure.year}
    data = {
        "partnership": partnership.name,
        "year": str(brochure.year),
        "eyebrow": _("Professional development of workplace mentors"),
        "title": _("The workshops of %(year)s") % {"year": brochure.year},
        "introduction": blocks(brochure.introduction, top=2),
        "contents": _("Contents"),
        "number": ngettext("%(count)d workshop", "%(count)d workshops", len(brochure.editions))
        % {"count": len(brochure.editions)},
        "school": at_school.name if at_school else "",
        "how": _how(brochure.year),
        "own": _own(brochure, at_school) if at_school else None,
        "editions": [_page(edition, place, at_school) for place, edition in enumerate(brochure.editions, 1)],
        "goals": _("What you can do afterwards"),
        "reply": _("Questions? Write to %(address)s.") % {"address": partnership.reply_to}
        if partnership.reply_to
        else "",
    }
    return pdf("catalogue/brochure", data, title=f"{title} · {partnership.name}", lang=(get_language() or "nl")[:2])


def _how(year: ProgrammeYear) -> list[list[str]]:
    """How the year goes, in a few facts."""
    group = _("%(minimum)d to %(maximum)d people") % {"minimum": year.group_minimum, "maximum": year.group_maximum}
    number = ngettext("%(n)d workshop, at the school", "%(n)d workshops, at the school", year.workshops_per_school)
    return [
        [_("Every school"), number % {"n": year.workshops_per_school}],
        [_("Length"), _("%(hours)s: a half-day") % {"hours": hours(year.session_minutes)}],
        [_("Group"), group],
        [_("Costs"), _("none for the school, none for you")],
    ]


def _own(brochure: YearBrochure, at_school: AtSchool) -> dict[str, Any]:
    """The page about the school itself."""
    mine = [edition for edition in brochure.editions if edition.pk in at_school.lines]
    return {
        "title": _("At %(school)s") % {"school": at_school.name},
        "mark": _("At your school"),
        "workshops": [{"title": edition.title, "lines": list(at_school.lines[edition.pk])} for edition in mine],
        "qr": qr(at_school.address) if at_school.address else "",
        "alt": _("Code that leads to %(link)s") % {"link": at_school.address},
        "join": _("Take part? Scan the code, or use the link in your invitation."),
        "address": at_school.address,
    }


def _page(edition: Edition, place: int, at_school: AtSchool | None) -> dict[str, Any]:
    """One workshop, in words."""
    return {
        "own": list(at_school.lines.get(edition.pk, ())) if at_school else [],
        "id": f"workshop-{edition.pk}",
        "place": str(place),
        "title": edition.title,
        "summary": edition.summary,
        "goals": [goal.text for goal in edition.goals.all()],
        "facts": [[term, value] for term, value in _facts(edition) if value],
        "content": blocks(edition.content, top=3),
        "sections": [
            {"title": title, "text": blocks(text, top=4)}
            for title, text in ((_("How we work"), edition.methods), (_("What you prepare"), edition.preparation))
            if text
        ],
        "about": _("What it is about"),
    }


def _facts(edition: Edition) -> list[tuple[str, str]]:
    return [
        (_("For whom"), edition.audience),
        (_("Level"), edition.level),
        (_("Prior knowledge"), edition.prior_knowledge),
        (_("Length"), hours(edition.minutes)),
        (_("Group"), _("%(minimum)d to %(maximum)d people") % {"minimum": edition.minimum, "maximum": edition.maximum}),
        (_("On your certificate"), hours(edition.certificate_minutes)),
        (_("Changed, because"), edition.change_reason if edition.change in {"changed", "merged"} else ""),
        (_("New, because"), edition.change_reason if edition.change == "new" else ""),
        (_("Language"), edition.get_language_display() if edition.language != "nl" else ""),
    ]
