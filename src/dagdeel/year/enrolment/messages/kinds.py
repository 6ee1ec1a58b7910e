"""All kinds of mail about invitations and enrolments: to whom, when, why, and whether one can do without."""

from collections.abc import Mapping
from datetime import date, time

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.ui.dutch import clock_range, day_long
from dagdeel.outputs.mail.message import Kind
from dagdeel.outputs.mail.states import Topic


def _example() -> Mapping[str, object]:
    title = _("Giving feedback that helps")
    return {
        "link": settings.SITE_URL, "year": "2016-2017", "title": title, "day": day_long(date(2016, 11, 8)),
        "time": clock_range(time(13, 30), time(17)), "place": "Aula, School A", "by": "Anna van der Spek", "reason": "",
        "others": [f"{_('Coaching, not telling')}, {day_long(date(2016, 12, 6))}"], "until": day_long(date(2016, 10, 20)),
        "instead": "", "instead_day": "", "asked": _("two"), "have": _("one"), "missing": 1, "missing_words": _("one"),
        "outlook": "choose",
        "school": "School A", "head": "Willem ter Horst",
        "titles": [_("Observation form"), _("Slides")], "trainers": "Bea Özcan",
    }  # fmt: skip


def _letter() -> Mapping[str, object]:
    text = _("Dear colleague,\n\nYou guide student teachers at our school. This year you choose **two workshops**.")
    return {**_example(), "subject": _("Invitation: choose your workshops"), "text": text, "choose": True}


def _ended() -> Mapping[str, object]:
    return {**_example(), "reason": _("The trainer is ill.")}


def _swapped() -> Mapping[str, object]:
    return {**_example(), "instead": _("Coaching, not telling"), "instead_day": day_long(date(2016, 12, 6))}


def _moved() -> Mapping[str, object]:
    return {**_example(), "reason": _("Too few people could come on the first date."), "seated": True}


def _round() -> Mapping[str, object]:
    one = _example()
    seat = {name: one[name] for name in ("title", "day", "time", "place")}
    wish = {"title": _("Coaching, not telling"), "why": _("All seats went to who had a higher wish.")}
    return {
        **one, "about": day_long(date(2016, 11, 8)), "places": 2, "ranking_link": settings.SITE_URL, "order": [one["title"]],
        "seats": [seat], "wishes": [wish], "by_hand": False, "ranked": True,
    }  # fmt: skip


_TAKING_PART = gettext_lazy("You get this mail because you are enrolled in this workshop.")
_TOOK_PART = gettext_lazy("You get this mail because you were enrolled in this workshop.")
_IN_LINE = gettext_lazy("You get this mail because you are on the waiting list of this workshop.")
_GUIDE = gettext_lazy("You get this mail because you guide student teachers at this school.")
_WHOEVER = gettext_lazy("whoever takes part")
INVITING = (
    Kind(
        key="enrolment.invitation",
        label=gettext_lazy("Invitation in the head’s name"),
        to=gettext_lazy("the mentors whom the head invites"),
        when=gettext_lazy("as soon as the head signs, or a mentor is invited later"),
        why=_GUIDE,
        template="enrolment/mail/invitation",
        example=_letter,
    ),
    Kind(
        key="enrolment.new_link",
        label=gettext_lazy("A new personal link"),
        to=gettext_lazy("the mentor whose link was withdrawn"),
        when=gettext_lazy("as soon as the link is withdrawn"),
        why=_GUIDE,
        template="enrolment/mail/new_link",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.nudge",
        label=gettext_lazy("Choose one more"),
        to=gettext_lazy("mentors who have fewer workshops than the school asks"),
        when=gettext_lazy("when the school educator asks for it, as long as something is missing"),
        why=_GUIDE,
        template="enrolment/mail/nudge",
        example=_example,
    ),
)
_RANKS = gettext_lazy("the mentors of a school that places by preference")
RANKING = (
    Kind(
        key="enrolment.round_open",
        label=gettext_lazy("Say what you prefer"),
        to=_RANKS,
        when=gettext_lazy("on the day on which the round opens"),
        why=_GUIDE,
        template="enrolment/mail/round_open",
        example=_round,
    ),
    Kind(
        key="enrolment.ranking_reminder",
        label=gettext_lazy("Reminder to say what you prefer"),
        to=gettext_lazy("who has not said it yet"),
        when=gettext_lazy("some days before the round closes"),
        why=_GUIDE,
        template="enrolment/mail/ranking_reminder",
        example=_round,
        topic=Topic.REMINDERS,
    ),
    Kind(
        key="enrolment.ranking_kept",
        label=gettext_lazy("What you prefer is kept"),
        to=gettext_lazy("who said it, or for whom the school did"),
        when=gettext_lazy("each time it is said"),
        why=_GUIDE,
        template="enrolment/mail/ranking_kept",
        example=_round,
        urgent=True,
    ),
    Kind(
        key="enrolment.placed",
        label=gettext_lazy("Where you are placed, and why"),
        to=_RANKS,
        when=gettext_lazy("when the placement is published"),
        why=_GUIDE,
        template="enrolment/mail/placed",
        example=_round,
    ),
    Kind(
        key="enrolment.appointment",
        label=gettext_lazy("The appointment for your calendar"),
        to=gettext_lazy("who was placed in a session"),
        when=gettext_lazy("when the placement is published, one for each session"),
        why=_TAKING_PART,
        template="enrolment/mail/appointment",
        example=_example,
        topic=Topic.CALENDAR,
    ),
)
TAKING_PART = (
    Kind(
        key="enrolment.confirmed",
        label=gettext_lazy("You are taking part"),
        to=_WHOEVER,
        when=gettext_lazy("as soon as the seat is certain; carries the appointment for the calendar"),
        why=_TAKING_PART,
        template="enrolment/mail/confirmed",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.waiting",
        label=gettext_lazy("On the waiting list"),
        to=gettext_lazy("whoever waits"),
        when=gettext_lazy("as soon as somebody joins the waiting list"),
        why=_IN_LINE,
        template="enrolment/mail/waiting",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.offered",
        label=gettext_lazy("A seat is offered"),
        to=gettext_lazy("whoever is first on the waiting list"),
        when=gettext_lazy("as soon as a seat comes free"),
        why=_IN_LINE,
        template="enrolment/mail/offered",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.accepted",
        label=gettext_lazy("The offered seat is taken"),
        to=_WHOEVER,
        when=gettext_lazy("as soon as the offer is accepted; carries the appointment for the calendar"),
        why=_TAKING_PART,
        template="enrolment/mail/accepted",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.swapped",
        label=gettext_lazy("You changed to another session"),
        to=_WHOEVER,
        when=gettext_lazy("as soon as the new seat is certain; moves the appointment in the calendar"),
        why=_TAKING_PART,
        template="enrolment/mail/swapped",
        example=_swapped,
        urgent=True,
    ),
    Kind(
        key="enrolment.lapsed",
        label=gettext_lazy("An offer has lapsed"),
        to=gettext_lazy("whoever did not answer in time"),
        when=gettext_lazy("when the deadline of the offer is over"),
        why=_TOOK_PART,
        template="enrolment/mail/lapsed",
        example=_example,
    ),
    Kind(
        key="enrolment.came_instead",
        label=gettext_lazy("You come in the place of a colleague"),
        to=gettext_lazy("the colleague who was sent"),
        when=gettext_lazy("as soon as a mentor sends a colleague; carries the appointment for the calendar"),
        why=_TAKING_PART,
        template="enrolment/mail/came_instead",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.substituted",
        label=gettext_lazy("A colleague comes in your place"),
        to=gettext_lazy("the mentor who sent a colleague"),
        when=gettext_lazy("as soon as a mentor sends a colleague; takes the appointment out of the calendar"),
        why=_TOOK_PART,
        template="enrolment/mail/substituted",
        example=_example,
        urgent=True,
    ),
    Kind(
        key="enrolment.cancelled",
        label=gettext_lazy("The school cancelled an enrolment"),
        to=gettext_lazy("whoever was enrolled"),
        when=gettext_lazy("as soon as the school cancels; takes the appointment out of the calendar"),
        why=_TOOK_PART,
        template="enrolment/mail/cancelled",
        example=_ended,
        urgent=True,
    ),
    Kind(
        key="enrolment.given_up",
        label=gettext_lazy("You gave up your seat"),
        to=gettext_lazy("whoever cancelled"),
        when=gettext_lazy("as soon as the seat is given up, when the appointment was in the calendar; takes it out"),
        why=_TOOK_PART,
        template="enrolment/mail/given_up",
        example=_example,
        urgent=True,
    ),
)
ABOUT_A_SESSION = (
    Kind(
        key="enrolment.session_changed",
        label=gettext_lazy("Another date, time or room"),
        to=gettext_lazy("whoever takes part or waits"),
        when=gettext_lazy("when the session moved since the person was told; moves the appointment in the calendar"),
        why=_TAKING_PART,
        template="enrolment/mail/session_changed",
        example=_moved,
        urgent=True,
    ),
    Kind(
        key="enrolment.trainer_changed",
        label=gettext_lazy("Another trainer"),
        to=_WHOEVER,
        when=gettext_lazy("when a trainer fell out after the person enrolled, and another one has said yes"),
        why=_TAKING_PART,
        template="enrolment/mail/trainer_changed",
        example=_example,
        topic=Topic.REMINDERS,
    ),
    Kind(
        key="enrolment.session_cancelled",
        label=gettext_lazy("A workshop does not go on"),
        to=gettext_lazy("whoever takes part or waits"),
        when=gettext_lazy("as soon as the session is cancelled; takes the appointment out of the calendar"),
        why=_TAKING_PART,
        template="enrolment/mail/session_cancelled",
        example=_ended,
        urgent=True,
    ),
    Kind(
        key="enrolment.reminder",
        label=gettext_lazy("Next week"),
        to=_WHOEVER,
        when=gettext_lazy("a week before the session, to who enrolled before that"),
        why=_TAKING_PART,
        template="enrolment/mail/reminder",
        example=_example,
        topic=Topic.REMINDERS,
    ),
    Kind(
        key="enrolment.materials",
        label=gettext_lazy("Materials are ready"),
        to=gettext_lazy("who enrolled before the materials were there"),
        when=gettext_lazy("the morning on which they become visible, or the morning after somebody added them"),
        why=_TAKING_PART,
        template="enrolment/mail/materials",
        example=_example,
        topic=Topic.MATERIALS,
    ),
)
KINDS = (*INVITING, *RANKING, *TAKING_PART, *ABOUT_A_SESSION)
