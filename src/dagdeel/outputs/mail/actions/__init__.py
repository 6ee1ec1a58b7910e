"""The verbs of the outbox: what should exist, what goes out, what came back, and what people change about it."""

from dagdeel.outputs.mail.actions.bouncing import bounced, mark, works_again
from dagdeel.outputs.mail.actions.choosing import NotADecision, change_settings, choose, resume, stop
from dagdeel.outputs.mail.actions.moving import MoveRefused, cancel, hold, retry, retry_all
from dagdeel.outputs.mail.actions.reconciling import KeyTwice, Reconciled, reconcile
from dagdeel.outputs.mail.actions.sending import Run, send_due

__all__ = [
    "KeyTwice",
    "MoveRefused",
    "NotADecision",
    "Reconciled",
    "Run",
    "bounced",
    "cancel",
    "change_settings",
    "choose",
    "hold",
    "mark",
    "reconcile",
    "resume",
    "retry",
    "retry_all",
    "send_due",
    "stop",
    "works_again",
]
