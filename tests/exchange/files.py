"""Files as they come in from schools, made here so that everybody can read what is in them."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


def workbook(
    *rows: Sequence[Any], merged: Sequence[str] = (), change: Callable[[Worksheet], None] | None = None
) -> bytes:
    """An Excel file of one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for ref in merged:
        sheet.merge_cells(ref)
    if change is not None:
        change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same file with one part more, or another one under this name."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, part)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of some kilobytes that unpacks to 300 million bytes."""
    return with_part(workbook(("Naam",)), "xl/worksheets/sheet2.xml", b" " * 300_000_000)


def entities(code: str = "utf-8") -> bytes:
    """A workbook whose sheet defines words that are ten of each other: a billion laughs."""
    words = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = (
        f'<?xml version="1.0" encoding="{code}"?><!DOCTYPE x [<!ENTITY l0 "ha">{words}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
    )
    return with_part(workbook(("Naam",)), "xl/worksheets/sheet1.xml", sheet.encode(code))


def locked() -> bytes:
    """What Excel makes of a workbook with a password: an old kind of container with the encrypted file in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


def open_document() -> bytes:
    """A file of LibreOffice."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr("content.xml", "<x/>")
    return out.getvalue()


def separated(rows: Rows, sign: str = ";") -> str:
    """Separated values."""
    return "\r\n".join(sign.join(str(cell) for cell in row) for row in rows)
