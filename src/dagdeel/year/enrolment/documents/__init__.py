"""The invitation on paper: one letter per mentor, with the personal link as text and as a code to scan."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day_long, half_day, in_words
from dagdeel.outputs.documents.codes import qr
from dagdeel.outputs.documents.markdown import Block, blocks
from dagdeel.outputs.documents.press import pdf
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.documents.offer import offer
from dagdeel.year.enrolment.models import Invitation, Letterhead

_GAP: Final = re.compile(r"\n{3,}")  # where nothing was filled in
DUTCH, ENGLISH = Person.Language.DUTCH.value, Person.Language.ENGLISH.value


@dataclass(frozen=True, slots=True)
class Letter:
    """One mentor's letter, filled in, in the language of its words. `text` is Markdown."""

    person: Person
    subject: str
    text: str
    link: str
    language: str = DUTCH


def personal_link(person: Person, year: ProgrammeYear, serials: dict[int, int]) -> str:
    """The full address of somebody's one page."""
    token = links.token(person, year, links.Purpose.MENTOR, serial=serials.get(person.pk, 1))
    return f"{settings.SITE_URL}{reverse('enrolment_open:mine', args=[token])}"


@dataclass(frozen=True, slots=True)
class Known:
    """What the letters of a school need, when the caller writes to many schools and knows it already."""

    standings: Iterable[queries.Standing]
    left: queries.Left
    serials: dict[int, int]


def letters(invitation: Invitation, at: datetime, known: Known | None = None) -> list[Letter]:
    """The letters to everybody invited (or, while it is a draft, to every mentor of the school), by name.

    They say what is true at that moment: whoever is invited late does not read of what is over.
    """
    year, school = invitation.year, invitation.school
    if known is None:
        left = queries.left_at(year, at, [school])[school.pk]
        known = Known(queries.participation(year, [school]), left, links.serials(year, links.Purpose.MENTOR))
    standings = [s for s in known.standings if s.invitee is not None or invitation.sent_at is None]
    serials, shared = known.serials, _shared(invitation, known.left, at.date())
    made = []
    for standing in standings:
        language, link = language_for(invitation, standing.person), personal_link(standing.person, year, serials)
        with translation.override(language):
            made.append(_letter(invitation, standing, shared[language], link, language))
    return made


def _shared(invitation: Invitation, left: queries.Left, today: date) -> dict[str, dict[str, str]]:
    """What all letters of a school have in common, in each language."""
    head, shared = signer(invitation), {}
    for language in (DUTCH, ENGLISH):
        with translation.override(language):
            shared[language] = {
                "school": invitation.school.name,
                "rector": head or _("The head"),
                **offer(left, invitation.year, today),
            }
    return shared


def language_for(invitation: Invitation, person: Person) -> str:
    """In which language somebody is invited: English for who reads English, where the invitation has it; else Dutch."""
    return ENGLISH if person.language == ENGLISH and invitation.text_en else DUTCH


def _letter(
    invitation: Invitation, standing: queries.Standing, shared: dict[str, str], link: str, language: str
) -> Letter:
    values = {
        **shared,
        "naam": standing.person.full_name,
        "aantal": _number_of_workshops(standing.asked),
        "link": f"<{link}>",
    }
    subject, text = invitation.subject, invitation.text
    if language == ENGLISH:
        subject, text = invitation.subject_en, invitation.text_en
    words = _GAP.sub("\n\n", rules.filled(text, values))
    return Letter(standing.person, rules.filled(subject, values), words, link, language)


def signer(invitation: Invitation) -> str:
    """Who signs, or will sign: the head who sent it, else the head of the school; empty when the school has none."""
    if invitation.signed_by is not None:
        return invitation.signed_by.full_name
    return queries.head_name(invitation.year, invitation.school)


def _number_of_workshops(number: int) -> str:
    if number == 0:
        return _("the workshops that suit you")
    if number == 1:
        return _("one workshop")
    return _("%(number)s workshops") % {"number": in_words(number)}


def letters_pdf(
    invitation: Invitation, made: Collection[Letter], day_of_letter: date, paper: Letterhead | None = None
) -> bytes:
    """These letters as one tagged PDF, each on a page of its own and in its own language; raises RenderingFailed."""
    school = invitation.school
    paper = paper or Letterhead(school=school)
    spoken = {letter.language for letter in made}
    language = spoken.pop() if len(spoken) == 1 else DUTCH
    signs = invitation.signed_by if invitation.signed_by_id == paper.signature_of_id else None
    data = {
        "paper": _paper(paper, signature=content_of(paper.signature) if signs else None),
        "partnership": invitation.year.partnership.name,
        "letters": [_page(letter, school, day_of_letter, signs) for letter in made],
    }
    with translation.override(language):
        title = _("Invitation %(school)s %(year)s") % {"school": school.name, "year": invitation.year.label}
    return pdf("enrolment/letters", data, title=title, lang=language)


def proof_pdf(
    year: ProgrammeYear, paper: Letterhead, *, logo: bytes | None = None, signature: bytes | None = None
) -> bytes:
    """A letter to nobody on this paper, with these pictures or its own; raises RenderingFailed when one cannot be printed."""
    head = Person(surname=_("The head"))
    letter = Letter(
        Person(given_name="Anna", prefix="van der", surname="Spek"),
        _("A letter to try the paper"),
        _("This is how a letter on the paper of your school looks. Print it, fold it in three, and look at the window.")
        + f"\n\n{_('Kind regards,')}\n\n{head.full_name}",
        settings.SITE_URL,
        _language(),
    )
    signature = signature or content_of(paper.signature)
    data = {
        "paper": _paper(paper, logo=logo, signature=signature),
        "partnership": year.partnership.name,
        "letters": [_page(letter, paper.school, year.first_day, head if signature else None)],
    }
    return pdf("enrolment/letters", data, title=_("A letter to try the paper"), lang=_language())


def content_of(file: FieldFile) -> bytes | None:
    """What is in a file; None without one, or when it is gone (the doctor says so)."""
    if not file.name:
        return None
    try:
        with file.storage.open(file.name) as there:
            content: bytes = there.read()
            return content
    except FileNotFoundError:
        return None


def _paper(paper: Letterhead, *, logo: bytes | None = None, signature: bytes | None = None) -> dict[str, object]:
    """What is the same on every letter, once: pictures are bytes, as numbers."""
    logo = logo or content_of(paper.logo)
    return {
        "name": paper.school.name,
        "sender": [*_address(paper.school), *([paper.contact] if paper.contact else [])],
        "window": paper.window,
        "logo": list(logo) if logo else None,
        "logo_alt": _("Logo of %(school)s") % {"school": paper.school.name},
        "signature": list(signature) if signature else None,
        "signature_alt": _("Signature"),
    }


def _page(letter: Letter, school: School, written: date, signs: Person | None) -> dict[str, object]:
    with translation.override(letter.language):
        # nobody types a long link over: on paper there is the code for it
        text = letter.text.replace(f"<{letter.link}>", _("see the code at the bottom of this letter"))
    words = blocks(text)
    cut = _place_to_sign(words, signs.full_name) if signs else len(words)
    with translation.override(letter.language):
        return {
            "lang": letter.language,
            "date": ", ".join(part for part in (school.town, day_long(written).partition(" ")[2]) if part),
            "to": [letter.person.full_name, *_address(school)],
            "date_title": _("Date"),
            "subject_title": _("Concerning"),
            "subject": letter.subject,
            "before": words[:cut],
            "after": words[cut:],
            "signed": signs is not None,
            "link": letter.link,
            "qr": qr(letter.link),
            "qr_alt": _("Code with the personal link of %(name)s") % {"name": letter.person.full_name},
            "scan": _("Scan this code with your phone. It is for you alone."),
            "or_type": _or_type(letter.person),
        }


def _or_type(person: Person) -> str:
    """A way in that can be typed: the address of the house, which asks for a mail address and sends a code there."""
    if not person.email:
        return ""
    facts = {"address": urlsplit(settings.SITE_URL).netloc, "mail": person.email}
    return _("Or go to %(address)s and ask for a code with your mail address %(mail)s.") % facts


def _place_to_sign(words: list[Block], name: str) -> int:
    """Above the last block that names who signs; under everything when none does."""
    naming = (n for n, one in enumerate(words) if any(name in piece["text"] for piece in one.get("spans", [])))
    return max(naming, default=len(words))


def _address(school: School) -> list[str]:
    place = f"{school.postcode} {school.town}".strip()
    return [part for part in (school.name, school.street, place) if part]


# Lists ---------------------------------------------------------------------------------------------------------------


def participation_sheet(school: School, standings: Iterable[queries.Standing]) -> Sheet:
    """The mentors of a school with what the rule asks and what they have."""
    columns = [
        Column(_("Name")), Column(_("E-mail")), Column(_("Subject taught")), Column(_("Asked"), "integer"),
        Column(_("Has"), "integer"), Column(_("Offered"), "integer"), Column(_("Short of"), "integer"),
        Column(_("Waiting"), "integer"), Column(_("Exempt because")), Column(_("Invited on"), "datetime"),
    ]  # fmt: skip
    rows = [
        (
            s.person.list_name, s.person.email, s.subject, s.asked, s.have, s.offered, s.missing, s.waiting, s.exempt,
            s.invitee.invited_at if s.invitee else None,
        )
        for s in standings
    ]  # fmt: skip
    return Sheet(school.name, columns, rows)


def shortfall_sheet(found: Iterable[queries.Shortfall]) -> Sheet:
    """Everybody who is short of the rule, by school, with what can be done about it."""
    columns = [
        Column(_("School")), Column(_("Name")), Column(_("E-mail")), Column(_("Asked"), "integer"), Column(_("Has"), "integer"),
        Column(_("Offered"), "integer"), Column(_("Short of"), "integer"), Column(_("Waiting"), "integer"),
        Column(_("Invited on"), "datetime"), Column(_("Reminded on"), "datetime"), Column(_("What is possible")),
    ]  # fmt: skip
    rows = [
        (
            of.row.school.name, s.person.list_name, s.person.email, s.asked, s.have, s.offered, s.missing, s.waiting,
            s.invitee.invited_at if s.invitee else None, s.invitee.nudged_at if s.invitee else None, str(one.outlook.label),
        )
        for of in found
        for one in of.people
        for s in (one.standing,)
    ]  # fmt: skip
    return Sheet(_("Short of what the school asks"), columns, rows)


def session_sheet(people: queries.SessionPeople) -> Sheet:
    """Who takes part in a session, and then who waits in which place."""
    columns = [
        Column(_("Name")), Column(_("E-mail")), Column(_("Subject taught")), Column(_("State")),
        Column(_("Place in line"), "integer"), Column(_("Since"), "datetime"),
    ]  # fmt: skip
    seated = [
        (
            row.enrolment.person.list_name, row.enrolment.person.email, row.standing.subject if row.standing else "",
            row.enrolment.get_state_display(), None, row.enrolment.since,
        )
        for row in people.rows
    ]  # fmt: skip
    waiting = [
        (
            entry.enrolment.person.list_name, entry.enrolment.person.email, "", entry.enrolment.get_state_display(),
            entry.position, entry.enrolment.since,
        )
        for entry in people.line
    ]  # fmt: skip
    return Sheet(people.session.edition.title, columns, [*seated, *waiting])


def placement_sheet(review: queries.Review) -> Sheet:
    """Who goes where: a row per mentor with what was ranked, what was given, and why not."""
    columns = [
        Column(_("Name")), Column(_("E-mail")), Column(_("Goes first in a draw")), Column(_("Ranked")), Column(_("Placed in")),
        Column(_("Best wish"), "integer"), Column(_("Fewer than asked"), "integer"), Column(_("Why not the others")),
        Column(_("Changed by hand because")),
    ]  # fmt: skip
    rows = [
        (
            row.standing.person.list_name,
            row.standing.person.email,
            _("yes") if row.first else _("no"),
            "; ".join(f"{wish.rank} {wish.edition.title}" for wish in row.wishes),
            "; ".join(queries.name_of(seat.session) for seat in row.seats),
            row.best,
            row.short,
            "; ".join(f"{wish.edition.title}: {' '.join(wish.why)}" for wish in row.wishes if wish.why),
            row.by_hand,
        )
        for row in review.people
    ]
    return Sheet(review.placement.round.school.name, columns, rows)


# A study day -----------------------------------------------------------------------------------------------------------


def posters_pdf(year: ProgrammeYear, found: queries.StudyDay) -> bytes:
    """The day at a glance, and a sheet for the door of each room. Raises RenderingFailed."""
    data = {
        "partnership": year.partnership.name,
        "school": found.school.name,
        "title": _("Study day"),
        "date": day_long(found.day),
        "columns": [_("Workshop"), _("Room"), _("Time")],
        "rounds": [
            {"name": half_day(half), "sessions": [_running(one) for one in side_by_side]}
            for half, side_by_side in found.rounds
        ],
        "doors": [_running(one) for one in found.running],
    }
    return pdf("enrolment/posters", data, title=f"{_('Study day')} {found.school.name}", lang=_language())


def _running(one: queries.Running) -> dict[str, object]:
    session = one.session
    time = clock_range(session.starts, session.ends)
    return {
        "title": session.edition.title,
        "room": session.room.name if session.room else _("room to be told"),
        "time": time,
        "when": f"{half_day(session.half_day)}, {time}",
        "trainers": ", ".join(trainer.full_name for trainer in one.trainers),
        "people": [person.list_name for person in one.people],
    }


def slips_pdf(year: ProgrammeYear, found: queries.StudyDay) -> bytes:
    """A slip for everybody who takes part, four on a page. Raises RenderingFailed."""
    data = {
        "title": _("Slips of the study day"),
        "school": found.school.name,
        "date": day_long(found.day),
        "slips": [
            {
                "name": slip.person.full_name,
                "sessions": [_running(queries.Running(session, [], [])) for session in slip.sessions],
            }
            for slip in found.slips
        ],
    }
    return pdf("enrolment/slips", data, title=f"{_('Slips of the study day')} {found.school.name}", lang=_language())


def _language() -> str:
    return ENGLISH if (translation.get_language() or DUTCH).startswith(ENGLISH) else DUTCH
