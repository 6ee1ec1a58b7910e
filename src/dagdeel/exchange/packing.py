"""Put everything of a partnership in one file: a list per table, what the evaluation published, documents, and what is in it."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import Institute, Membership, Partnership, ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.exchange import tables
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value, csv, xlsx
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.evaluation.queries import Results, Row, load
from dagdeel.year.evaluation.states import ASKS

FORMAT: Final = 1
NAMED: Final = (School, Institute, ProgrammeYear, Workshop, Edition)
PERSON: Final = ("id", "given_name", "prefix", "surname", "email", "language")
Manifest = dict[str, Any]


def pack(
    out: IO[bytes], partnership: Partnership, *, by: Person, at: datetime, tell: Callable[[str, int, int], None]
) -> Manifest:
    """Write the archive of the partnership we work for; `tell` hears what is done, how much of how much. Gives the manifest."""
    manifest: Manifest = {
        "format": FORMAT, "partnership": partnership.name, "made_at": timezone.localtime(at).isoformat(), "made_by": by.full_name,
        "lists": [], "evaluation": [], "files": [],
        "left_out": {**{key: str(why) for key, why in tables.LEFT_OUT.items()},
                     **{key: str(why) for key, why in tables.COLUMNS_LEFT_OUT.items()}},
    }  # fmt: skip
    names = _names()
    wanted = tables.tables()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        label, sheet, personal = _people()
        manifest["lists"].append(_write(archive, f"lists/{label}", sheet, personal))
        for number, model in enumerate(wanted, 2):
            entry = _write(archive, f"lists/{model._meta.label}", _sheet(model, names), tables.personal(model))
            manifest["lists"].append(entry)
            tell("lists", number, len(wanted) + 1)
        for label, sheet in _evaluation():
            manifest["evaluation"].append(_write(archive, f"evaluation/{label}", sheet, {}))
        tell("files", 0, 0)
        manifest["files"] += _files(archive)
        archive.writestr("manifest.json", json.dumps(manifest, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return manifest


def _write(archive: ZipFile, name: str, sheet: Sheet, personal: dict[str, str]) -> dict[str, Any]:
    rows = list(sheet.rows)
    whole = Sheet(sheet.title, sheet.columns, rows)
    archive.writestr(f"{name}.csv", csv(whole))
    archive.writestr(f"{name}.xlsx", xlsx(whole))
    columns = [str(column.label) for column in sheet.columns]
    return {"file": name, "title": str(sheet.title), "rows": len(rows), "columns": columns, "personal": personal}


def _names() -> dict[type[models.Model], dict[Any, str]]:
    """What is pointed at, by name, so that a list reads without the others. One query per table."""
    found: dict[type[models.Model], dict[Any, str]] = {}
    for model in NAMED:
        manager: Any = model.objects
        found[model] = {row.pk: str(row) for row in manager.all()}
    found[Person] = {row.pk: row.list_name for row in _ours()}
    return found


def _ours() -> Any:
    """Everybody at whom a role of this partnership points, of now or before."""
    return Person.objects.filter(pk__in=Membership.objects.order_by().values("person")).order_by("sort_key", "pk")


def _people() -> tuple[str, Sheet, dict[str, str]]:
    rows = _ours().values_list(*PERSON)
    personal = {name: kind for name, kind in Person.PERSONAL.items() if name in PERSON}
    return (
        "people.Person",
        Sheet(str(Person._meta.verbose_name_plural), [Column(name) for name in PERSON], rows),
        personal,
    )


def _sheet(model: Any, names: dict[type[models.Model], dict[Any, str]]) -> Sheet:
    fields = tables.columns(model)
    heads: list[Column] = []
    for field in fields:
        heads.append(Column(field.attname))
        if field.related_model in names:
            heads.append(Column(field.name))
    return Sheet(str(model._meta.verbose_name), heads, _rows(model, fields, names))


def _rows(model: Any, fields: list[Any], names: dict[type[models.Model], dict[Any, str]]) -> Iterator[list[Value]]:
    for row in model.objects.order_by("pk").values_list(*(field.attname for field in fields)).iterator(chunk_size=2000):
        found: list[Value] = []
        for field, value in zip(fields, row, strict=True):
            found.append(_plain(value))
            if field.related_model in names:
                found.append(names[field.related_model].get(value, ""))
        yield found


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str | bool | int | float | Decimal | datetime | date | time):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)[:32_000]  # so much a cell holds
    return str(value)


def _evaluation() -> Iterator[tuple[str, Sheet]]:
    """What was published of each audience of each year as a whole; what is below the threshold has no figures."""
    heads = [
        Column(_("Question")),
        Column(_("Answers"), "integer"),
        Column(_("Mean"), "number"),
        Column(_("Share that agrees"), "percent"),
    ]
    for year in ProgrammeYear.objects.select_related("partnership").order_by("first_year"):
        for ask in ASKS:
            found = load(year, ask.audience, ask.moment)
            said = found.results(found.everything()) if found else None
            if isinstance(said, Results):
                yield f"{year}-{ask.key}", Sheet(f"{year} {ask.key}", heads, [_figures(row) for row in said.rows])


def _figures(row: Row) -> list[Value]:
    found = row.figures
    if found is None:
        return [f"{row.text} ({_('too few answers to show')})", None, None, None]
    return [row.text, found.n, round(found.mean, 3), found.agree]


def _files(archive: ZipFile) -> Iterator[dict[str, Any]]:
    """The documents that rows name, each with what it weighs and its digest."""
    for model in tables.tables():
        for field in tables.columns(model):
            if not isinstance(field, models.FileField):
                continue
            for key, name in model.objects.exclude(**{field.name: ""}).values_list("pk", field.name):
                if default_storage.exists(name):
                    with default_storage.open(name) as file:
                        content = file.read()
                    archive.writestr(f"files/{name}", content)
                    yield {"file": f"files/{name}", "list": model._meta.label, "row": str(key), "bytes": len(content),
                           "sha256": sha256(content).hexdigest()}  # fmt: skip
