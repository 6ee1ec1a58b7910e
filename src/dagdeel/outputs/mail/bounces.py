"""Reading the mails with which mail servers say that something did not arrive (RFC 3464)."""

import mailbox
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_binary_file, message_from_bytes
from email.message import Message as Wire
from email.utils import parseaddr
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bounce:
    """That a mail (`message_id`) did not reach an address, for good (`permanent`), and what the server says."""

    message_id: str
    address: str
    status: str
    reason: str

    @property
    def permanent(self) -> bool:
        """The address itself does not work; else it was full or away for too long."""
        return self.status.startswith("5")


def read(raw: bytes) -> list[Bounce]:
    """What one mail reports; nothing for a mail that is no report of failure."""
    return list(_reports(message_from_bytes(raw)))


def read_file(path: Path) -> Iterator[Bounce]:
    """What the mails in a mailbox report: an mbox file, a Maildir, or a file with one mail."""
    if path.is_dir():
        for wire in mailbox.Maildir(path, create=False):
            yield from _reports(wire)
        return
    with path.open("rb") as source:
        is_mbox = source.read(5) == b"From "
        source.seek(0)
        if not is_mbox:
            yield from _reports(message_from_binary_file(source))
            return
    with closing(mailbox.mbox(path, create=False)) as box:
        for found in box:
            yield from _reports(found)


def _reports(wire: Wire) -> Iterator[Bounce]:
    if wire.get_content_type() != "multipart/report":
        return
    original = _original_id(wire)
    for part in wire.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload() if part.is_multipart() else ():
            bounce = _recipient(fields, original) if isinstance(fields, Wire) else None
            if bounce is not None:
                yield bounce


def _recipient(fields: Wire, original: str) -> Bounce | None:
    """One block of the status: a recipient whom the mail did not reach. The first block is about the server."""
    if str(fields.get("Action", "")).strip().lower() != "failed":
        return None
    kind, _, address = str(fields.get("Original-Recipient") or fields.get("Final-Recipient", "")).partition(";")
    if kind.strip().lower() not in {"rfc822", "utf-8"}:
        return None
    status = str(fields.get("Status", "")).strip().split(" ")[0][:12]
    reason = " ".join(str(fields.get("Diagnostic-Code", "")).partition(";")[2].split())[:300]
    return Bounce(original, parseaddr(address.strip())[1].lower(), status, reason)


def _original_id(wire: Wire) -> str:
    """The Message-ID of the mail that did not arrive: of the copy that the report carries, whole or its head alone."""
    for part in wire.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Wire) else ""
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            head = message_from_bytes(body) if isinstance(body, bytes) else Wire()
            return str(head.get("Message-ID", "")).strip()
    return ""
