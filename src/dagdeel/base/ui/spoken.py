"""The Dutch translations, with both pronouns taken apart once: a page, a mail or a letter asks for a text as ever."""

import copy
from typing import Any

from django.utils.translation import trans_real

from dagdeel.base.ui.pronouns import Pronoun, current, in_words_of

DUTCH = "nl"


class SpokenTranslation(trans_real.DjangoTranslation):
    """A translation that reads as the partnership we work for speaks: this object says "u", the one in `_familiar` "je"."""

    _catalog: trans_real.TranslationCatalog
    _familiar: "SpokenTranslation | None" = None

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(language, *args, **kwargs)
        if language == DUTCH:
            familiar = copy.copy(self)
            familiar._catalog = _taken_apart(self._catalog, Pronoun.JE)
            self._catalog = _taken_apart(self._catalog, Pronoun.U)
            self._familiar = familiar

    def gettext(self, message: str) -> str:
        """As Django's, in the words of the partnership."""
        if self._familiar is not None and current() == Pronoun.JE:
            return self._familiar.gettext(message)
        return super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As Django's, in the words of the partnership."""
        if self._familiar is not None and current() == Pronoun.JE:
            return self._familiar.ngettext(msgid1, msgid2, n)
        return super().ngettext(msgid1, msgid2, n)


def _taken_apart(catalogue: trans_real.TranslationCatalog, pronoun: Pronoun) -> trans_real.TranslationCatalog:
    """The same texts as they read with one pronoun."""
    made = copy.copy(catalogue)
    made._catalogs = [{key: in_words_of(pronoun, text) for key, text in texts.items()} for texts in catalogue._catalogs]
    return made


def install() -> None:
    """Let Django make its translations of this kind from now on, also after it has thrown them away."""
    vars(trans_real)["DjangoTranslation"] = SpokenTranslation  # Django has no setting for the class of its translations
