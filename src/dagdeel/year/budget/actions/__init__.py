"""What the controller and the programme lead do with the money of a year. Amounts are euros in two decimals."""

from dagdeel.year.budget.actions.books import (
    DoubleReference,
    ForOneOnly,
    NothingSpent,
    OutsideYear,
    ReasonMissing,
    SameForAll,
    UnknownSchool,
    attach_document,
    book_actual,
    correct_actual,
    explain_line,
    import_actuals,
    recompute_commitments,
    remove_line,
    remove_rate,
    set_line,
    set_rate,
)
from dagdeel.year.budget.actions.grants import DoubleName, NameMissing, attach_grant_document, remove_grant, set_grant
from dagdeel.year.budget.rules import BadAmount

__all__ = [
    "BadAmount",
    "DoubleName",
    "DoubleReference",
    "ForOneOnly",
    "NameMissing",
    "NothingSpent",
    "OutsideYear",
    "ReasonMissing",
    "SameForAll",
    "UnknownSchool",
    "attach_document",
    "attach_grant_document",
    "book_actual",
    "correct_actual",
    "explain_line",
    "import_actuals",
    "recompute_commitments",
    "remove_grant",
    "remove_line",
    "remove_rate",
    "set_grant",
    "set_line",
    "set_rate",
]
