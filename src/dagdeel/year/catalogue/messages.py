"""The mails of the catalogue: who handed in an idea hears what became of it."""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.outputs.mail.message import Kind, Message
from dagdeel.year.catalogue import queries
from dagdeel.year.catalogue.models import Proposal
from dagdeel.year.catalogue.states import ProposalState


def _example() -> Mapping[str, object]:
    title = _("Giving feedback that helps")
    return {
        "title": title,
        "accepted": True,
        "edition": title,
        "remark": "",
        "year": "2016-2017",
        "link": settings.SITE_URL,
    }


KINDS = (
    Kind(
        key="catalogue.proposal",
        label=gettext_lazy("What became of an idea"),
        to=gettext_lazy("whoever handed in the idea"),
        when=gettext_lazy("as soon as the idea is accepted or declined"),
        why=gettext_lazy("You get this mail because you handed in this idea."),
        template="catalogue/mail/proposal_decided",
        example=_example,
        daily=True,
    ),
)


def decided_proposals(year: ProgrammeYear) -> Iterator[Message]:
    """One mail per proposal that was accepted or declined. One query."""
    for proposal in queries.proposals_of(year).exclude(state=ProposalState.SUBMITTED):
        yield _decided(proposal, year)


def _decided(proposal: Proposal, year: ProgrammeYear) -> Message:
    to = proposal.proposed_by
    with override(to.language):
        why = _("You get this mail because you handed in this idea.")
    page = reverse("catalogue:proposals", args=[year.partnership.slug, year])
    if proposal.edition is not None:
        page = reverse("catalogue:edition", args=[year.partnership.slug, year, proposal.edition.pk])
    return Message(
        key=f"catalogue-proposal-{proposal.pk}-{proposal.state}",
        to=to,
        kind="catalogue.proposal",
        template="catalogue/mail/proposal_decided",
        why=why,
        context={
            "title": proposal.title,
            "accepted": proposal.state == ProposalState.ACCEPTED,
            "edition": proposal.edition.title if proposal.edition else "",
            "remark": proposal.remark,
            "year": str(year),
            "link": f"{settings.SITE_URL}{page}",
        },
    )
