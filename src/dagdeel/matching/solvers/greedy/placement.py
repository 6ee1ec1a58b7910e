"""Placement by hand, quickly: rounds in which everyone gets a next wish, then close what stays too small,
then single moves while they help."""

from collections.abc import Mapping, Sequence

from dagdeel.matching.possible import PlacementFacts, seat_clash
from dagdeel.matching.problem import PlacementPlan, PlacementSession
from dagdeel.matching.seating import Bundle, Seating, is_gain
from dagdeel.matching.solvers import Brief, NoPlan


def fill_seats(facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> PlacementPlan:
    """A plan without violations; raises NoPlan when the locked sessions do not reach their minimum."""
    seating = Seating(facts)
    order = _order(facts)
    fans = _fans(facts, order)
    if start is not None:
        for name, bundle in start.placements.items():
            seating.set(name, bundle)
        seating.closed = set(start.closed)
    else:
        for name, sessions in facts.locked.items():
            seating.set(name, sessions)
        for session in sorted(seating.needed):
            if not _fill(seating, session, fans[session]):
                raise NoPlan(f"no way was found to bring the locked session {session} to its minimum")
        _rounds(seating, order)
        _settle_sizes(seating, fans)
    brief.tell(*_first_goal(seating))
    while not brief.stop() and _improve(seating, order, fans, brief):
        brief.tell(*_first_goal(seating))
    return seating.plan()


def _first_goal(seating: Seating) -> tuple[str, float]:
    if seating.problem.by_points:
        return "utilitarian", -seating.total()[-2] if seating.given else 0.0
    return "shortfall", seating.total()[0]


def _order(facts: PlacementFacts) -> list[str]:
    """First-timers first, then who has the fewest sessions to choose from, then as the mentors stand."""
    mentors = sorted(facts.problem.mentors, key=lambda m: (not m.first_time, len(facts.open_to[m.id])))
    return [mentor.id for mentor in mentors]


def _fans(facts: PlacementFacts, order: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Per session who could come, in order."""
    found: dict[str, list[str]] = {session.id: [] for session in facts.problem.sessions}
    for name in order:
        for session in facts.open_to[name]:
            found[session.id].append(name)
    return found


def _rounds(seating: Seating, order: Sequence[str]) -> None:
    """Everyone a first seat before anyone a second, each time the best wish that fits and has room."""
    more = True
    while more:
        more = False
        for name in order:
            for session in seating.facts.open_to[name]:
                if seating.room(session.id) > 0 and seating.adding(name, session):
                    seating.set(name, (*seating.given[name], session.id))
                    more = True
                    break


def _fill(seating: Seating, session: str, fans: Sequence[str]) -> bool:
    """Bring a session to its minimum: people with a free place first, then out of sessions with spare."""
    wanted = seating.problem.session[session]
    others = [name for name in fans if session not in seating.given[name]]
    others.sort(key=lambda name: not seating.adding(name, wanted))
    for name in others:
        if seating.spare(session) >= 0:
            break
        bundle = seating.joining(name, wanted)
        if bundle is not None and _may_leave(seating, name, bundle):
            seating.set(name, bundle)
    return seating.spare(session) >= 0


def _may_leave(seating: Seating, name: str, bundle: Bundle) -> bool:
    left = set(seating.given[name]) - set(bundle)
    return all(seating.spare(session) > 0 or session not in seating.needed for session in left) and all(
        seating.spare(session) != 0 for session in left
    )


def _settle_sizes(seating: Seating, fans: Mapping[str, Sequence[str]]) -> None:
    """Fill or close every session that is too small, whichever is better; ends with all sizes right."""
    while small := [s for s in seating.problem.sessions if s.id not in seating.closed and seating.spare(s.id) < 0]:
        session = min(small, key=lambda s: (len(seating.people[s.id]) / s.min, s.id)).id
        before = dict(seating.given)
        filled = seating.total() if _fill(seating, session, fans[session]) else None
        with_it = dict(seating.given)
        _restore(seating, before)
        _close(seating, session, fans[session])
        if filled is not None and is_gain([a - b for a, b in zip(filled, seating.total(), strict=True)]):
            seating.closed.discard(session)
            _restore(seating, with_it)


def _restore(seating: Seating, given: Mapping[str, Bundle]) -> None:
    for name, bundle in given.items():
        if seating.given[name] != bundle:
            seating.set(name, bundle)


def _close(seating: Seating, session: str, fans: Sequence[str]) -> None:
    """Close a session; only who leaves it has something to gain by another round."""
    leaving = [name for name in fans if session in seating.given[name]]
    for name in leaving:
        seating.set(name, tuple(other for other in seating.given[name] if other != session))
    seating.closed.add(session)
    _rounds(seating, leaving)


def _improve(seating: Seating, order: Sequence[str], fans: Mapping[str, Sequence[str]], brief: Brief) -> bool:
    helped = False
    for name in order:
        if brief.stop():
            return False
        for session in seating.facts.open_to[name]:
            if session.id not in seating.given[name] and session.id not in seating.closed:
                helped = _give(seating, name, session) or helped
    for session in seating.problem.sessions:
        if brief.stop():
            return False
        if session.id in seating.closed and session.id not in seating.hopeless:
            helped = _reopen(seating, session, fans[session.id]) or helped
    return helped


def _give(seating: Seating, name: str, session: PlacementSession) -> bool:
    """Give a mentor this session when it helps: there is room, or one who is there goes elsewhere."""
    bundle = seating.joining(name, session)
    if bundle is None:
        return False
    change = zip(seating.row(name, seating.given[name]), seating.row(name, bundle), strict=True)
    if not is_gain([new - old for old, new in change]):
        return False
    if seating.room(session.id) > 0:
        return seating.attempt({name: bundle})
    for other in list(seating.people[session.id]):
        if session.id in seating.locked.get(other, ()):
            continue
        rest = tuple(s for s in seating.given[other] if s != session.id)
        places = _elsewhere(seating, other, rest, seating.given[name])
        if any(seating.attempt({name: bundle, other: moved}) for moved in places):
            return True
    return False


def _elsewhere(seating: Seating, name: str, rest: Bundle, freed: Bundle) -> list[Bundle]:
    """What a mentor could have in place of a session given up, best wish first, and nothing at last.

    ``freed``: sessions in which somebody else may leave a seat.
    """
    there = [seating.problem.session[session] for session in rest]
    free = [
        s
        for s in seating.facts.open_to[name]
        if s.id not in seating.given[name]
        and (seating.room(s.id) > 0 or s.id in freed)
        and not any(seat_clash(seating.problem, s, other) for other in there)
    ]
    return [*((*rest, s.id) for s in free), rest]


def _reopen(seating: Seating, session: PlacementSession, fans: Sequence[str]) -> bool:
    """Run a closed session after all, with those who gain most by it, when the goals improve as a whole."""
    before, total = dict(seating.given), seating.total()
    gains = []
    for name in fans:
        bundle = seating.joining(name, session)
        if bundle is not None:
            rows = zip(seating.row(name, seating.given[name]), seating.row(name, bundle), strict=True)
            gains.append((tuple(new - old for old, new in rows), name))
    gains.sort(key=lambda entry: entry[0])
    seating.closed.discard(session.id)
    for gain, name in gains:
        enough = seating.spare(session.id) >= 0
        if seating.room(session.id) == 0 or (enough and not is_gain(gain)):
            break
        bundle = seating.joining(name, session)
        if bundle is not None and _may_leave(seating, name, bundle):
            seating.set(name, bundle)
    after = seating.total()
    if seating.spare(session.id) >= 0 and is_gain([b - a for a, b in zip(total, after, strict=True)]):
        return True
    _restore(seating, before)
    seating.closed.add(session.id)
    return False
