"""One-time links that sign somebody in: in the demo only, where everybody may look through everybody's eyes."""

import secrets

from django.core import signing
from django.core.cache import cache

from dagdeel.base.partnerships.models import Membership, Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person

SALT = "dagdeel.demo.sign-in"
VALID = 14 * 24 * 3600  # seconds


class LinkUsed(Exception):
    """The link has signed somebody in already, is too old, or is none of ours."""


def token(person: Person) -> str:
    """A text that signs this person in once."""
    return signing.dumps([person.pk, secrets.token_urlsafe(12)], salt=SALT)


def redeem(text: str) -> Person:
    """Whom the link signs in; it works once. Raises LinkUsed."""
    try:
        person_id, nonce = signing.loads(text, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError) as no:
        raise LinkUsed from no
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not cache.add(f"demo-sign-in-{nonce}", True, VALID):
        raise LinkUsed
    return person


def cast(partnership: Partnership) -> dict[Role, Person]:
    """One person per role, the first of each: who plays in the demo's links."""
    rows = Membership.everywhere.filter(partnership=partnership).select_related("person").order_by("pk")
    found: dict[Role, Person] = {}
    for row in rows:
        found.setdefault(Role(row.role), row.person)
    return {role: found[role] for role in Role if role in found}
