"""What a broken rule, a clash of rules and a lock say, in Dutch and English."""

from collections.abc import Mapping

from dagdeel.matching import check

_DUTCH: Mapping[str, str] = {
    "kind": "Dit plan hoort bij een ander soort probleem.",
    "unknown_person": "Er is geen deelnemer {person}.",
    "unknown_seat": "{person} heeft een plaats in {session}, maar die sessie bestaat niet.",
    "unknown_closed": "{session} gaat volgens dit plan niet door, maar die sessie bestaat niet.",
    "places": "{person} krijgt {count} sessies en vroeg er {most}.",
    "other_school": "{person} heeft een plaats in {session}, op een school waar deze persoon niet terecht kan.",
    "done": "{person} heeft de workshop van {session} al gedaan.",
    "not_wanted": "{person} heeft niet om {session} gevraagd.",
    "blocked": "{person} is verhinderd op het dagdeel van {session}.",
    "same_workshop": "{person} krijgt twee keer dezelfde workshop: {session} en {other_session}.",
    "same_slot": "{person} krijgt twee sessies op één dagdeel: {session} en {other_session}.",
    "conflict": "{person} krijgt twee sessies die niet samengaan: {session} en {other_session}.",
    "closed_beforehand": "{session} is vooraf gesloten, maar gaat in dit plan door.",
    "closed": "{session} gaat niet door, maar er zijn {count} mensen in geplaatst.",
    "minimum": "{session} gaat door met {count} mensen, minder dan {least}.",
    "maximum": "{session} heeft {count} mensen, meer dan {most}.",
    "lock": "{person} is vastgezet op {session} en zit daar niet.",
    "locked_closed": "{session} is vooraf gesloten, dus daar kan niemand op worden vastgezet.",
    "locked_minimum": "{session} kan niet doorgaan: het minimum is {least} en er kunnen maar {count} mensen komen.",
    "unknown_session": "Er is geen sessie {session}.",
    "unknown_trainer": "Er is geen trainer {trainer} om {session} te geven.",
    "institute": "{trainer} is van een ander instituut en kan {session} op deze school niet geven.",
    "not_qualified": "{trainer} geeft de workshop van {session} niet.",
    "session_slot": "{slot} is geen dagdeel van {session}.",
    "school_slot": "{slot} is geen dagdeel van de school van {session}.",
    "away": "{trainer} is niet beschikbaar op {slot}, voor {session}.",
    "double": "{trainer} geeft {other_session} en {session} allebei op {slot}.",
    "per_week": "{trainer} geeft {count} sessies in week {week} van {year}, meer dan {most}.",
    "yearly": "{trainer} geeft {count} sessies in het jaar, meer dan {most}.",
    "touched": "{count} trainers krijgen iets nieuws, meer dan {most}: {trainers}.",
    "spacing": "{session} ({slot}) en {other_session} ({other_slot}) liggen minder dan {days} dagen uit elkaar.",
    "pin": "{session} is vastgezet en wordt niet zo gegeven.",
    "uncovered": "De lijst van sessies zonder trainer klopt niet.",
    "no_way": "Geen trainer en dagdeel voor {session} passen bij wat is vastgezet.",
}


def _sentence(text: str) -> str:
    return text if text.startswith("{") else text[0].upper() + text[1:]


RULES: Mapping[str, tuple[str, str]] = {
    **{f"broken_{rule}": (_DUTCH[rule], _sentence(f"{text}.")) for rule, text in check.SENTENCES.items()},
    # A smallest set of rules that clash
    "clash": (
        "Deze {count} regels botsen. Zonder een ervan, welke ook, kan het wel.",
        "These {count} rules clash. Without any one of them it is possible.",
    ),
    "clash_not_smallest": (
        "Deze {count} regels botsen. Of het er minder kunnen zijn, is niet tot het eind nagerekend.",
        "These {count} rules clash. Whether fewer would do was not computed to the end.",
    ),
    "clash_sessions": (
        "Deze {count} sessies kunnen niet allemaal worden gegeven: {sessions}. Zonder een ervan, welke ook, kan het wel.",
        "These {count} sessions cannot all be given: {sessions}. Without any one of them it is possible.",
    ),
    "clash_sessions_not_smallest": (
        "Deze {count} sessies kunnen niet allemaal worden gegeven: {sessions}.",
        "These {count} sessions cannot all be given: {sessions}.",
    ),
    "clash_one": (
        "{session} kan niet worden gegeven, wat er ook met de andere sessies gebeurt.",
        "{session} cannot be given, whatever happens to the other sessions.",
    ),
    "rule_lock": ("{session} is vastgezet.", "{session} is locked."),
    "rule_seat": ("{person} is vastgezet op {session}.", "{person} is locked to {session}."),
    "rule_minimum": (
        "{session} gaat alleen door met minstens {least} mensen.",
        "{session} runs with at least {least} people only.",
    ),
    "rule_maximum": ("In {session} kunnen hoogstens {most} mensen.", "{session} holds at most {most} people."),
    "rule_places": ("{person} krijgt hoogstens {most} sessies.", "{person} gets at most {most} sessions."),
    "rule_blocked": ("{person} is verhinderd op {slot}.", "{person} is unable to attend on {slot}."),
    "rule_yearly": (
        "{trainer} geeft hoogstens {most} sessies in het jaar.",
        "{trainer} gives at most {most} sessions a year.",
    ),
    "rule_per_week": (
        "Een trainer geeft hoogstens {most} sessies in een week.",
        "A trainer gives at most {most} sessions in a week.",
    ),
    "rule_away": (
        "{trainer} is alleen beschikbaar op de opgegeven dagdelen.",
        "{trainer} is available on the half-days given only.",
    ),
    "rule_spacing": (
        "Sessies van {school} liggen minstens {days} dagen uit elkaar.",
        "Sessions of {school} lie at least {days} days apart.",
    ),
    "rule_slots": (
        "{session} kan alleen op de dagdelen die de school en de sessie toestaan.",
        "{session} can be on the half-days that the school and the session allow only.",
    ),
    "rule_touched": (
        "Hoogstens {most} trainers mogen iets nieuws krijgen.",
        "At most {most} trainers may be given something new.",
    ),
    "one_at_a_time": (
        "Een trainer geeft één sessie tegelijk, en alleen wie de workshop geeft, kan.",
        "A trainer gives one session at a time, and only who gives the workshop can.",
    ),
}
