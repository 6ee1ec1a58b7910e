"""Pages of the choices step."""

from dagdeel.year.choices.views.details import lift, mentors, rule, wishes, wishes_pattern, wishes_words
from dagdeel.year.choices.views.plan import agree, choose, plan, propose, send_back
from dagdeel.year.choices.views.schools import export, index, round_

__all__ = [
    "agree", "choose", "export", "index", "lift", "mentors", "plan", "propose", "round_", "rule", "send_back", "wishes",
    "wishes_pattern", "wishes_words",
]  # fmt: skip
