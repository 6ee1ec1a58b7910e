"""The filters of the two lists."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Find mails by whom they go to."""

    to = forms.CharField(label=_("Name or address"), max_length=120, required=False)


class AddressForm(SearchForm):
    """The same where only the address is known."""

    to = forms.CharField(label=_("E-mail address"), max_length=120, required=False)
