"""The invitation in the head's name, reminders, and personal links."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import permissions, queries, rules
from dagdeel.year.enrolment.models import Invitation, Invitee
from dagdeel.year.enrolment.states import REMINDED, InvitationState


class AlreadySent(Exception):
    """The invitation went out; its text no longer changes, and it is not sent again."""


class NotYetSent(Exception):
    """The invitation has to be sent first."""


class NotTheHead(Exception):
    """Only the head of that school signs in the head's name."""


class NobodyToInvite(Exception):
    """Every mentor of the school has an invitation (or it has no mentors)."""


class NobodyToRemind(Exception):
    """Every invited mentor has what the rule asks, or can do nothing about what is missing."""


class HalfEnglish(Exception):
    """In English there is a subject without a text, or a text without a subject."""


class UnknownPlaceholders(Exception):
    """The text names things between braces that cannot be filled in: `words`."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(", ".join(words))
        self.words = words


Words = Mapping[str, str]


@transaction.atomic
def draft_invitation(
    year: ProgrammeYear,
    school: School,
    *,
    by: Person,
    at: datetime,
    subject: str = "",
    text: str = "",
    subject_en: str | None = None,
    text_en: str | None = None,
) -> Invitation:
    """Begin the invitation of a school, or change its draft; what is left out starts from the default.

    Empty words in English mean that who reads English gets the Dutch ones. Raises AlreadySent, UnknownPlaceholders and
    HalfEnglish. `rules.PLACEHOLDERS` lists what may stand between braces.
    """
    found = Invitation.objects.select_for_update().filter(year=year, school=school).first()
    now = _words(found) if found is not None else _own_words()
    words = {
        "subject": subject.strip() or now["subject"],
        "text": text.strip() or now["text"],
        "subject_en": now["subject_en"] if subject_en is None else subject_en.strip(),
        "text_en": now["text_en"] if text_en is None else text_en.strip(),
    }
    if found is not None:
        return _rewrite(found, words, by=by, at=at)
    _refuse(words)
    made = Invitation.objects.create(year=year, school=school, **words)
    record("invitation.drafted", made, by=by, at=at, after={"subject": words["subject"]})
    return made


@transaction.atomic
def edit_invitation(invitation: Invitation, *, subject: str, text: str, by: Person, at: datetime) -> Invitation:
    """Change the Dutch text while it is a draft; raises AlreadySent and UnknownPlaceholders."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    return _rewrite(held, {**_words(held), "subject": subject.strip(), "text": text.strip()}, by=by, at=at)


@transaction.atomic
def send_invitation(invitation: Invitation, *, by: Person, at: datetime) -> Invitation:
    """Sign and send: every mentor of the school is invited. Raises NotTheHead, AlreadySent and NobodyToInvite.

    The mails follow from what is stored here (`messages`); nothing is sent inside this transaction.
    """
    held = _locked(invitation)
    if held.state == InvitationState.SENT:
        raise AlreadySent
    member = memberships_of(by, held.year.partnership, held.year)
    if member is None or not permissions.may_sign(member, held.school):
        raise NotTheHead
    held.state, held.signed_by, held.sent_at = InvitationState.SENT, by, at
    held.save(update_fields=["state", "signed_by", "sent_at"])
    invited = _invite(held, at)
    record("invitation.sent", held, by=by, at=at, after={"invited": len(invited), "state": held.state})
    return held


@transaction.atomic
def invite_more(invitation: Invitation, *, by: Person, at: datetime) -> list[Invitee]:
    """Invite the mentors who came since the invitation was sent; raises NotYetSent and NobodyToInvite."""
    held = _locked(invitation)
    if held.state != InvitationState.SENT:
        raise NotYetSent
    invited = _invite(held, at)
    record("invitation.extended", held, by=by, at=at, after={"invited": [row.person_id for row in invited]})
    return invited


@transaction.atomic
def nudge(year: ProgrammeYear, school: School, *, by: Person, at: datetime) -> list[Invitee]:
    """Remind the invited mentors who are short of the rule and can do something about it.

    Raises NotYetSent and NobodyToRemind. Where everything is divided by preference there is nothing to choose, and where every
    session that suits is full there may be a waiting list to join: see `queries.outlooks`.
    """
    invitation = (
        Invitation.objects.select_for_update().filter(year=year, school=school, state=InvitationState.SENT).first()
    )
    if invitation is None:
        raise NotYetSent
    standings = [s for s in queries.participation(year, [school]) if s.missing and s.invitee is not None]
    outlooks = queries.outlooks(year, standings, queries.left_at(year, at, [school]), at)
    short = [s.invitee for s in standings if s.invitee and outlooks[school.pk, s.person.pk] in REMINDED]
    if not short:
        raise NobodyToRemind
    Invitee.objects.filter(pk__in=[row.pk for row in short]).update(nudged_at=at)
    record("invitation.nudged", invitation, by=by, at=at, after={"reminded": [row.person_id for row in short]})
    return list(Invitee.objects.filter(pk__in=[row.pk for row in short]).select_related("person"))


@transaction.atomic
def revoke_link(person: Person, year: ProgrammeYear, *, by: Person, at: datetime) -> int:
    """Withdraw the personal link of a mentor; an invited mentor gets a new one by mail. The answer is its serial."""
    serial = links.revoke(person, year, links.Purpose.MENTOR)
    record("link.revoked", person, by=by, at=at, after={"year": str(year), "serial": serial})
    return serial


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("year__partnership", "school")
    return rows.get(pk=invitation.pk)


def _invite(invitation: Invitation, at: datetime) -> list[Invitee]:
    """An invitee for every mentor of the school who is none yet; raises NobodyToInvite."""
    rows = queries.mentors(invitation.year).filter(school=invitation.school, person__is_active=True)
    known = Invitee.objects.filter(invitation=invitation).values("person")
    new = {row.person_id: row.person for row in rows.exclude(person__in=known)}
    if not new:
        raise NobodyToInvite
    made = [Invitee(invitation=invitation, person=person, invited_at=at) for person in new.values()]
    return Invitee.objects.bulk_create(made)


def _words(invitation: Invitation) -> Words:
    return {name: getattr(invitation, name) for name in ("subject", "text", "subject_en", "text_en")}


def _own_words() -> Words:
    """What every invitation starts from."""
    subject, text = queries.default_invitation()
    subject_en, text_en = queries.default_invitation("en")
    return {"subject": subject, "text": text, "subject_en": subject_en, "text_en": text_en}


def _rewrite(invitation: Invitation, words: Words, *, by: Person, at: datetime) -> Invitation:
    if invitation.state == InvitationState.SENT:
        raise AlreadySent
    _refuse(words)
    before = _words(invitation)
    for name, value in words.items():
        setattr(invitation, name, value)
    invitation.save(update_fields=list(words))
    record("invitation.edited", invitation, by=by, at=at, before=before, after=words)
    return invitation


def _refuse(words: Words) -> None:
    unknown = (word for text in words.values() for word in rules.unknown_placeholders(text))
    if found := list(dict.fromkeys(unknown)):
        raise UnknownPlaceholders(found)
    if bool(words["subject_en"]) != bool(words["text_en"]):
        raise HalfEnglish
