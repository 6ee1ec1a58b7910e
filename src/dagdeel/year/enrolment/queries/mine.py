"""The mentor's one page."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.db.models import Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Material
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Enrolment, Invitation
from dagdeel.year.enrolment.queries.lines import InLine, waiting_lists
from dagdeel.year.enrolment.queries.participation import (
    STANDING,
    Standing,
    participation,
    place,
    plans,
    sessions_of,
    starts_at,
)
from dagdeel.year.enrolment.queries.rounds import Rounds, by_preference, live_rounds
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState, InvitationState, WhyWaiting
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


@dataclass(frozen=True, slots=True)
class Card:
    """One session as one person sees it."""

    session: Session
    enrolment: Enrolment | None
    line: list[InLine]
    begun: bool
    cancel_until: date
    may_cancel: bool
    in_the_way: Session | None
    why_not: WhyWaiting | None
    assigned: bool
    ranked: bool
    at: datetime
    standing: Standing | None = None
    swap_from: list[Session] = field(default_factory=list)
    moved_for: Literal["rule", "time", ""] = ""
    materials: list[Material] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        """The school cancelled the session."""
        return self.session.state == SessionState.CANCELLED

    @property
    def seated(self) -> bool:
        """The person takes part."""
        return self.enrolment is not None and self.enrolment.state == EnrolmentState.ENROLLED

    @property
    def offered(self) -> bool:
        """A seat is kept for the person, who has not answered."""
        return self.enrolment is not None and self.enrolment.state == EnrolmentState.OFFERED

    @property
    def lapsed(self) -> bool:
        """The offer was not answered in time; the seat goes to the next one."""
        until = self.enrolment.offer_until if self.enrolment else None
        return self.offered and until is not None and self.at > until

    @property
    def offer_day(self) -> date | None:
        """The last day on which the offer can be accepted."""
        return self.enrolment.offer_day if self.enrolment else None

    @property
    def may_send(self) -> bool:
        """A colleague can still come instead."""
        return self.seated and not self.begun and not self.cancelled

    @property
    def clash(self) -> Session | None:
        """Another seat of the person in the same half-day, since one of the two was moved."""
        return self.in_the_way if self.seated and not self.begun and self.why_not == WhyWaiting.CLASH else None

    @property
    def aside(self) -> bool:
        """Somebody else's session in a half-day in which the person takes part already, or one that has begun."""
        return self.enrolment is None and (self.begun or self.why_not == WhyWaiting.CLASH)

    @property
    def tone(self) -> str:
        """The colour of the card."""
        if self.cancelled:
            return "brick"
        if self.offered and not self.begun:
            return "honey"
        return "petrol" if self.seated and not self.begun else "plain"

    @property
    def hindrance(self) -> WhyWaiting | None:
        """Why the waiting list passes the person over."""
        mine = self.enrolment.pk if self.enrolment else None
        return next((entry.hindrance for entry in self.line if entry.enrolment.pk == mine), None)

    @property
    def position(self) -> int | None:
        """The person's place on the waiting list."""
        mine = self.enrolment.pk if self.enrolment else None
        return next((entry.position for entry in self.line if entry.enrolment.pk == mine), None)

    @property
    def waiting(self) -> int:
        """How many people wait."""
        return len(self.line)

    @property
    def would_be(self) -> int:
        """The place that the person gets on the waiting list by joining it now: behind whoever is as far from the rule."""
        short = self.standing.unpromised if self.standing else 0
        return sum(entry.missing >= short for entry in self.line) + 1

    @property
    def enough(self) -> bool:
        """The waiting list would pass the person over, who has, or is offered, what the school asks."""
        return self.standing is not None and bool(self.standing.asked) and not self.standing.unpromised

    @property
    def may_be_passed(self) -> bool:
        """Somebody who joins the waiting list later can come before the person, being further from the rule."""
        return self.standing is None or not self.standing.asked or self.standing.unpromised < self.standing.asked

    @property
    def full(self) -> bool:
        """No seat is free, or those that are free belong to the waiting list."""
        return self.session.taken >= self.session.seats


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything on the mentor's one page."""

    standings: list[Standing]
    cards: list[Card]
    invitation: Invitation | None

    @property
    def asked(self) -> int:
        """How many workshops are asked, over the person's schools."""
        return max((s.asked for s in self.standings), default=0)

    @property
    def have(self) -> int:
        """How many the person has."""
        return max((s.have for s in self.standings), default=0)

    @property
    def offered(self) -> int:
        """How many seats are kept for the person, who has not answered."""
        return max((s.offered for s in self.standings), default=0)

    @property
    def missing(self) -> int:
        """How many are still to be chosen."""
        return rules.short_of(self.asked, self.have)

    @property
    def exempt(self) -> str:
        """Why nothing is asked of this person."""
        return next((s.exempt for s in self.standings if s.exempt), "")

    @property
    def choices(self) -> int:
        """How many sessions stand on the page that can still be, or were, chosen."""
        return sum(not card.cancelled and (card.enrolment is not None or not card.begun) for card in self.cards)

    def today(self, day: date) -> list[Session]:
        """The sessions of this day in which the person takes part."""
        return [card.session for card in self.cards if card.seated and not card.cancelled and card.session.day == day]

    @property
    def assigned(self) -> bool:
        """The school decides who takes what."""
        return bool(self.cards) and all(card.assigned for card in self.cards)

    @property
    def ranked(self) -> bool:
        """Nothing can be chosen (yet): mentors say what they prefer, and are placed."""
        left = [card for card in self.cards if not (card.begun or card.cancelled or card.enrolment)]
        return bool(left) and all(card.ranked for card in left)

    @property
    def shown(self) -> list[Card]:
        """Sessions to look at one by one; those that are, or were, divided by preference stand together with their round."""
        cards = [card for card in self.cards if card.enrolment or not (card.ranked or card.aside)]
        # what is asked first, what was last; before that, the own ones where nothing is left to choose
        settled = not self.missing
        return sorted(cards, key=lambda card: (not card.offered, card.begun, settled and card.enrolment is None))

    @property
    def folded(self) -> list[Card]:
        """What is not the person's and stands beside what is: on a study day most of it, and a phone is small."""
        return [card for card in self.cards if card.aside and not card.ranked]


def mine(year: ProgrammeYear, person: Person, at: datetime) -> Mine:
    """The page of one mentor: a fixed number of queries, whatever the number of sessions and people."""
    standings = participation(year, people=[person.pk])
    own = [s.school for s in standings]
    enrolments = {
        row.session_id: row
        for row in Enrolment.objects.filter(person=person, session__year=year)
        .exclude(state=EnrolmentState.CANCELLED)
        .prefetch_related("instead_of__session__edition")  # rare: asks nothing where nobody swaps
    }
    shown = Q(school__in=own, state__in=STANDING) | Q(pk__in=enrolments, state__in=(*STANDING, SessionState.CANCELLED))
    sessions = [s for s in sessions_of(year).filter(shown).order_by("day", "starts", "pk") if s.day and s.starts]
    lines = waiting_lists(year, sessions)
    seats = [s for s in sessions if s.pk in enrolments and enrolments[s.pk].state in HOLDS_SEAT and s.state in STANDING]
    known = _Known(
        year=year,
        at=at,
        enrolments=enrolments,
        lines=lines,
        seats=seats,
        plans=plans(year, {s.school for s in sessions}),
        moved=_last_moved(
            [s for s in sessions if s.pk in enrolments and enrolments[s.pk].state == EnrolmentState.WAITING]
        ),
        rounds=live_rounds(year),
        materials=_materials(seats, at.date()),
        standings={standing.school.pk: standing for standing in standings},
    )
    cards = [_card(session, known) for session in sessions]
    invitation = (
        Invitation.objects.filter(year=year, state=InvitationState.SENT, invitees__person=person)
        .select_related("signed_by", "school")
        .first()
    )
    return Mine(standings, cards, invitation)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was looked up once for all cards."""

    year: ProgrammeYear
    at: datetime
    enrolments: dict[int, Enrolment]
    lines: dict[int, list[InLine]]
    seats: list[Session]
    plans: dict[int, SchoolPlan]
    moved: dict[int, int]
    rounds: Rounds
    materials: dict[int, list[Material]]
    standings: dict[int, Standing]


def _card(session: Session, known: _Known) -> Card:
    starts = starts_at(session)
    if starts is None or session.day is None:
        raise ValueError("A session that is shown has a date and a time.")
    enrolment = known.enrolments.get(session.pk)
    leaving = enrolment.instead_of.session_id if enrolment and enrolment.instead_of else None
    others = [place(s) for s in known.seats if s.pk != leaving]
    why, what = rules.hindrance(place(session), others) or (None, None)
    plan = known.plans.get(session.school_id)
    seated = enrolment is not None and enrolment.state == EnrolmentState.ENROLLED
    return Card(
        session=session,
        enrolment=enrolment,
        line=known.lines.get(session.pk, []),
        begun=known.at >= starts or session.state == SessionState.HELD,
        cancel_until=rules.cancel_until(session.day, known.year.cancel_days),
        may_cancel=enrolment is not None and may_still_cancel(enrolment, session, known.year, known.at),
        in_the_way=next((s for s in known.seats if what and s.pk == what.session), None),
        why_not=why,
        assigned=plan is not None and plan.rule_choice == RuleChoice.ASSIGNED,
        at=known.at,
        standing=known.standings.get(session.school_id),
        swap_from=[] if enrolment else _leavable(session, known),
        moved_for=_moved_for(enrolment, known),
        ranked=by_preference(plan, known.rounds.of(session))
        or (known.at >= starts and known.rounds.of(session) is not None),
        materials=known.materials.get(session.edition_id, []) if seated else [],
    )


def _leavable(session: Session, known: _Known) -> list[Session]:
    """The seats that the person could give up to come here: still to be given up, and then nothing else stands in the way."""
    found = []
    for own in known.seats:
        row = known.enrolments[own.pk]
        if row.state != EnrolmentState.ENROLLED or not may_still_cancel(row, own, known.year, known.at):
            continue
        rest = [place(other) for other in known.seats if other.pk != own.pk]
        if rules.hindrance(place(session), rest) is None:
            found.append(own)
    return found


def _last_moved(sessions: list[Session]) -> dict[int, int]:
    """Of each session, how far from the rule the person was to whom a seat was last offered. One query."""
    rows = Enrolment.objects.filter(session__in=sessions, moved_at__isnull=False).order_by("moved_at", "pk")
    return {row.session_id: row.moved_missing or 0 for row in rows.only("session_id", "moved_missing")}


def _moved_for(enrolment: Enrolment | None, known: _Known) -> Literal["rule", "time", ""]:
    """Why the last seat that came free went to somebody else than the person who waits."""
    if enrolment is None or enrolment.state != EnrolmentState.WAITING or enrolment.session_id not in known.moved:
        return ""
    line = known.lines.get(enrolment.session_id, [])
    mine = next((entry.missing for entry in line if entry.enrolment.pk == enrolment.pk), 0)
    return "rule" if known.moved[enrolment.session_id] > mine else "time"


def may_still_cancel(enrolment: Enrolment, session: Session, year: ProgrammeYear, at: datetime) -> bool:
    """Whether the mentor may cancel this enrolment without asking the school."""
    starts = starts_at(session)
    if enrolment.state == EnrolmentState.CANCELLED:
        return False
    return starts is None or rules.may_still_cancel(
        at=at,
        starts=starts,
        cancel_days=year.cancel_days,
        holds_seat=enrolment.state == EnrolmentState.ENROLLED,
        moved=enrolment.told_sequence < session.sequence,
    )


def visible_materials(day: date) -> QuerySet[Material]:
    """The materials whose window is open on this day."""
    return Material.objects.filter(
        Q(visible_from__isnull=True) | Q(visible_from__lte=day),
        Q(visible_until__isnull=True) | Q(visible_until__gte=day),
    )


def _materials(sessions: list[Session], day: date) -> dict[int, list[Material]]:
    found: dict[int, list[Material]] = defaultdict(list)
    for item in visible_materials(day).filter(edition__in={s.edition_id for s in sessions}):
        found[item.edition_id].append(item)
    return found
