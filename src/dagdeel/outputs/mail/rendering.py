"""From a row of the outbox to the words of a mail, in the recipient's language."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.look import COLOURS
from dagdeel.outputs.mail.models import Mail

PLAIN = "mail/plain.html"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the recipient reads."""

    subject: str
    text: str
    html: str


def render(mail: Mail, partnership: Partnership) -> Rendered:
    """The mail in words; raises what Django's templates raise. Without an `.html` template the text is set in the base one."""
    with translation.override(mail.person.language):
        values = _values(mail, partnership)
        subject, body = _own_words(mail, values)
        values |= {"subject": subject, "text": body}
        try:
            html = _fill(f"{mail.template}.html", values, escape=True)
        except TemplateDoesNotExist as no:
            if str(no) != f"{mail.template}.html":
                raise
            html = _fill(PLAIN, values, escape=True)
        text = _fill("mail/base.txt", values, escape=False).strip() + "\n"
    return Rendered(subject, text, html)


def subject(mail: Mail, partnership: Partnership) -> str:
    """The first line of `render`, for a list of mails."""
    with translation.override(mail.person.language):
        return _own_words(mail, _values(mail, partnership))[0]


def _values(mail: Mail, partnership: Partnership) -> dict[str, object]:
    """What the templates may say."""
    return {
        **mail.context,
        "to": mail.person,
        "partnership": partnership,
        "why": mail.why,
        "site": settings.SITE_URL,
        "language": mail.person.language,
        "colours": {name.replace("-", "_"): code for name, code in COLOURS.items()},
    }


def _own_words(mail: Mail, values: dict[str, object]) -> tuple[str, str]:
    """Subject and text of the mail's own template."""
    subject, _, body = _fill(f"{mail.template}.txt", values, escape=False).strip().partition("\n")
    return " ".join(subject.split())[:250], body.strip()


def _fill(name: str, values: dict[str, object], *, escape: bool) -> str:
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        raise TypeError("Mail is written with Django's own templates.")
    filled: str = engine.engine.get_template(name).render(Context(values, autoescape=escape))
    return filled


def email(
    mail: Mail, words: Rendered, partnership: Partnership, connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    """The mail as it goes over the wire. It comes from our address in the partnership's name, answers go to the partnership."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        words.subject,
        words.text,
        formataddr((partnership.name, sender)),
        [formataddr((mail.person.full_name, mail.address))],
        reply_to=[partnership.reply_to] if partnership.reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.person.language,
        },
        connection=connection,
    )
    message.attach_alternative(words.html, "text/html")
    return message
