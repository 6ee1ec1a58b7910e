"""A nursery of workers that are killed: `python -m tests.outputs.mail.fire SEED WORKERS [GUARD]`.

Each child is the real `dagdeel worker`, forked from a process that has everything imported, so that many can be born and
killed within seconds. For every line of its input it kills one of them, at random, and bears another; when the input ends it
kills them all. With the name of a guard the children work without that guard: so the test knows that it would see the difference.
"""

import os
import random
import signal
import sys
import time

import django


def main(seed: int, workers: int, without: str) -> None:
    """Keep so many workers alive, and kill one of them whenever we are told."""
    django.setup()
    from dagdeel.web import urls  # noqa: F401 - everything imported before the first birth

    chance = random.Random(seed)
    children = [_born(without) for _ in range(workers)]
    for _line in sys.stdin:
        place = chance.randrange(workers)
        _kill(children[place])
        children[place] = _born(without)
    for child in children:
        _kill(child)


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _born(without: str) -> int:
    child = os.fork()
    if child:
        return child
    try:
        _work(without)
    finally:
        os._exit(1)


def _work(without: str) -> None:
    from django.core.management import call_command

    devnull = open(os.devnull, "w")  # noqa: SIM115 - lives as long as the process
    sys.stdin = devnull
    if without:
        GUARDS[without]()
    call_command("worker", "--every=5", stdout=devnull)


def _without_claim() -> None:
    """Senders look at what is due without taking it."""
    from dagdeel.outputs.mail.actions import sending
    from dagdeel.outputs.mail.models import Mail

    def look(at: object, rest: object) -> list[Mail]:
        return list(Mail.objects.filter(state="queued", next_try__lte=at).select_related("person")[:1])

    def settle(mail: Mail, state: str, **values: object) -> None:
        Mail.objects.filter(pk=mail.pk).update(state=state, lease_until=None, **values)

    vars(sending).update(claim=look, settle=settle)


def _without_waiting() -> None:
    """Senders say "sent" before the server has taken the mail."""
    from django.core.mail import EmailMultiAlternatives
    from django.utils import timezone

    from dagdeel.outputs.mail.models import Mail

    send = EmailMultiAlternatives.send

    def early(message: EmailMultiAlternatives, fail_silently: bool = False) -> int:
        row = Mail.everywhere.filter(message_id=message.extra_headers["Message-ID"])
        row.update(state="sent", sent_at=timezone.now(), lease_until=None)
        time.sleep(0.01)
        return send(message, fail_silently)

    EmailMultiAlternatives.send = early  # type: ignore[method-assign,assignment]  # the guard is removed on purpose


GUARDS = {"claim": _without_claim, "waiting": _without_waiting}

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "".join(sys.argv[3:]))
