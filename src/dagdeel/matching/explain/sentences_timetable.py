"""What the reasons of a timetable say, in Dutch and English."""

from collections.abc import Mapping

TIMETABLE: Mapping[str, tuple[str, str]] = {
    # Why this trainer
    "locked": (
        "Dit is vastgezet.",
        "This is locked.",
    ),
    "only_qualified": (
        "{trainer} is de enige die deze workshop op deze school kan geven.",
        "{trainer} is the only one who can give this workshop at this school.",
    ),
    "only_free": (
        ("Van de {qualified} trainers die dit kunnen geven, kan alleen {trainer} op een toegestaan dagdeel."),
        ("Of the {qualified} trainers who can give this, only {trainer} is available on an allowed half-day."),
    ),
    "best_quality": (
        ("Niemand die dit kan geven en beschikbaar is, heeft een hogere kwaliteit dan {trainer} ({quality})."),
        "Nobody who can give this and is available has a higher quality than {trainer} ({quality}).",
    ),
    "better_away": (
        ("{trainer} heeft een hogere kwaliteit ({quality}), maar is op geen enkel toegestaan dagdeel beschikbaar."),
        "{trainer} has a higher quality ({quality}), but is not available on any allowed half-day.",
    ),
    "better_barred": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}), maar mag geen sessies geven: het maximum "
            "is 0, of deze sessie is op een ander dagdeel vastgezet."
        ),
        (
            "{trainer} has a higher quality ({quality}), but may give no session: the maximum is 0, or "
            "this session is locked to another half-day."
        ),
    ),
    "better_taken": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}), maar kan met de rest van het rooster zoals"
            " het is op geen dagdeel. In de weg: {sessions}."
        ),
        (
            "{trainer} has a higher quality ({quality}), but with the rest of the plan as it is no half-"
            "day works. In the way: {sessions}."
        ),
    ),
    "better_costs": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}). Met {trainer} op {slot} wordt een eerder "
            "doel slechter: {goal} stijgt met {more}."
        ),
        (
            "{trainer} has a higher quality ({quality}). With {trainer} on {slot} an earlier goal gets "
            "worse: {goal} rises by {more}."
        ),
    ),
    "better_possible": (
        ("{trainer} heeft een hogere kwaliteit ({quality}) en zou op {slot} kunnen: dit rooster kan beter."),
        "{trainer} has a higher quality ({quality}) and could do {slot}: this plan can be improved.",
    ),
    # Why this half-day
    "only_date": (
        "{slot} is het enige dagdeel dat de school, de sessie en {trainer} alle drie toestaan.",
        "{slot} is the only half-day that the school, the session and {trainer} all allow.",
    ),
    "only_date_left": (
        ("{trainer} kon op {count} dagdelen; met de rest van het rooster zoals het is, blijft alleen {slot} over."),
        ("{trainer} could do {count} half-days; with the rest of the plan as it is, only {slot} is left."),
    ),
    "cheapest_date": (
        (
            "Van de {count} dagdelen die voor {trainer} overblijven, is er geen dat de school en de "
            "trainer liever hebben dan {slot}."
        ),
        ("Of the {count} half-days left for {trainer}, the school and the trainer prefer none to {slot}."),
    ),
    "date_kept": (
        "{slot} stond al in het vorige rooster; een ander dagdeel is een wijziging meer.",
        "{slot} was in the previous plan; another half-day would be one change more.",
    ),
    "better_date": (
        "{other_slot} zou ook kunnen en is beter voor het geheel dan {slot}: dit rooster kan beter.",
        ("{other_slot} would be possible too and is better for the whole than {slot}: this plan can be improved."),
    ),
    # Why uncovered
    "no_qualified": (
        "Geen trainer van een instituut van deze school geeft deze workshop.",
        "No trainer of an institute of this school gives this workshop.",
    ),
    "nobody_free": (
        ("Geen van de {qualified} trainers die dit kunnen geven, is beschikbaar op een toegestaan dagdeel."),
        "None of the {qualified} trainers who can give this is available on an allowed half-day.",
    ),
    "all_barred": (
        "Wie dit kan geven, mag geen sessies geven: het maximum is 0.",
        "Whoever can give this may give no session: the maximum is 0.",
    ),
    "all_spacing": (
        ("Elk mogelijk dagdeel ligt minder dan {days} dagen van een andere sessie van deze school ({sessions})."),
        ("Every possible half-day lies less than {days} days from another session of this school ({sessions})."),
    ),
    "all_taken": (
        (
            "Er zijn {count} combinaties van trainer en dagdeel; met de rest van het rooster zoals het "
            "is, past er geen. In de weg: {sessions}."
        ),
        (
            "There are {count} pairs of trainer and half-day; with the rest of the plan as it is, none "
            "fits. In the way: {sessions}."
        ),
    ),
    "could_be_covered": (
        "{trainer} zou op {slot} kunnen: dit rooster kan beter.",
        "{trainer} could do {slot}: this plan can be improved.",
    ),
    # Solved again
    "trainer_costs": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}). Nagerekend: het beste rooster waarin {trainer} "
            "deze sessie geeft, is slechter op {goal}: {before} wordt {after}."
        ),
        (
            "{trainer} has a higher quality ({quality}). Solved again: the best plan in which {trainer} gives "
            "this session is worse on {goal}: {before} becomes {after}."
        ),
    ),
    "trainer_costs_found": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}). Het beste rooster dat met {trainer} op deze sessie "
            "is gevonden, is slechter op {goal}: {before} wordt {after}. Dat het niet beter kan, is niet bewezen."
        ),
        (
            "{trainer} has a higher quality ({quality}). The best plan found with {trainer} on this session is "
            "worse on {goal}: {before} becomes {after}. That there is no better one is not proven."
        ),
    ),
    "trainer_tie": (
        "{trainer} heeft een hogere kwaliteit ({quality}), maar een rooster met {trainer} is als geheel precies even goed.",
        "{trainer} has a higher quality ({quality}), but a plan with {trainer} is exactly as good on the whole.",
    ),
    "trainer_better": (
        "{trainer} heeft een hogere kwaliteit ({quality}), en een rooster met {trainer} is beter: dit rooster kan beter.",
        "{trainer} has a higher quality ({quality}), and a plan with {trainer} is better: this plan can be improved.",
    ),
    "hall": (
        "{count} sessies, deze ook, kunnen alleen door {trainers} worden gegeven, die er samen {may} kunnen geven.",
        "{count} sessions, this one too, can only be given by {trainers}, who together can give {may}.",
    ),
    "hall_yearly": (
        "{trainer} kan er daarvan {may} geven: het maximum in het jaar.",
        "{trainer} can give {may} of them: the maximum in a year.",
    ),
    "hall_weeks": (
        "{trainer} kan er daarvan {may} geven: op de dagdelen en in de weken die kunnen, is niet meer plaats.",
        "{trainer} can give {may} of them: the half-days and weeks that are possible leave no more room.",
    ),
    "few_dates": (
        (
            "Met deze sessie erbij heeft {school} er {count}, maar op de dagdelen die kunnen, passen er "
            "hoogstens {room} met {days} dagen ertussen."
        ),
        (
            "With this session {school} has {count}, but on the half-days that are possible at most {room} fit "
            "with {days} days between them."
        ),
    ),
    "weekday_helps": (
        "Als {school} ook op {weekday} kon, had deze sessie wel een trainer ({trainer}, {slot}). Dat is nagerekend.",
        "If {school} allowed {weekday} too, this session would have a trainer ({trainer}, {slot}). That was checked.",
    ),
    "one_more_helps": (
        "Als {trainer} {most} sessies mocht geven, één meer, had deze sessie wel een trainer. Dat is nagerekend.",
        "If {trainer} could give {most} sessions, one more, this session would have a trainer. That was checked.",
    ),
    "available_helps": (
        "Als {trainer} ook op {slot} beschikbaar was, had deze sessie wel een trainer. Dat is nagerekend.",
        "If {trainer} were available on {slot} too, this session would have a trainer. That was checked.",
    ),
    "can_be_covered": (
        "Er is een rooster waarin geen sessie meer zonder trainer blijft dan nu en deze wel een trainer heeft: {trainer}.",
        "There is a plan in which no more sessions stay without a trainer than now and this one has one: {trainer}.",
    ),
    # A trainer who gives nothing
    "never_available": (
        "{trainer} is op geen enkel dagdeel beschikbaar.",
        "{trainer} is not available on any half-day.",
    ),
    "gives_no_workshop": (
        "{trainer} geeft geen van de gevraagde workshops.",
        "{trainer} gives none of the workshops that are asked for.",
    ),
    "may_give_none": (
        "{trainer} mag in het jaar geen sessies geven.",
        "{trainer} may give no sessions in the year.",
    ),
    # What changed since the previous plan
    "moved": (
        "Was {trainer}, {slot}; wordt {other_trainer}, {other_slot}.",
        "Was {trainer}, {slot}; becomes {other_trainer}, {other_slot}.",
    ),
    "was_given": (
        "Was {trainer}, {slot}; heeft nu geen trainer.",
        "Was {trainer}, {slot}; has no trainer now.",
    ),
    "was_gone": ("{trainer} is er niet meer.", "{trainer} has left."),
    "was_locked": ("Het is nu anders vastgezet.", "It is locked differently now."),
    "was_barred": ("{trainer} mag geen sessies meer geven.", "{trainer} may give no sessions any more."),
    "was_institute": (
        "{trainer} is van een instituut dat op deze school niet werkt.",
        "{trainer} is of an institute that does not serve this school.",
    ),
    "was_not_qualified": (
        "{trainer} geeft deze workshop niet meer.",
        "{trainer} does not give this workshop any more.",
    ),
    "was_session_slot": ("De sessie kan niet meer op {slot}.", "The session cannot be on {slot} any more."),
    "was_school_slot": ("De school kan niet meer op {slot}.", "The school cannot do {slot} any more."),
    "was_away": ("{trainer} kan niet meer op {slot}.", "{trainer} cannot do {slot} any more."),
    "kept_impossible": (
        "Nagerekend: geen rooster kan dit laten zoals het was zonder een regel te breken.",
        "Solved again: no plan can leave this as it was without breaking a rule.",
    ),
    "kept_costs": (
        "Nagerekend: het beste rooster waarin dit blijft zoals het was, is slechter op {goal}: {before} wordt {after}.",
        "Solved again: the best plan in which this stays as it was is worse on {goal}: {before} becomes {after}.",
    ),
    "kept_costs_found": (
        (
            "Het beste rooster dat is gevonden waarin dit blijft zoals het was, is slechter op {goal}: {before} wordt "
            "{after}. Dat het niet beter kan, is niet bewezen."
        ),
        (
            "The best plan found in which this stays as it was is worse on {goal}: {before} becomes {after}. "
            "That there is no better one is not proven."
        ),
    ),
    "kept_tie": (
        "Een rooster waarin dit blijft zoals het was, is precies even goed.",
        "A plan in which this stays as it was is exactly as good.",
    ),
    "kept_better": (
        "Een rooster waarin dit blijft zoals het was, is beter: dit rooster kan beter.",
        "A plan in which this stays as it was is better: this plan can be improved.",
    ),
    "kept_taken": (
        "Die plaats is nu nodig voor: {sessions}.",
        "That place is needed now for: {sessions}.",
    ),
    "kept_dearer": (
        "Zo laten zou slechter zijn voor het geheel: {goal} stijgt met {more}.",
        "Leaving it so would be worse for the whole: {goal} rises by {more}.",
    ),
    # Others who are as good
    "equal_taken": (
        "Even goed zijn {trainers}, maar zij kunnen met de rest van het rooster zoals het is op geen dagdeel.",
        "As good are {trainers}, but with the rest of the plan as it is no half-day works for them.",
    ),
    "equal_costs": (
        "Even goed is {trainer}, maar met de rest van het rooster zoals het is, stijgt {goal} dan met {more}.",
        "As good is {trainer}, but with the rest of the plan as it is, {goal} then rises by {more}.",
    ),
    "equal_tie": (
        "Met {trainer} was het rooster precies even goed.",
        "With {trainer} the plan would be exactly as good.",
    ),
    "equal_better": (
        "Even goed is {trainer}, en met {trainer} op {slot} wordt het rooster beter: dit rooster kan beter.",
        "As good is {trainer}, and with {trainer} on {slot} the plan gets better: this plan can be improved.",
    ),
}
