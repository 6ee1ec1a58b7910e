"""The ready-made questionnaires, in our own words.

They follow the levels at which a training can have an effect, as T. R. Guskey orders them (*Evaluating Professional Development*,
2000): what people think of it, what they learned, what the organisation does for it, whether they use it, what it brings. The keys
are the identity of the items over years: never give a key to another question.
"""

from dataclasses import replace

from dagdeel.base.ui.pronouns import addressed
from dagdeel.year.evaluation.models import Option
from dagdeel.year.evaluation.queries.lines import Line
from dagdeel.year.evaluation.states import Audience, Kind, Moment

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
    "used": "Gebruikt",
    "how_often": "Hoe vaak gebruikt",
    "hindered": "Wat hield tegen",
    "goals_used": "Doelen in de praktijk",
    "mentoring": "Effect op het begeleiden",
    "students": "Verschil bij studenten",
    "needs": "Past bij wat nodig is",
    "policy": "Past bij het personeelsbeleid",
    "no_costs": "Geen kosten voor de school",
    "worth": "De moeite waard",
    "questions_first": "Eerst vragen, dan raad",
    "learns": "Begeleider leert zelf ook",
    "time": "Tijd voor begeleiding",
    "mark_guidance": "Cijfer voor de begeleiding",
}
LENGTH = Line("length", Kind.AGREE, "De lengte van de workshop was goed.", "The length of the workshop was good.")
CATERING = Line("catering", Kind.AGREE, "Het eten en drinken was goed.", "The food and drinks were good.")

SETS: dict[tuple[str, str], tuple[Line, ...]] = {
    (Audience.PARTICIPANT, Moment.SESSION): (
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
        Line("mark", Kind.MARK, "Welk cijfer ‹geeft u|geef je› deze workshop?", "What mark do you give this workshop?"),
        Line("remark", Kind.TEXT, "Wat ‹wilt u|wil je› ons nog zeggen?", "Is there anything else you want to tell us?"),
    ),
    (Audience.TRAINER, Moment.SESSION): (
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
        Line(
            "mark", Kind.MARK, "Welk cijfer ‹geeft u|geef je› deze bijeenkomst?", "What mark do you give this session?"
        ),
        Line(
            "remark",
            Kind.TEXT,
            "Wat moet er volgende keer hetzelfde of anders?",
            "What should be the same or different next time?",
        ),
    ),
    (Audience.SCHOOL_EDUCATOR, Moment.YEAR): (
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
        Line("mark", Kind.MARK, "Welk cijfer ‹geeft u|geef je› het programma?", "What mark do you give the programme?"),
        Line("remark", Kind.TEXT, "Wat moet er volgend jaar anders?", "What should be different next year?"),
    ),
    (Audience.INSTITUTE_EDUCATOR, Moment.YEAR): (
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
        Line("mark", Kind.MARK, "Welk cijfer ‹geeft u|geef je› het programma?", "What mark do you give the programme?"),
        Line("remark", Kind.TEXT, "Wat moet er volgend jaar anders?", "What should be different next year?"),
    ),
    (Audience.PARTICIPANT, Moment.LATER): (
        Line(
            "used",
            Kind.ONE,
            "‹Hebt u|Heb je› iets uit de workshop gebruikt?",
            "Have you used anything from the workshop?",
            options=(
                Option(1, "Ja", "Yes"),
                Option(2, "Nog niet, maar ik ben het van plan", "Not yet, but I mean to"),
                Option(3, "Nee", "No"),
            ),
        ),
        Line(
            "how_often",
            Kind.ONE,
            "Hoe vaak ‹hebt u|heb je› het gebruikt?",
            "How often have you used it?",
            options=(
                Option(1, "Een of twee keer", "Once or twice"),
                Option(2, "Ongeveer elke maand", "About every month"),
                Option(3, "Elke week of vaker", "Every week or more"),
            ),
            only_if="used",
            only_values=(1,),
        ),
        Line(
            "hindered",
            Kind.SEVERAL,
            "Wat maakte het lastig om het te gebruiken?",
            "What made it hard to use?",
            options=(
                Option(1, "Te weinig tijd", "Too little time"),
                Option(2, "Geen student om te begeleiden", "No student teacher to guide"),
                Option(3, "Het paste niet bij mijn student", "It did not suit my student teacher"),
                Option(4, "Ik weet nog niet goed hoe het moet", "I do not yet know well how to do it"),
                Option(5, "Te weinig steun op school", "Too little support at school"),
                Option(6, "Iets anders", "Something else"),
                Option(7, "Niets", "Nothing"),
            ),
        ),
        Line("goals_used", Kind.AGREE, "Dit doe ik nu in de praktijk.", "I do this in practice now.", goals=True),
        Line(
            "mentoring",
            Kind.AGREE,
            "Ik begeleid studenten er beter door.",
            "I guide student teachers better because of it.",
        ),
        Line(
            "own_teaching",
            Kind.AGREE,
            "Mijn eigen lessen zijn er beter door.",
            "My own lessons are better because of it.",
        ),
        Line("students", Kind.AGREE, "Ik merk het aan mijn studenten.", "I notice it in my student teachers."),
        Line(
            "support",
            Kind.AGREE,
            "Mijn school geeft mij ruimte om het te gebruiken.",
            "My school gives me room to use it.",
        ),
        Line(
            "remark",
            Kind.TEXT,
            "Wat zou ‹u|je› helpen om er meer mee te doen?",
            "What would help you to do more with it?",
        ),
    ),
    (Audience.SCHOOL_EDUCATOR, Moment.SESSION): (
        Line(
            "needs",
            Kind.AGREE,
            "De workshop paste bij wat onze begeleiders nodig hebben.",
            "The workshop suited what our mentors need.",
        ),
        Line("group", Kind.AGREE, "De groep had een goede grootte.", "The group had a good size."),
        LENGTH,
        CATERING,
        Line("organisation", Kind.AGREE, "Alles was op tijd geregeld.", "Everything was arranged in time."),
        Line(
            "remark",
            Kind.TEXT,
            "Wat moet er volgende keer hetzelfde of anders?",
            "What should be the same or different next time?",
        ),
    ),
    (Audience.HEAD, Moment.YEAR): (
        Line(
            "useful",
            Kind.AGREE,
            "Ik zie of hoor dat onze begeleiders het geleerde gebruiken.",
            "I see or hear that our mentors use what they learned.",
        ),
        Line(
            "own_teaching",
            Kind.AGREE,
            "Ik zie of hoor dat het ook hun eigen lessen helpt.",
            "I see or hear that it helps their own lessons as well.",
        ),
        Line(
            "policy",
            Kind.AGREE,
            "Het programma past bij ons personeelsbeleid.",
            "The programme fits our staff policy.",
        ),
        Line(
            "support",
            Kind.AGREE,
            "Ik kon mensen genoeg ruimte geven om mee te doen.",
            "I could give people enough room to take part.",
        ),
        Line("no_costs", Kind.AGREE, "Het kostte onze school geen geld.", "It cost our school no money."),
        Line("organisation", Kind.AGREE, "De organisatie verliep goed.", "The organisation went well."),
        Line(
            "worth",
            Kind.AGREE,
            "Het programma was de tijd van onze mensen waard.",
            "The programme was worth the time of our people.",
        ),
        Line("mark", Kind.MARK, "Welk cijfer ‹geeft u|geef je› het programma?", "What mark do you give the programme?"),
        Line("remark", Kind.TEXT, "Wat moet er volgend jaar anders?", "What should be different next year?"),
    ),
    (Audience.STUDENT, Moment.YEAR): (
        Line(
            "questions_first",
            Kind.AGREE,
            "Mijn begeleider vraagt eerst wat ik zelf zag, en geeft dan raad.",
            "My mentor first asks what I saw myself, and then gives advice.",
        ),
        Line(
            "theory_practice",
            Kind.AGREE,
            "Mijn begeleider helpt mij theorie en praktijk te verbinden.",
            "My mentor helps me to connect theory and practice.",
        ),
        Line(
            "learns",
            Kind.AGREE,
            "Ik zie dat mijn begeleider ook zelf blijft leren.",
            "I see that my mentor keeps on learning as well.",
        ),
        Line(
            "time",
            Kind.AGREE,
            "Er is genoeg tijd voor gesprekken over mijn lessen.",
            "There is enough time to talk about my lessons.",
        ),
        Line(
            "mark_guidance",
            Kind.MARK,
            "Welk cijfer ‹geeft u|geef je› de begeleiding op school?",
            "What mark do you give the guidance at school?",
        ),
        Line(
            "remark",
            Kind.TEXT,
            "Wat kan beter aan de begeleiding?",
            "What can be better about the guidance?",
        ),
    ),
}


def ready_made(audience: str, moment: str) -> tuple[Line, ...]:
    """The questions for an audience at a moment, in the words of the partnership; none where there is no set."""
    return tuple(replace(line, nl=addressed(line.nl)) for line in SETS.get((audience, moment), ()))
