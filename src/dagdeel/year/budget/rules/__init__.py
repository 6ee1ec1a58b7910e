"""Money in plain values: what a session asks for, what is left of a line, who pays at a school, and what if."""

from dagdeel.year.budget.rules.amounts import (
    CENT,
    MOST,
    ZERO,
    BadAmount,
    amount_of,
    booking_window,
    cents,
    cost,
    granted,
    per,
    read_amount,
)
from dagdeel.year.budget.rules.central import Assumptions, CentralEdition, Side, WhatIf, centrally
from dagdeel.year.budget.rules.effects import Effect, estimate
from dagdeel.year.budget.rules.lines import FOLLOWS_PLANNING, Line, Overview
from dagdeel.year.budget.rules.promises import (
    Cost,
    Promise,
    SessionFacts,
    by_category,
    cost_of_each,
    costs,
    promises,
    units,
)
from dagdeel.year.budget.rules.schools import SchoolLine, SchoolPart, school_part
from dagdeel.year.budget.rules.tariff import BY_TRAINER, PAYS, Giver, RateFacts, Rates, Tariff, flat

__all__ = [
    "BY_TRAINER",
    "CENT",
    "FOLLOWS_PLANNING",
    "MOST",
    "PAYS",
    "ZERO",
    "Assumptions",
    "BadAmount",
    "CentralEdition",
    "Cost",
    "Effect",
    "Giver",
    "Line",
    "Overview",
    "Promise",
    "RateFacts",
    "Rates",
    "SchoolLine",
    "SchoolPart",
    "SessionFacts",
    "Side",
    "Tariff",
    "WhatIf",
    "amount_of",
    "booking_window",
    "by_category",
    "centrally",
    "cents",
    "cost",
    "cost_of_each",
    "costs",
    "estimate",
    "flat",
    "granted",
    "per",
    "promises",
    "read_amount",
    "school_part",
    "units",
]  # fmt: skip
