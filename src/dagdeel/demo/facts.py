"""What the booklet says, and what is invented around it.

Source of the facts: the practice booklet "Praktijk In-Zicht" (January 2017) on the Academische Opleidingsschool Alliantie VO &
Notre Dame: 8 schools, 2 institutes, 8 or 9 workshops a year, four per school, groups of 5 to 20, first 2 hours and later at
least 3.5, catering money for schools after complaints about the food, no costs for schools. People, dates, marks and money are
invented, from a fixed seed.
"""

from dataclasses import dataclass
from datetime import date

SEED = 2017
TODAY = date(2017, 1, 24)  # the middle of 2016-2017: half of the sessions are held, half are still to come
FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2018, 12, 31)  # between these the demo may live

PARTNERSHIP = "Academische Opleidingsschool Alliantie VO & Notre Dame"
SHORT_NAME = "AOS Alliantie VO & Notre Dame"
SLUG = "aos"
INSTITUTES = ("ILS HAN", "Radboud Docentenacademie")


@dataclass(frozen=True, slots=True)
class SchoolFact:
    """A school of the booklet; only one is named in it. The number of mentors is invented."""

    name: str
    mentors: int
    rule: int  # workshops that each mentor takes
    street: str
    postcode: str


SCHOOLS = (
    SchoolFact("Havo Notre Dame des Anges", 22, 2, "Voorbeeldlaan 1", "6500 AA"),
    SchoolFact("School A", 30, 2, "Voorbeeldlaan 2", "6500 AB"),
    SchoolFact("School B", 26, 2, "Voorbeeldlaan 3", "6500 AC"),
    SchoolFact("School C", 22, 2, "Voorbeeldlaan 4", "6500 AD"),
    SchoolFact("School D", 24, 2, "Voorbeeldlaan 5", "6500 AE"),
    SchoolFact("School E", 28, 1, "Voorbeeldlaan 6", "6500 AG"),
    SchoolFact("School F", 24, 2, "Voorbeeldlaan 7", "6500 AH"),
    SchoolFact("School G", 28, 1, "Voorbeeldlaan 8", "6500 AJ"),
)
TRAINERS_PER_INSTITUTE = 8

# Euros; invented, in the order of size of such a grant.
GRANT = {2015: 58_000, 2016: 64_000}
GRANT_PER_STUDENT, STUDENTS = 80, 300  # of the grant, so much goes by the number of students
