"""Dates, numbers and names as people write them, in Dutch or English according to the active language.

Templates have them as filters; mails, documents and sheets call them. None becomes an empty string, so
`{{ due|day|default:"…" }}` works.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import nh3
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.numberformat import format as format_number
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

Number = int | float | Decimal
HARD_SPACE = "\u00a0"
MINUS = "−"


def _dutch() -> bool:
    return (get_language() or "nl").startswith("nl")


def _local(value: date | datetime) -> date | datetime:
    """A moment is shown in the partnership's own time."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _written(value: Decimal, places: int) -> str:
    """Rounded half up, with the decimal sign and the thousands sign of the language."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    decimal_sign, thousands = (",", ".") if _dutch() else (".", ",")
    text = format_number(
        abs(rounded),
        decimal_sign,
        places,
        grouping=3,
        thousand_sep=thousands,
        force_grouping=True,
        use_l10n=False,
    )
    return f"{MINUS}{text}" if rounded < 0 else text


def address(value: str | None) -> SafeString:
    """An e-mail address that goes to the next line before its @, where it is too long for one."""
    name, at, host = (value or "").rpartition("@")
    return format_html("{}<wbr>{}", name, at + host) if name else format_html("{}", host)


# Time -------------------------------------------------------------------------------------------------------------


def in_words(number: int) -> str:
    """Small numbers as a word."""
    words = (
        _("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten"),
        _("eleven"), _("twelve"),
    )  # fmt: skip
    return words[number] if 0 <= number < len(words) else str(number)


def day(value: date | datetime | None) -> str:
    """`di 8 november`."""
    return format_date(_local(value), "D j F") if value else ""


def day_long(value: date | datetime | None) -> str:
    """`dinsdag 8 november 2016`."""
    return format_date(_local(value), "l j F Y") if value else ""


def day_short(value: date | datetime | None) -> str:
    """`8 nov`."""
    return f"{_local(value).day} {month_short(value)}" if value else ""


def month_short(value: date | datetime | None) -> str:
    """`nov`; Dutch writes months without a capital, where Django's own catalogue has one."""
    if not value:
        return ""
    text = format_date(_local(value), "M")
    return text.lower() if _dutch() else text


def clock(value: time | datetime | None) -> str:
    """`13.30` in Dutch, `13:30` in English."""
    if value is None:
        return ""
    moment = _local(value) if isinstance(value, datetime) else value
    return f"{moment:%H.%M}" if _dutch() else f"{moment:%H:%M}"


def clock_range(start: time | datetime | None, end: time | datetime | None) -> str:
    """`13.30-17.00`, with an en dash."""
    return "–".join(part for part in (clock(start), clock(end)) if part)


def half_day(value: str | None) -> str:
    """The word for `am`, `pm` or `ev`, the values of a HalfDay; raises KeyError for anything else."""
    if not value:
        return ""
    return {"am": _("morning"), "pm": _("afternoon"), "ev": _("evening")}[str(value)]


def hours(minutes: Number | None) -> str:
    """Minutes as hours with at most two decimals: `3,5 uur`."""
    if minutes is None:
        return ""
    amount = (_decimal(minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    places = next(places for places in (0, 1, 2) if amount == round(amount, places))
    text = _written(amount, places)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if amount == 1 else 2) % {"hours": text}


# Numbers ----------------------------------------------------------------------------------------------------------


def number(value: Number | None, places: int = 0) -> str:
    """`1.234,5` for `1234.5|number:1`."""
    return "" if value is None else _written(_decimal(value), places)


def euro(value: Number | None) -> str:
    """Euros: `€ 48.310`, and with cents when there are any: `€ 1.234,50`."""
    if value is None:
        return ""
    amount = _decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = _written(abs(amount), 0 if amount == amount.to_integral_value() else 2)
    sign = MINUS if amount < 0 else ""
    return f"{sign}€{HARD_SPACE}{text}" if _dutch() else f"{sign}€{text}"


def percent(share: Number | None, places: int = 0) -> str:
    """A share from 0 to 1: `73 %`."""
    if share is None:
        return ""
    text = _written(_decimal(share) * 100, places)
    return f"{text}{HARD_SPACE}%" if _dutch() else f"{text}%"


# Text -------------------------------------------------------------------------------------------------------------


def name_list(people: Iterable[object] | None) -> str:
    """`A, B en C`."""
    names = [str(person) for person in people or ()]
    if len(names) < 2:
        return "".join(names)
    return _("%(several)s and %(last)s") % {"several": ", ".join(names[:-1]), "last": names[-1]}


ALLOWED_TAGS = {
    *(
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "ul",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def markdown(text: str | None) -> SafeString:
    """Markdown as safe HTML: no raw HTML, no pictures, and headings below those of the page."""
    tokens = _reader.parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            # A page already has its h1 and its cards h2; a text inside starts at h3.
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    html = _reader.renderer.render(tokens, _reader.options, {})
    return mark_safe(nh3.clean(html, tags=ALLOWED_TAGS, url_schemes={"http", "https", "mailto", "tel"}))  # noqa: S308 (nh3 has just cleaned it)
