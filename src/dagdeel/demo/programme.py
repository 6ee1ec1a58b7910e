"""The workshops of the demo.

Four titles stand in the sources of the product, the others follow its glossary. The words about them are ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """A workshop as the brochure tells it."""

    title: str
    summary: str
    goals: tuple[str, ...]
    content: str
    methods: str
    competence: str
    preparation: str = "Neem een voorbeeld uit uw eigen begeleiding mee."
    equipment: str = "Lokaal met een scherm en losse tafels"
    level: str = "basis"


BUMPY = Theme(
    "Bumpy moments",
    "Wat doet u als een les wringt? Samen casussen uit de klas ontrafelen en met de student bespreken.",
    (
        "U herkent een moment waarop waarden van een leraar botsen.",
        "U kunt met een student zo’n moment stap voor stap bespreken.",
        "U helpt de student om een eigen afweging te maken.",
    ),
    "We beginnen met een **eigen casus**. Daarna oefent u in drietallen met een vast gesprek in vier stappen.",
    "Casusbespreking in drietallen, oefengesprek",
    "Ervaring met morele dilemma’s in het onderwijs",
)
VIDEO = Theme(
    "Begeleiden met behulp van video",
    "Een fragment van drie minuten zegt meer dan een verslag. Leer kijken en vragen stellen bij beeld.",
    (
        "U kiest met de student een fragment dat bij de leervraag past.",
        "U stelt vragen bij beeld zonder te oordelen.",
        "U maakt afspraken over privacy van leerlingen in beeld.",
    ),
    "U bekijkt fragmenten, oefent met kijkvragen en maakt een plan voor de **eerste opname**.",
    "Fragmenten bekijken, oefenen in tweetallen",
    "Ervaring met beeldcoaching",
    preparation="Neem zo mogelijk een fragment van drie minuten mee.",
)
WEEK = Theme(
    "De weekreflectie",
    "Hoe maakt u van de wekelijkse terugblik een gesprek dat de student verder helpt?",
    (
        "U geeft schriftelijke reactie die de student aan het denken zet.",
        "U verbindt de weekreflectie met de leerdoelen van de student.",
    ),
    "We lezen echte (onherkenbaar gemaakte) weekreflecties en schrijven er samen een reactie bij.",
    "Schrijven, elkaar reactie geven",
    "Ervaring met reflectie bij studenten",
)
INTERVISIE = Theme(
    "Begeleide intervisie",
    "Met collega’s een begeleidingsvraag onderzoeken, volgens een vaste methode en onder leiding.",
    (
        "U kunt een vraag over uw begeleiding inbrengen.",
        "U kunt een methode voor intervisie toepassen.",
        "U begeleidt een intervisie van studenten.",
    ),
    "Twee rondes intervisie met een verschillende methode, en een nabespreking over **uw rol als begeleider**.",
    "Intervisie in groepen van zes",
    "Opgeleid als intervisiebegeleider",
)
REPORT = Theme(
    "Het woordrapport",
    "Beoordelen in woorden: helder, eerlijk en bruikbaar voor de student en voor de opleiding.",
    (
        "U onderbouwt een oordeel met voorbeelden uit de praktijk.",
        "U schrijft een rapport dat de student begrijpt en kan gebruiken.",
        "U bespreekt een onvoldoende op een eerlijke manier.",
    ),
    "U schrijft een deel van een rapport en vergelijkt het met dat van anderen.",
    "Schrijfopdracht, vergelijken, rollenspel",
    "Ervaring als beoordelaar",
    level="gevorderd",
)
TASKS = Theme(
    "Leerwerktaken begeleiden",
    "Van opdracht van het instituut naar werk in uw eigen klas.",
    (
        "U past een leerwerktaak aan uw klas en de student aan.",
        "U verbindt theorie van het instituut met de praktijk van de les.",
    ),
    "We nemen een leerwerktaak en bouwen die om voor drie verschillende klassen.",
    "Ontwerpen in groepjes",
    "Kent de leerwerktaken van het instituut",
)
PLAN = Theme(
    "Samen een leerwerkplan maken",
    "Een plan dat leeft: van leervraag naar afspraken waar u en de student aan vasthouden.",
    (
        "U helpt de student om een leervraag scherp te krijgen.",
        "U maakt met de student een plan met haalbare stappen.",
    ),
    "U oefent met het stellen van doelen en met het bijstellen ervan halverwege.",
    "Oefengesprek, eigen plan maken",
    "Ervaring met leerwerkplannen",
)
FEEDBACK = Theme(
    "Het nagesprek",
    "Tien minuten na de les: wat zegt u wel, wat niet, en wie is er aan het woord?",
    (
        "U laat de student zelf de les ontleden.",
        "U kiest bewust tussen advies geven en vragen stellen.",
        "U sluit af met één afspraak voor de volgende les.",
    ),
    "We luisteren naar opnames van nagesprekken en oefenen met **korte vragen**.",
    "Rollenspel met observatie",
    "Ervaring met gespreksvoering",
)
STARTER = Theme(
    "De startende leraar",
    "Begeleiden houdt niet op bij het diploma. Wat vraagt het eerste jaar van een nieuwe collega, en van u?",
    (
        "U kent de fasen van het eerste jaar van een leraar.",
        "U stemt uw begeleiding af op inductie in uw school.",
    ),
    "Verhalen van starters, en een plan voor de eerste honderd dagen.",
    "Gesprek met een startende leraar, plan maken",
    "Kent het inductieprogramma",
)
OBSERVE = Theme(
    "Kijken in de klas",
    "Lessen bekijken met een kijkwijzer.",
    ("U gebruikt een kijkwijzer.", "U maakt aantekeningen zonder te oordelen."),
    "U oefent met twee kijkwijzers bij dezelfde les.",
    "Fragmenten bekijken",
    "Ervaring met lesobservatie",
)
TASK_DESIGN = Theme(
    "Leerwerktaken ontwerpen",
    "Zelf een opdracht voor een student maken.",
    ("U ontwerpt een leerwerktaak.", "U stelt criteria op voor een leerwerktaak."),
    "U ontwerpt een taak voor uw eigen vak.",
    "Ontwerpen in groepjes",
    "Kent de leerwerktaken van het instituut",
)

FIRST_YEAR = (BUMPY, VIDEO, WEEK, REPORT, TASKS, TASK_DESIGN, FEEDBACK, OBSERVE)
SECOND_YEAR = (BUMPY, VIDEO, WEEK, INTERVISIE, REPORT, TASKS, PLAN, FEEDBACK, STARTER)
INTRODUCTION = (
    "Goed opleiden begint bij wie de student elke dag ziet: u, de werkplekbegeleider. Uw school koos vier workshops "
    "uit deze brochure. Ze worden op uw eigen school gegeven en kosten uw school niets."
)
