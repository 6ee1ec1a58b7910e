"""Files and links that belong to an edition."""

from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue import rules
from dagdeel.year.catalogue.actions.editions import lock
from dagdeel.year.catalogue.models import Edition, Material


class FileOrLink(Exception):
    """A material is one file or one link; not both, and not neither."""


class WindowReversed(Exception):
    """It would close before it opens."""


@transaction.atomic
def add_material(
    edition: Edition,
    *,
    title: str,
    file: "File[bytes] | None" = None,
    url: str = "",
    visible_from: date | None = None,
    visible_until: date | None = None,
    by: Person,
    at: datetime,
) -> Material:
    """Add a file or a link; under a title that exists it becomes that material's next version.

    Raises FileOrLink or WindowReversed, and for a file what `rules.inspect_upload` raises.
    """
    if (file is None) == (not url):
        raise FileOrLink
    if visible_from and visible_until and visible_until < visible_from:
        raise WindowReversed
    kind, size = "", 0
    if file is not None:
        size = file.size
        kind = rules.inspect_upload(file.name or "", size, file.open("rb"), settings.UPLOAD_LIMIT)
    lock(edition)  # versions are given out one by one
    last = edition.materials.filter(title=title.strip()).order_by("-version").first()
    material = Material(
        edition=edition, title=title.strip(), url=url, content_type=kind, size=size, visible_from=visible_from,
        visible_until=visible_until, version=last.version + 1 if last else 1,
    )  # fmt: skip
    if file is not None:
        material.file = file
    material.save()
    after = {"edition": edition.pk, "version": material.version, "size": size, "url": url}
    history.record("material.added", material, by=by, at=at, after=after)
    return material


@transaction.atomic
def remove_material(material: Material, *, by: Person, at: datetime) -> None:
    """Remove it with its earlier versions; the files go when the removal is certain."""
    history.record("material.removed", material, by=by, at=at, before={"title": material.title, "url": material.url})
    for version in Material.objects.filter(edition=material.edition, title=material.title):
        if name := version.file.name:
            transaction.on_commit(partial(version.file.storage.delete, name))
        version.delete()
