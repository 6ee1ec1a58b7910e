"""The verbs of the outbox: what should exist, what goes out, and what people change about it."""

from dagdeel.outputs.mail.actions.moving import MoveRefused, cancel, hold, retry, retry_all
from dagdeel.outputs.mail.actions.reconciling import KeyTwice, Reconciled, reconcile
from dagdeel.outputs.mail.actions.sending import Run, send_due

__all__ = [
    "KeyTwice",
    "MoveRefused",
    "Reconciled",
    "Run",
    "cancel",
    "hold",
    "reconcile",
    "retry",
    "retry_all",
    "send_due",
]
