"""The mails of the catalogue: who handed in an idea hears what became of it."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.outputs.mail.message import Message
from dagdeel.year.catalogue import queries
from dagdeel.year.catalogue.models import Proposal
from dagdeel.year.catalogue.states import ProposalState


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
