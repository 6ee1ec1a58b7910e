"""The workshops of the demo: the nine examples of the catalogue, and two that the first year has beside them.

Four titles stand in the sources of the product, the others follow its glossary. The words about them are ours.
"""

from dataclasses import replace

from dagdeel.year.catalogue.queries.samples import Sample, samples

_EXAMPLES = samples("nl")
BUMPY, VIDEO, WEEK = _EXAMPLES["bumpy-moments"], _EXAMPLES["video"], _EXAMPLES["weekreflectie"]
INTERVISIE, REPORT, TASKS = _EXAMPLES["intervisie"], _EXAMPLES["woordrapport"], _EXAMPLES["leerwerktaken"]
PLAN, FEEDBACK, STARTER = _EXAMPLES["leerwerkplan"], _EXAMPLES["nagesprek"], _EXAMPLES["startende-leraar"]
OBSERVE = replace(
    VIDEO,
    title="Kijken in de klas",
    summary="Lessen bekijken met een kijkwijzer.",
    goals=("U gebruikt een kijkwijzer.", "U maakt aantekeningen zonder te oordelen."),
    content="U oefent met twee kijkwijzers bij dezelfde les.",
    methods="Fragmenten bekijken",
    preparation="Neem een voorbeeld uit uw eigen begeleiding mee.",
    competence="Ervaring met lesobservatie",
)
TASK_DESIGN = replace(
    TASKS,
    title="Leerwerktaken ontwerpen",
    summary="Zelf een opdracht voor een student maken.",
    goals=("U ontwerpt een leerwerktaak.", "U stelt criteria op voor een leerwerktaak."),
    content="U ontwerpt een taak voor uw eigen vak.",
    methods="Ontwerpen in groepjes",
    preparation="Neem een voorbeeld uit uw eigen begeleiding mee.",
    competence="Kent de leerwerktaken van het instituut",
)

FIRST_YEAR: tuple[Sample, ...] = (BUMPY, VIDEO, WEEK, REPORT, TASKS, TASK_DESIGN, FEEDBACK, OBSERVE)
SECOND_YEAR: tuple[Sample, ...] = (BUMPY, VIDEO, WEEK, INTERVISIE, REPORT, TASKS, PLAN, FEEDBACK, STARTER)
INTRODUCTION = (
    "Goed opleiden begint bij wie de student elke dag ziet: u, de werkplekbegeleider. Uw school koos vier workshops "
    "uit deze brochure. Ze worden op uw eigen school gegeven en kosten uw school niets."
)
