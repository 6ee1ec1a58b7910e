"""What a person changes about herself."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.people.models import Person


class UnknownLanguage(Exception):
    """The product does not speak that language."""


@transaction.atomic
def choose_language(person: Person, *, language: str, by: Person, at: datetime) -> None:
    """Keep the language in which this person wants pages and mail; raises UnknownLanguage.

    No history entry: the history belongs to a partnership, a person's language does not.
    """
    if language not in Person.Language.values:
        raise UnknownLanguage(language)
    person.language = language
    person.save(update_fields=["language"])
