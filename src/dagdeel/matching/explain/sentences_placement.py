"""What the reasons of a placement say, in Dutch and English."""

from collections.abc import Mapping

PLACEMENT: Mapping[str, tuple[str, str]] = {
    # Why not this wish, why closed
    "not_given": (
        "Deze workshop is er niet op een school waar deze persoon terecht kan.",
        "This workshop is not given at a school where this person can go.",
    ),
    "done": (
        "Deze persoon heeft deze workshop al gedaan.",
        "This person has already done this workshop.",
    ),
    "blocked": (
        "Deze persoon is verhinderd op elk dagdeel van deze workshop ({sessions}).",
        "This person is unable to attend on every half-day of this workshop ({sessions}).",
    ),
    "session_closed": (
        "{session} gaat niet door. Hoogstens {could} mensen konden komen; het minimum is {least}.",
        "{session} does not run. At most {could} people could come; the minimum is {least}.",
    ),
    "closed_beforehand": (
        "{session} is vooraf gesloten.",
        "{session} was closed beforehand.",
    ),
    "closed_in_plan": (
        (
            "{session} gaat in dit rooster niet door. {could} mensen konden komen, maar ook naar andere "
            "sessies; het minimum is {least}."
        ),
        (
            "{session} does not run in this plan. {could} people could come, but to other sessions too; "
            "the minimum is {least}."
        ),
    ),
    "locked_elsewhere": (
        "Een vastgezette plaats van deze persoon gaat voor {session}.",
        "A locked seat of this person goes before {session}.",
    ),
    "same_slot": (
        "{session} valt op hetzelfde dagdeel als {other_session}, waar deze persoon een plaats heeft.",
        "{session} is on the same half-day as {other_session}, where this person has a seat.",
    ),
    "conflict": (
        "{session} gaat niet samen met {other_session}, waar deze persoon een plaats heeft.",
        "{session} conflicts with {other_session}, where this person has a seat.",
    ),
    "no_seats": (
        "{session} heeft geen plaatsen.",
        "{session} has no seats.",
    ),
    "nobody_can_leave": (
        ("{session} is vol ({seats} plaatsen), en niemand die er zit kan weg zonder een regel te breken."),
        "{session} is full ({seats} seats), and nobody there can leave without breaking a rule.",
    ),
    "exchange_costs": (
        (
            "{session} is vol ({seats} plaatsen). Er zijn {tried} ruilen met wie er zit geprobeerd; elke "
            "ruil maakt een doel slechter. De minst slechte is die met {person}: {goal} gaat {more} "
            "achteruit."
        ),
        (
            "{session} is full ({seats} seats). {tried} exchanges with people there were tried; each "
            "makes a goal worse. The least bad is the one with {person}: {goal} gets worse by {more}."
        ),
    ),
    "room_costs": (
        ("In {session} is plaats, maar met deze persoon erin gaat een doel achteruit: {goal}, met {more}."),
        "There is room in {session}, but with this person in it a goal gets worse: {goal}, by {more}.",
    ),
    "minimum_elsewhere": (
        "Een plaats in {session} laat {other_session} onder het minimum komen.",
        "A seat in {session} would leave {other_session} below its minimum.",
    ),
    "tie": (
        "{session} was voor het geheel even goed; de doelen geven geen voorkeur.",
        "{session} was equally good for the whole; the goals prefer neither.",
    ),
    "improvable": (
        "Een plaats in {session} zou het geheel beter maken: dit plan kan beter.",
        "A seat in {session} would make the whole better: this plan can be improved.",
    ),
    "no_places_asked": (
        "Deze persoon vroeg geen plaatsen.",
        "This person asked for no places.",
    ),
    "no_wish": (
        "Deze persoon heeft geen wensen opgegeven.",
        "This person gave no wishes.",
    ),
    # Solved again
    "full": (
        "{session} is vol: {seats} plaatsen.",
        "{session} is full: {seats} seats.",
    ),
    "wish_costs": (
        ("Nagerekend: het beste plan met deze persoon in {session} is slechter op {goal}: {before} wordt {after}."),
        "Solved again: the best plan with this person in {session} is worse on {goal}: {before} becomes {after}.",
    ),
    "wish_costs_found": (
        (
            "Het beste plan dat met deze persoon in {session} is gevonden, is slechter op {goal}: "
            "{before} wordt {after}. Dat het niet beter kan, is niet bewezen."
        ),
        (
            "The best plan found with this person in {session} is worse on {goal}: {before} becomes {after}. "
            "That there is no better one is not proven."
        ),
    ),
    "wish_makes_way": (
        "In dat plan hebben daar geen plaats meer: {people}.",
        "In that plan these have no seat there any more: {people}.",
    ),
    "wish_stops": (
        "In dat plan gaan niet door: {sessions}.",
        "In that plan these do not run: {sessions}.",
    ),
    "wish_tie": (
        "Nagerekend: een plan met deze persoon in {session} is precies even goed. Het lot gaf de doorslag (startwaarde {seed}).",
        "Solved again: a plan with this person in {session} is exactly as good. It was decided by lot (seed {seed}).",
    ),
    "wish_impossible": (
        "Nagerekend: geen plan kan deze persoon een plaats in {session} geven zonder een regel te breken.",
        "Solved again: no plan can give this person a seat in {session} without breaking a rule.",
    ),
    "more_seats_help": (
        "Met één plaats meer in {session} had deze persoon deze wens gekregen. Dat is nagerekend.",
        "With one more seat in {session} this person would have had this wish. That was checked.",
    ),
    "more_seats_tie": (
        "Met één plaats meer in {session} was er een even goed plan waarin deze persoon deze wens krijgt. Dat is nagerekend.",
        "With one more seat in {session} there would be an equally good plan with this wish given. That was checked.",
    ),
    "more_seats_other": (
        "Met één plaats meer in {session} was die naar {people} gegaan. Dat is nagerekend.",
        "With one more seat in {session} it would have gone to {people}. That was checked.",
    ),
    "more_seats_nobody": (
        "Ook met één plaats meer in {session} had deze persoon er geen plaats gekregen. Dat is nagerekend.",
        "Even with one more seat in {session} this person would not have had one there. That was checked.",
    ),
    "open_costs": (
        "Nagerekend: het beste plan waarin {session} doorgaat, is slechter op {goal}: {before} wordt {after}.",
        "Solved again: the best plan in which {session} runs is worse on {goal}: {before} becomes {after}.",
    ),
    "open_costs_found": (
        (
            "Het beste plan dat met {session} is gevonden, is slechter op {goal}: {before} wordt {after}. "
            "Dat het niet beter kan, is niet bewezen."
        ),
        (
            "The best plan found with {session} is worse on {goal}: {before} becomes {after}. "
            "That there is no better one is not proven."
        ),
    ),
    "open_impossible": (
        "Nagerekend: {session} kan niet doorgaan, wat er ook verandert: het minimum van {least} is niet te halen.",
        "Solved again: {session} cannot run whatever else changes: its minimum of {least} is out of reach.",
    ),
    "open_tie": (
        "Nagerekend: een plan waarin {session} doorgaat, is precies even goed. Het lot gaf de doorslag (startwaarde {seed}).",
        "Solved again: a plan in which {session} runs is exactly as good. It was decided by lot (seed {seed}).",
    ),
    "open_better": (
        "Een plan waarin {session} doorgaat, is beter: dit plan kan beter.",
        "A plan in which {session} runs is better: this plan can be improved.",
    ),
    "lower_minimum_helps": (
        "Met een minimum van {least} was {session} wel doorgegaan. Dat is nagerekend.",
        "With a minimum of {least} {session} would have run. That was checked.",
    ),
}
