"""Rankings of PrefLib (strict complete orders, ``.soc``) as a placement by points: real people, to measure with."""

import re
from datetime import date, timedelta

from dagdeel.matching.problem import Mentor, PlacementProblem, PlacementSession

FIRST_DAY = date(2016, 9, 5)


def courses(text: str, *, places: int, seats: int, goals: tuple[str, ...]) -> PlacementProblem:
    """Everybody wants ``places`` of the courses, each with ``seats``. Of n courses the first is worth n points and the
    last 1."""
    ballots = re.findall(r"^(\d+): ([\d,]+)$", text, re.MULTILINE)
    orders = [order.split(",") for count, order in ballots for _ in range(int(count))]
    names = sorted({name for order in orders for name in order}, key=int)
    sessions = tuple(
        PlacementSession(f"c{name}", "S", f"c{name}", f"{FIRST_DAY + timedelta(days=at)}/pm", 0, seats)
        for at, name in enumerate(names)
    )
    mentors = tuple(
        Mentor(f"m{number}", places, (), (), {f"c{name}": len(order) - at for at, name in enumerate(order)})
        for number, order in enumerate(orders, 1)
    )
    return PlacementProblem(mentors, sessions, goals=goals)
