"""What logs and other people's eyes are not told: a personal link opens somebody's page, so its token stands nowhere else."""

import logging
import re

# the shape that Django's signer gives: payload, colon, signature
TOKEN = re.compile(r"[\w.=-]{8,}(?::|%3A)[\w-]{20,}")
LINK = re.compile(rf"https?://[^\s<>\"]*?{TOKEN.pattern}[^\s<>\"]*")


def without_links(text: str, *, instead: str) -> str:
    """The same text with these words where a personal link stood: for who may read the mail, and not open the page."""
    return LINK.sub(instead, text)


class DiscreetFormatter(logging.Formatter):
    """Lines, tracebacks included, with every signed token left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it goes into the log."""
        return TOKEN.sub("(token)", super().format(record))
