"""People: one row per human being, whatever roles they hold, in however many partnerships."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dagdeel.base.people import rules

NAME = frozenset({"given_name", "prefix", "surname"})


class PersonManager(BaseUserManager["Person"]):
    """People by their mail address, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this mail address; raises Person.DoesNotExist."""
        return self.get(email__iexact=username or "")

    def create_person(self, *, email: str, surname: str, **fields: Any) -> "Person":
        """Make a person who signs in by a code; there is no password to set."""
        person = self.model(email=email, surname=surname, **fields)
        person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser):
    """A human being. Names are kept in their three Dutch parts; the sort key is stored, the same on every database."""

    class Language(models.TextChoices):
        """The languages that the product speaks completely."""

        DUTCH = "nl", _("Dutch")
        ENGLISH = "en", _("English")

    # purpose and retention of every personal field; a house test fails when a field is missing here
    PERSONAL: ClassVar[dict[str, str]] = {
        "given_name": "identity",
        "prefix": "identity",
        "surname": "identity",
        "sort_key": "identity",
        "email": "contact",
        "language": "preference",
        "password": "security",
        "last_login": "security",
    }

    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    prefix = models.CharField(_("prefix"), max_length=30, blank=True)
    surname = models.CharField(_("surname"), max_length=120)
    sort_key = models.CharField(max_length=rules.SORT_KEY_LENGTH, editable=False, db_index=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DUTCH)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["surname"]

    class Meta:
        ordering = ("sort_key", "id")
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_unique"),)

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the mail address in lower case and the sort key in step with the name, in a partial save too."""
        self.email = self.email.strip().lower()
        self.sort_key = rules.sort_key(self.given_name, self.prefix, self.surname)
        if (fields := kwargs.get("update_fields")) is not None and not NAME.isdisjoint(fields):
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)

    @property
    def forgotten(self) -> bool:
        """Whether this stands for somebody who was forgotten: nothing is said or done about nobody in particular."""
        return self.email.endswith(rules.NOWHERE)

    @property
    def full_name(self) -> str:
        """Anna van der Spek."""
        return rules.full_name(self.given_name, self.prefix, self.surname)

    @property
    def formal_name(self) -> str:
        """Van der Spek: how a letter addresses someone, without guessing a gender."""
        return rules.formal_name(self.prefix, self.surname)

    @property
    def list_name(self) -> str:
        """van der Spek, Anna: how a list shows someone."""
        return rules.list_name(self.given_name, self.prefix, self.surname)
