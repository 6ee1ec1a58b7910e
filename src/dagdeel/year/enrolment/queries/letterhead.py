"""The paper on which a school writes."""

from django.db.models import QuerySet

from dagdeel.base.partnerships.models import School
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment.models import Letterhead


def letterhead(school: School) -> Letterhead:
    """The letterhead of a school; plain paper (not saved) for one that never said how its letters look."""
    return Letterhead.objects.select_related("signature_of").filter(school=school).first() or Letterhead(school=school)


def signed_by(person: Person) -> QuerySet[Letterhead]:
    """The papers on which the signature of this person stands."""
    return Letterhead.objects.filter(signature_of=person).select_related("school")
