"""The ready-made questionnaires, in our own words.

They follow the levels at which a training can have an effect, as T. R. Guskey orders them (*Evaluating Professional Development*,
2000): what people think of it, what they learned, what the organisation does for it, whether they use it, what it brings. The keys
are the identity of the items over years: never give a key to another question.
"""

from dataclasses import dataclass

from dagdeel.year.evaluation.states import Audience, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One question: its item, and its words in both languages."""

    key: str
    kind: str
    nl: str
    en: str
    goals: bool = False


LABELS: dict[str, str] = {
    "goals": "Doelen van de workshop",
    "useful": "Bruikbaar bij het begeleiden",
    "own_teaching": "Helpt in de eigen lessen",
    "theory_practice": "Theorie en praktijk",
    "length": "Lengte",
    "catering": "Eten en drinken",
    "trainer": "Trainer",
    "organisation": "Organisatie",
    "materials": "Materiaal",
    "group": "Groep",
    "support": "Steun van de school",
    "choice": "Keuze van de workshops",
    "mark": "Cijfer",
    "remark": "Opmerking",
}
LENGTH = Line("length", Kind.AGREE, "De lengte van de workshop was goed.", "The length of the workshop was good.")
CATERING = Line("catering", Kind.AGREE, "Het eten en drinken was goed.", "The food and drinks were good.")

SETS: dict[str, tuple[Line, ...]] = {
    Audience.PARTICIPANT: (
        Line("goals", Kind.AGREE, "Dit doel heb ik bereikt.", "I have reached this goal.", goals=True),
        Line(
            "useful",
            Kind.AGREE,
            "Ik kan dit gebruiken bij het begeleiden van studenten.",
            "I can use this when I guide student teachers.",
        ),
        Line(
            "own_teaching", Kind.AGREE, "Het helpt mij ook in mijn eigen lessen.", "It also helps me in my own lessons."
        ),
        Line(
            "theory_practice",
            Kind.AGREE,
            "Ik kan theorie en praktijk nu beter verbinden.",
            "I can now connect theory and practice better.",
        ),
        Line("trainer", Kind.AGREE, "De trainer gaf de workshop goed.", "The trainer gave the workshop well."),
        Line("materials", Kind.AGREE, "Het materiaal was goed bruikbaar.", "The materials were good to work with."),
        LENGTH,
        CATERING,
        Line(
            "organisation", Kind.AGREE, "Op school was alles goed geregeld.", "Everything was well arranged at school."
        ),
        Line("mark", Kind.MARK, "Welk cijfer geeft u deze workshop?", "What mark do you give this workshop?"),
        Line("remark", Kind.TEXT, "Wat wilt u ons nog zeggen?", "Is there anything else you want to tell us?"),
    ),
    Audience.TRAINER: (
        Line("goals", Kind.AGREE, "De groep heeft dit doel bereikt.", "The group has reached this goal.", goals=True),
        Line(
            "useful",
            Kind.AGREE,
            "De deelnemers kunnen dit gebruiken bij het begeleiden van studenten.",
            "The participants can use this when they guide student teachers.",
        ),
        Line(
            "theory_practice",
            Kind.AGREE,
            "Theorie en praktijk kwamen allebei genoeg aan bod.",
            "Theory and practice both got enough room.",
        ),
        Line("group", Kind.AGREE, "De groep had een goede grootte.", "The group had a good size."),
        Line("materials", Kind.AGREE, "Het materiaal werkte goed.", "The materials worked well."),
        LENGTH,
        Line(
            "organisation", Kind.AGREE, "De school had alles goed geregeld.", "The school had arranged everything well."
        ),
        Line("mark", Kind.MARK, "Welk cijfer geeft u deze bijeenkomst?", "What mark do you give this session?"),
        Line(
            "remark",
            Kind.TEXT,
            "Wat moet er volgende keer hetzelfde of anders?",
            "What should be the same or different next time?",
        ),
    ),
    Audience.SCHOOL_EDUCATOR: (
        Line(
            "useful",
            Kind.AGREE,
            "Ik zie dat werkplekbegeleiders het geleerde gebruiken bij het begeleiden.",
            "I see that mentors use what they learned when they guide student teachers.",
        ),
        Line(
            "own_teaching",
            Kind.AGREE,
            "Ik zie dat het ook hun eigen lessen helpt.",
            "I see that it helps their own lessons as well.",
        ),
        Line(
            "choice",
            Kind.AGREE,
            "De gekozen workshops pasten bij onze school.",
            "The chosen workshops suited our school.",
        ),
        Line("length", Kind.AGREE, "De lengte van de workshops was goed.", "The length of the workshops was good."),
        CATERING,
        Line("organisation", Kind.AGREE, "De organisatie verliep goed.", "The organisation went well."),
        Line(
            "support",
            Kind.AGREE,
            "De schoolleiding gaf ruimte om mee te doen.",
            "The school management gave people room to take part.",
        ),
        Line("mark", Kind.MARK, "Welk cijfer geeft u het programma?", "What mark do you give the programme?"),
        Line("remark", Kind.TEXT, "Wat moet er volgend jaar anders?", "What should be different next year?"),
    ),
    Audience.INSTITUTE_EDUCATOR: (
        Line(
            "useful",
            Kind.AGREE,
            "Ik zie aan onze studenten dat hun begeleiders het geleerde gebruiken.",
            "I see from our student teachers that their mentors use what they learned.",
        ),
        Line(
            "theory_practice",
            Kind.AGREE,
            "De workshops sluiten aan bij het programma van ons instituut.",
            "The workshops fit the programme of our institute.",
        ),
        Line(
            "choice",
            Kind.AGREE,
            "Ik kon goed meedenken over de keuze van de school.",
            "I had a good say in what the school chose.",
        ),
        Line("length", Kind.AGREE, "De lengte van de workshops was goed.", "The length of the workshops was good."),
        Line("organisation", Kind.AGREE, "De organisatie verliep goed.", "The organisation went well."),
        Line("mark", Kind.MARK, "Welk cijfer geeft u het programma?", "What mark do you give the programme?"),
        Line("remark", Kind.TEXT, "Wat moet er volgend jaar anders?", "What should be different next year?"),
    ),
}
