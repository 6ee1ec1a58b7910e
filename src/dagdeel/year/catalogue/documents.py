"""The catalogue on paper: the brochure of a year, one page per workshop."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import hours
from dagdeel.outputs.documents.markdown import blocks
from dagdeel.outputs.documents.press import pdf
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import YearBrochure


def brochure_pdf(brochure: YearBrochure) -> bytes:
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
        "editions": [_page(edition, place) for place, edition in enumerate(brochure.editions, 1)],
        "goals": _("What you can do afterwards"),
        "reply": _("Questions? Write to %(address)s.") % {"address": partnership.reply_to}
        if partnership.reply_to
        else "",
    }
    return pdf("catalogue/brochure", data, title=f"{title} · {partnership.name}", lang=(get_language() or "nl")[:2])


def _page(edition: Edition, place: int) -> dict[str, Any]:
    """One workshop, in words."""
    return {
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
