"""From a row of the outbox to the words of a mail, in the recipient's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any, Literal

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.outputs.calendars.calendar import Event, event
from dagdeel.outputs.look import COLOURS
from dagdeel.outputs.mail import stopping
from dagdeel.outputs.mail.models import Mail, MailSettings
from dagdeel.outputs.mail.states import Topic

PLAIN = "mail/plain.html"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the recipient reads."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper on which a partnership writes: its name, its signature, where answers go."""

    partnership: Partnership
    own: MailSettings | None = None

    @property
    def sender(self) -> str:
        """The name that the recipient sees."""
        return (self.own.sender_name if self.own else "") or self.partnership.name

    @property
    def signature(self) -> str:
        """What stands under every mail."""
        return self.own.signature if self.own else ""


def render(mail: Mail, partnership: Partnership, own: MailSettings | None = None) -> Rendered:
    """The mail in words; raises what Django's templates raise. Without an `.html` template the text is set in the base one."""
    sheet = Sheet(partnership, own)
    stop = stopping.address(sheet.partnership.pk, mail.person_id, mail.topic) if mail.topic else ""
    return fill(mail.template, mail.context, to=mail.person, why=mail.why, sheet=sheet, stop=stop)


def fill(
    template: str, context: Mapping[str, Any], *, to: Person, why: str, sheet: Sheet, stop: str = "", choices: str = ""
) -> Rendered:
    """A template in words. `stop`: where to say no to such mails; `choices`: where to choose how mail comes."""
    with translation.override(to.language):
        values = {**_values(context, to, sheet), "stop_url": stop, "choices_url": choices, "why": why}
        subject, words = _words(template, values)
        values |= {"subject": subject, "text": words}
        try:
            html = _fill(f"{template}.html", values, escape=True)
        except TemplateDoesNotExist as no:
            if str(no) != f"{template}.html":
                raise
            html = _fill(PLAIN, values, escape=True)
        text = _fill("mail/base.txt", values, escape=False).strip() + "\n"
    return Rendered(subject, text, html)


def subject(mail: Mail, sheet: Sheet) -> str:
    """The first line of `render`, for a list of mails."""
    return item(mail, sheet)[0]


def _values(context: Mapping[str, Any], to: Person, sheet: Sheet) -> dict[str, object]:
    return {
        **context,
        "to": to,
        "partnership": sheet.partnership,
        "sender": sheet.sender,
        "signature": sheet.signature,
        "site": settings.SITE_URL,
        "language": to.language,
        "colours": {name.replace("-", "_"): code for name, code in COLOURS.items()},
    }


def _words(template: str, values: dict[str, object]) -> tuple[str, str]:
    """Subject and words, without what stands around them."""
    subject, _line, words = _fill(f"{template}.txt", values, escape=False).strip().partition("\n")
    return " ".join(subject.split())[:250], words.strip()


def _fill(name: str, values: dict[str, object], *, escape: bool) -> str:
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        raise TypeError("Mail is written with Django's own templates.")
    filled: str = engine.engine.get_template(name).render(Context(values, autoescape=escape))
    return filled


def item(mail: Mail, sheet: Sheet) -> tuple[str, str]:
    """Subject and words of one mail in the mail of the day."""
    with translation.override(mail.person.language):
        return _words(mail.template, _values(mail.context, mail.person, sheet))


def day(items: Sequence[Rendered], to: Person, sheet: Sheet) -> Rendered:
    """The mail of the day: several mails to one person in one."""
    with translation.override(to.language):
        why = _("You get this mail because you get what can wait once a day, in one mail.")
    context = {"items": [{"subject": item.subject, "text": item.text} for item in items], "number": len(items)}
    choices = stopping.address(sheet.partnership.pk, to.pk, Topic.NEEDED)
    return fill("mail/daily", context, to=to, why=why, sheet=sheet, choices=choices)


def email(
    mail: Mail,
    words: Rendered,
    sheet: Sheet,
    connection: BaseEmailBackend,
    message_id: str,
    *,
    at: datetime,
    stop: bool = True,
) -> EmailMultiAlternatives:
    """The mail as it goes over the wire. It comes from our address in the partnership's name, answers go to the partnership.

    `stop`: a mail program may show a button that says no to such mails.
    """
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.person.language,
    }
    if mail.topic and stop:
        headers |= stopping.headers(sheet.partnership.pk, mail.person_id, mail.topic)
    reply_to = sheet.partnership.reply_to
    message = EmailMultiAlternatives(
        words.subject,
        words.text,
        formataddr((sheet.sender, sender)),
        [formataddr((mail.person.full_name, mail.address))],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(words.html, "text/html")
    if mail.appointment:
        method, invitation = _invitation(mail, reply_to or sender, at)
        message.attach_alternative(invitation, f"text/calendar; method={method}")
    return message


def _invitation(mail: Mail, organiser: str, at: datetime) -> tuple[Literal["REQUEST", "CANCEL"], str]:
    """The appointment as a mail program takes it over: the same method in the part and in its head (RFC 5546)."""
    facts: dict[str, Any] = dict(mail.appointment or {})
    facts |= {name: datetime.fromisoformat(facts[name]) for name in ("starts", "ends")}
    method: Literal["REQUEST", "CANCEL"] = "CANCEL" if facts["cancelled"] else "REQUEST"
    entry = Event(**facts)
    made = event(entry, at=at, method=method, organiser=organiser, attendee=(mail.address, mail.person.full_name))
    return method, made.decode()
