"""How one form field is drawn: which shape it takes, and how label, help and errors are tied to its input; and one field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField, ModelMultipleChoiceField, widgets
from django.utils.safestring import SafeString
from django.utils.text import capfirst

# Django draws dates and times as plain text; browsers have a better input for them, which wants ISO values.
NATIVE: tuple[tuple[type[widgets.DateTimeBaseInput], str, str], ...] = (
    (widgets.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (widgets.DateInput, "date", "%Y-%m-%d"),
    (widgets.TimeInput, "time", "%H:%M"),
)


def _make_native(widget: widgets.Widget) -> None:
    for kind, input_type, value_format in NATIVE:
        if isinstance(widget, kind) and widget.input_type == "text":
            widget.input_type = input_type
            widget.format = value_format


def shape(widget: widgets.Widget) -> str:
    """`hidden`, `check` (one box, label after it), `group` (a fieldset of choices) or `line` (label above)."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    return "group" if widget.use_fieldset else "line"


def values(bound: BoundField, *, hint: str, cards: bool, label: str) -> dict[str, Any]:
    """The context of `ui/components/field.html`."""
    widget = bound.field.widget
    _make_native(widget)
    ids = {
        "hint": f"{bound.auto_id}_hint" if hint else "",
        "help": f"{bound.auto_id}_helptext" if bound.help_text else "",
        "error": f"{bound.auto_id}_error" if bound.errors else "",
    }
    described = " ".join(found for found in ids.values() if found)
    kind = shape(widget)
    # Django adds aria-invalid itself; what describes a group is said on its fieldset.
    attrs: dict[str, str | bool] = {"aria-describedby": described} if described and kind != "group" else {}
    drawn: SafeString | str = "" if kind == "group" else bound.as_widget(attrs=attrs)
    return {
        "field": bound,
        "drawn": drawn,
        "shape": kind,
        "label": capfirst(label or bound.label),
        "hint": hint,
        "ids": ids,
        "described": described,
        "cards": cards,
        # A group of checkboxes cannot carry the browser's own required, so the mark says it for every shape.
        "required": bound.field.required,
    }


LONGEST_KEY = 18  # digits; SQLite reads no longer number, and Django's own field asks it all the same


class RowsField(ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for mypy only
    """Several rows of a table; a key too long for any database is one that is not there."""

    def clean(self, value: Any) -> Any:
        """The rows; raises ValidationError."""
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key})
        return super().clean(value)
