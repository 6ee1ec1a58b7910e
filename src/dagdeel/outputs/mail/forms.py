"""What people fill in about mail: whom they look for, how a partnership writes, what they want to get."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.mail.models import MailChoice, MailSettings
from dagdeel.outputs.mail.states import Daily, Topic

HOURS = [(str(hour), f"{hour:02}.00") for hour in range(24)]


class SearchForm(forms.Form):
    """Find mails by whom they go to."""

    to = forms.CharField(label=_("Name or address"), max_length=120, required=False)


class AddressForm(SearchForm):
    """The same where only the address is known."""

    to = forms.CharField(label=_("E-mail address"), max_length=120, required=False)


def _hour(label: Any, none: Any, **fields: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[("", none), *HOURS], coerce=int, empty_value=None, required=False, **fields
    )


class SettingsForm(forms.Form):
    """Who writes, and when nobody is disturbed."""

    sender_name = forms.CharField(
        label=_("Name of the sender"), max_length=120, required=False,
        help_text=_("Without one mails come in the name of the partnership."),
    )  # fmt: skip
    reply_to = forms.EmailField(
        label=_("Address for answers"), required=False, help_text=_("Whoever answers a mail writes to this address.")
    )
    signature = forms.CharField(
        label=pgettext_lazy("of mails", "Signature"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands under every mail, such as names and a telephone number."),
    )  # fmt: skip
    daily_at = _hour(
        _("Mail of the day at"), _("no mail of the day"),
        help_text=_("What can wait comes in one mail to everybody with a role other than mentor. Each can choose otherwise."),
    )  # fmt: skip
    quiet_from = _hour(_("Quiet from"), _("no quiet hours"))
    quiet_until = _hour(
        pgettext_lazy("hour", "until"),
        _("no quiet hours"),
        help_text=_("What is urgent, such as a workshop that is cancelled, comes all the same."),
    )
    rest_weekends = forms.BooleanField(label=_("No mail at the weekend"), required=False)
    rest_holidays = forms.BooleanField(
        label=_("No mail in the holidays"),
        required=False,
        help_text=_("The holidays of the region in which somebody's school is."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, own: MailSettings | None, partnership: Partnership
    ) -> None:
        off = MailSettings(daily_at=None, quiet_from=None, quiet_until=None, rest_weekends=False, rest_holidays=False)
        found = own or off
        initial = {name: getattr(found, name) for name in self.base_fields if name != "reply_to"}
        super().__init__(data, initial={**initial, "reply_to": partnership.reply_to})

    def clean_sender_name(self) -> str:
        """On one line: it becomes a head of the mail."""
        return " ".join(str(self.cleaned_data["sender_name"]).split())

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a begin and an end."""
        values = super().clean() or {}
        first, last = values.get("quiet_from"), values.get("quiet_until")
        if first is None and last is not None:
            self.add_error("quiet_from", _("Say from when as well, or leave both empty."))
        if first is not None and last is None:
            self.add_error("quiet_until", _("Say until when as well, or leave both empty."))
        if first is not None and first == last:
            self.add_error("quiet_until", _("These hours are the same: then there is no quiet hour at all."))
        return values


class ChoiceForm(forms.Form):
    """What somebody wants to get, and when."""

    daily = forms.ChoiceField(
        label=_("Mails that can wait"), choices=Daily.choices, required=False, widget=forms.RadioSelect
    )
    wanted = forms.MultipleChoiceField(
        label=_("Send me"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(topic.value, topic.label) for topic in Topic if topic != Topic.NEEDED],
        help_text=_("What you need always comes: an invitation, a confirmation, a change or a cancellation."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, choice: MailChoice | None, with_daily: bool) -> None:
        declined = set(choice.declined) if choice else set()
        wanted = [topic.value for topic in Topic if topic != Topic.NEEDED and topic.value not in declined]
        super().__init__(data, initial={"daily": choice.daily if choice else "", "wanted": wanted})
        if not with_daily:
            del self.fields["daily"]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the action wants to know."""
        wanted = set(self.cleaned_data["wanted"])
        declined = {topic for topic in Topic if topic != Topic.NEEDED and topic.value not in wanted}
        daily = {"daily": Daily(self.cleaned_data["daily"])} if "daily" in self.fields else {}
        return {"declined": declined, **daily}
