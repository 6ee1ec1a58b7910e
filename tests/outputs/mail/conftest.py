"""A real mail server, and mails with templates of their own."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message as Wire
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postman:
    """Accepts mail and keeps it; `answers` are given first, one per mail. `heard` is called when a mail is in, before we say so."""

    def __init__(self) -> None:
        self.received: list[Wire] = []
        self.answers: list[str] = []
        self.heard: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers and not self.answers[0].startswith("250"):
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content))
        self.heard()
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """The server to which the outbox delivers."""
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    try:
        yield handler
    finally:
        controller.stop()


@pytest.fixture(autouse=True)
def mail_templates(settings: Any) -> None:
    """Let the tests write to people with the templates beside them."""
    templates = dict(settings.TEMPLATES[0])
    templates["DIRS"] = [Path(__file__).parent / "templates"]
    options = dict(templates["OPTIONS"])
    options["loaders"] = [
        (
            "template_partials.loader.Loader",
            ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
        )
    ]
    templates["OPTIONS"] = options
    settings.TEMPLATES = [templates]
