"""Mails per second to a mail server on this machine, with one worker and with two. JSON lines.

The server is a process of its own that counts what it takes. The workers are `dagdeel worker` as they run in earnest: every mail
is claimed, written in words, sent and settled. `DATABASE_URL` chooses the database (a throwaway PostgreSQL:
`python scripts/with_postgresql.py .venv/bin/python bench/mail_throughput.py`); without it a fresh SQLite file is used.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
MAILS, WORKERS, PATIENCE = 1000, (1, 2), 300


def serve(port: int) -> None:
    """The mail server: takes everything until its input ends, then tells what it took and between which moments."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, Envelope, Session

    taken: list[tuple[float, str]] = []

    class Letterbox:
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
            head = bytes(envelope.content or b"").partition(b"\r\n\r\n")[0].decode(errors="replace")
            name = next((line for line in head.splitlines() if line.lower().startswith("message-id:")), "")
            taken.append((time.perf_counter(), name))
            return "250 OK"

    controller = Controller(Letterbox(), hostname="127.0.0.1", port=port)
    controller.start()
    print("up", flush=True)
    sys.stdin.read()
    controller.stop()
    moments = [moment for moment, _ in taken]
    told = {"taken": len(taken), "different": len({name for _, name in taken}), "seconds": max(moments) - min(moments)}
    print(json.dumps(told), flush=True)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def measure(workers: int) -> dict[str, object]:
    """Queue the mails, let so many workers send them, and ask the server what it took."""
    from django.db import connection, connections
    from django.utils import timezone

    from dagdeel.outputs.mail.actions import reconcile
    from dagdeel.outputs.mail.message import Message
    from dagdeel.outputs.mail.models import Mail
    from tests import cast as builders

    cast = builders.make_cast()
    wanted = [
        Message(f"bench-{n}", cast.mentor, "enrolment/mail/new_link", "It is measured.", {"link": "x"})
        for n in range(MAILS)
    ]
    reconcile(cast.partnership, wanted, at=timezone.now(), source="bench")
    vendor = connection.vendor
    connections.close_all()
    port = free_port()
    words = [sys.executable, __file__, "--serve", str(port)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None or server.stdout.readline().strip() != "up":
            raise SystemExit("The mail server did not come up.")
        surroundings = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        hands = [
            subprocess.Popen([sys.executable, "-m", "dagdeel", "worker", "--every=600"], env=surroundings,
                             stdout=subprocess.DEVNULL)
            for _ in range(workers)
        ]  # fmt: skip
        try:
            until = time.monotonic() + PATIENCE
            ours = Mail.everywhere.filter(source="bench", partnership=cast.partnership)
            while ours.exclude(state="sent").exists() and time.monotonic() < until:
                time.sleep(0.5)
            sent = ours.filter(state="sent").count()
        finally:
            for hand in hands:
                hand.terminate()
            for hand in hands:
                hand.wait(timeout=60)
        told = json.loads(server.communicate(timeout=30)[0])
    return {
        "bench": "mail_throughput", "database": vendor, "workers": workers, "mails": MAILS, "sent": sent,
        "taken": told["taken"], "twice": told["taken"] - told["different"], "seconds": round(told["seconds"], 2),
        "mails_per_second": round((told["taken"] - 1) / told["seconds"], 1),
    }  # fmt: skip


def main() -> None:
    """A fresh database, and each number of workers in turn."""
    with tempfile.TemporaryDirectory(prefix="dagdeel-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "dagdeel.settings", "DAGDEEL_VAR": folder, "DAGDEEL_DEMO": "false",
            "DAGDEEL_SECRET_KEY": "only-for-a-bench-that-nobody-can-reach-0123456789", "DAGDEEL_URL": "http://localhost",
        }  # fmt: skip
        import django

        django.setup()

        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        for workers in WORKERS:
            print(json.dumps(measure(workers)), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        main()
