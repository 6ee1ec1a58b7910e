"""What a log does not tell: a personal link opens somebody's page, so its token never stands in a line."""

import logging
import re

# the shape that Django's signer gives: payload, colon, signature
TOKEN = re.compile(r"[\w.=-]{8,}(?::|%3A)[\w-]{20,}")


class DiscreetFormatter(logging.Formatter):
    """Lines, tracebacks included, with every signed token left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it goes into the log."""
        return TOKEN.sub("(token)", super().format(record))
