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
}
