"""Keep an archive of everything, and throw it away."""

from datetime import datetime
from functools import partial
from typing import IO, Any

from django.core.files import File
from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.exchange.models import Archive


@transaction.atomic
def keep_archive(
    partnership: Partnership, *, packed: IO[bytes], manifest: dict[str, Any], by: Person, at: datetime
) -> Archive:
    """Keep what was packed; the one before goes: it is out of date, and full of people."""
    _drop()
    packed.seek(0)
    made = Archive(made_at=at, by_name=by.full_name, size=0, manifest=manifest)
    made.file.save(f"{partnership.slug}-{at:%Y-%m-%d}.zip", File(packed), save=False)
    made.size = made.file.size
    made.save()
    record("archive.made", made, by=by, at=at, after={"lists": len(manifest["lists"]), "files": len(manifest["files"])})
    return made


@transaction.atomic
def drop_archives(*, by: Person, at: datetime) -> int:
    """Throw away every archive that is kept; gives how many."""
    kept = Archive.objects.first()
    number = _drop()
    if kept is not None:
        record("archive.dropped", kept, by=by, at=at)
    return number


def _drop() -> int:
    rows = list(Archive.objects.select_for_update())
    for row in rows:
        name, storage = row.file.name, row.file.storage
        row.delete()
        # when the rows are gone, and not before: one that stays has its file
        transaction.on_commit(partial(storage.delete, str(name)))
    return len(rows)
