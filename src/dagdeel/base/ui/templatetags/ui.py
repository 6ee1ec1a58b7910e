"""The components, as template tags. `docs/components.md` lists them, `/ui/` shows them in every state.

Arguments are strict: an unknown argument is a TemplateSyntaxError and an unknown value a ValueError, so a typing
error never becomes a page that looks almost right. Templates live in `ui/components/`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from dagdeel.base.ui import components, fields
from dagdeel.base.ui.listing import Listing

register = template.Library()
Values = dict[str, Any]


def _block(name: str, values: Values) -> SafeString:
    return render_to_string(f"ui/components/{name}.html", values)


# Surfaces -----------------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    *,
    note: str = "",
    tone: str = "plain",
    level: int = 2,
    id: str = "",  # noqa: A002 (the HTML word)
) -> str:
    """A sheet of paper with an optional heading and a quiet note to the right of it."""
    components.one_of(tone, components.TONES, "card tone")
    return _block("card", {"content": content, "title": title, "note": note, "tone": tone, "level": level, "id": id})


@register.simple_block_tag
def page_head(content: str, title: str, eyebrow: str = "", eyebrow_url: str = "", lead: str = "") -> str:
    """The head of a page: where am I, what is this, one sentence. The content is the slot for buttons."""
    return _block(
        "page_head",
        {"content": content, "title": title, "text": eyebrow, "url": eyebrow_url, "lead": lead},
    )


@register.inclusion_tag("ui/components/eyebrow.html")
def eyebrow(text: str, url: str = "") -> Values:
    """The small line above a heading; with a url it is the way back up."""
    return {"text": text, "url": url}


@register.simple_block_tag
def notice(content: str, level: str = "info", title: str = "") -> str:
    """A remark that stands in the page. An error is announced by screen readers."""
    components.one_of(level, components.LEVELS, "notice level")
    icon_name = {"info": "info", "warn": "alert", "error": "alert", "success": "check"}[level]
    return _block("notice", {"content": content, "level": level, "title": title, "icon": icon_name})


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(title: str, sentence: str, url: str = "", action: str = "", icon: str = "") -> Values:
    """What stands where nothing is yet: it says what will come here and how. Not called `empty`: `for` owns that."""
    return {"title": title, "sentence": sentence, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("ui/components/heads.html")
def heads(listing: Listing) -> Values:
    """The row of headings of a list that sorts: a heading is a link, and says how it sorts now."""
    return {"listing": listing}


@register.inclusion_tag("ui/components/view_menu.html")
def view_menu(listing: Listing) -> Values:
    """Which columns, and the views that somebody keeps of this list."""
    return {"listing": listing}


# Words and small signs ------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/icon.html")
def icon(name: str, label: str = "") -> Values:
    """One of our own drawings. Without a label it is decoration and hidden from screen readers."""
    return {"name": components.one_of(name, components.ICONS, "icon"), "label": label}


@register.inclusion_tag("ui/components/pill.html")
def pill(text: str, state: str = "plain", icon: str = "") -> Values:
    """A state in one or two words."""
    return {"text": text, "state": components.one_of(state, components.STATES, "pill state"), "icon": icon}


@register.inclusion_tag("ui/components/button.html")
def button(
    text: str,
    *,
    url: str = "",
    kind: str = "primary",
    type: str = "submit",  # noqa: A002 (the HTML word)
    name: str = "",
    value: str = "",
    icon: str = "",
    form: str = "",
    small: bool = False,
    label: str = "",
) -> Values:
    """A link that looks like a button when it has a url, else a button. `label` is the longer name for hearing."""
    components.one_of(kind, components.KINDS, "button kind")
    return {
        "text": text,
        "url": url,
        "kind": kind,
        "type": type,
        "name": name,
        "value": value,
        "icon": icon,
        "form": form,
        "small": small,
        "label": label,
    }


@register.inclusion_tag("ui/components/figure_tile.html")
def figure_tile(number: str | int, label: str, hint: str = "", url: str = "", tone: str = "plain") -> Values:
    """One figure with its meaning. Format the number with a filter first: `{% figure_tile total|euro ... %}`."""
    components.one_of(tone, components.TONES, "tile tone")
    return {"number": number, "label": label, "hint": hint, "url": url, "tone": tone}


@register.inclusion_tag("ui/components/downloads.html")
def downloads(files: dict[str, str], of: str, picture: object = True) -> Values:
    """A picture and its table to take along. `files`: an address for svg, xlsx and csv; `of`: what they show, heard only.

    `picture`: whether there is one; without, the table goes along.
    """
    return {"files": files, "of": of, "picture": picture}


@register.inclusion_tag("ui/components/meter.html")
def meter(value: float, max: float, label: str, tone: str = "petrol", hint: str = "") -> Values:  # noqa: A002 (the HTML word)
    """How much of a whole. The label is read aloud and shown; a hint such as "18 van 20" stands at its right."""
    components.one_of(tone, components.TONES, "meter tone")
    width = round(min(100.0, 100 * float(value) / float(max)), 2) if max else 0
    return {"value": value, "max": max, "label": label, "tone": tone, "width": width, "hint": hint}


# Forms ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, hint: str = "", cards: bool = False, label: str = "") -> Values:
    """A label, its input, the help and the errors, tied together. Hidden inputs come out bare."""
    return fields.values(bound, hint=hint, cards=cards, label=label)


@register.inclusion_tag("ui/components/field.html")
def choice_cards(bound: BoundField, hint: str = "", label: str = "") -> Values:
    """Radio buttons or checkboxes as large cards, for the few choices that matter."""
    return fields.values(bound, hint=hint, cards=True, label=label)


@register.inclusion_tag("ui/components/month.html")
def month_grid(weeks: Sequence[Sequence[Any]]) -> Values:
    """The working days of a month with a few small questions each: what `MonthForm.grid` of partnerships gives."""
    return {"weeks": weeks}


@register.inclusion_tag("ui/components/form_errors.html")
def form_errors(form: BaseForm) -> Values:
    """What does not hold in the form as a whole, above it; each field shows its own beside itself."""
    return {"form": form, "count": len(form.errors)}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    text: str,
    *,
    url: str,
    action: str,
    question: str = "",
    kind: str = "danger",
    icon: str = "",
    opened: bool = False,
) -> str:
    """A button that first opens a question. The content is what else the form asks, such as a reason.

    `opened` shows the question at once: after an answer that did not hold, its errors must be seen.
    """
    components.one_of(kind, components.KINDS, "button kind")
    return _block(
        "confirm",
        {
            "content": content,
            "text": text,
            "url": url,
            "action": action,
            "question": question,
            "kind": kind,
            "icon": icon,
            "opened": opened,
            "csrf_token": context.get("csrf_token"),
        },
    )


# Lists and tables -------------------------------------------------------------------------------------------------


def _today(context: Context) -> date:
    """The day of the page: the request's own moment, which in a demo or a test is not the clock's."""
    moment = getattr(context.get("request"), "now", None)
    return timezone.localdate(moment) if moment is not None else timezone.localdate()


@register.inclusion_tag("ui/components/todo_list.html", takes_context=True)
def todo_list(context: Context, todos: Iterable[components.Asked], today: date | None = None) -> Values:
    """What is asked, the most pressing first. The first action is the primary one, so that one button stands out."""
    day = today or _today(context)
    pressed = sorted(todos, key=lambda todo: components.pressing(todo.due, day))
    return {"rows": [(todo, components.when(todo.due, day)) for todo in pressed]}


@register.simple_block_tag
def datatable(  # noqa: PLR0917 (a template names them)
    content: str,
    caption: str,
    stacked: bool = False,
    figures: bool = False,
    show_caption: bool = False,
    dense: bool = False,
) -> str:
    """A table that scrolls inside its own region; `stacked` turns rows into cards on a phone (`data-label` on td).

    `figures`: the same for rows of short figures, which flow beside each other there.
    """
    shown = {"stacked": stacked or figures, "figures": figures, "show": show_caption, "dense": dense}
    return _block("datatable", {"content": content, "caption": caption, **shown})


@register.simple_block_tag
def definition_list(content: str, columns: int = 1) -> str:
    """Facts with their names; the content is a row of `definition` blocks."""
    return _block("definition_list", {"content": content, "columns": columns})


@register.simple_block_tag
def definition(content: str, term: str) -> str:
    """One fact in a `definition_list`."""
    return _block("definition", {"content": content, "term": term})


@register.simple_block_tag
def tabs(content: str, label: str) -> str:
    """Views on the same thing, as plain links; the content is a row of `tab` tags."""
    return _block("tabs", {"content": content, "label": label})


@register.inclusion_tag("ui/components/tab.html")
def tab(text: str, url: str, current: bool = False, count: int | None = None) -> Values:
    """One link in `tabs`."""
    return {"text": text, "url": url, "current": current, "count": count}


@register.inclusion_tag("ui/components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], name: str = "page") -> Values:
    """Previous and next, keeping the rest of the query string. One page shows nothing."""
    query = context["request"].GET.copy()

    def url(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/components/url_slot.html")
def url_slot(url: str, text: str) -> Values:
    """A place that a later step fills from its own address, which this page need not know more of than its name.

    Without JavaScript, and for whom that page is closed, it stays the link `text`.
    """
    return {"url": url, "text": text}


# Pictures of the year ---------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/seat_bar.html")
def seat_bar(
    enrolled: int,
    seats: int,
    *,
    offered: int = 0,
    waiting: int = 0,
    minimum: int | None = None,
    kept: int = 0,
    people: str = "",
    until: date | None = None,
    small: bool = False,
) -> Values:
    """The seats of a session in one bar, and in words under it. With `people` each number leads to them."""
    return {"bar": components.SeatBar(enrolled, offered, waiting, seats, minimum, kept, people, until), "small": small}


@register.inclusion_tag("ui/components/chain.html")
def chain(items: Sequence[components.Link]) -> Values:
    """From finding to decision to change to effect."""
    return {"items": items}


@register.inclusion_tag("ui/components/year_ring.html")
def year_ring(ring: components.Ring) -> Values:
    """The year as a ring, with its legend, which is also its text."""
    return {"ring": ring}
