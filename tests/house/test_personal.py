"""Privacy by construction: every field that says something about a person is classified."""

from django.apps import apps
from django.db import models

from dagdeel.base.people.models import Person

# What a tally or a session says of nobody in particular needs no class; a way to a person, or words by one, does.


def _points_at_a_person(field: object) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is Person


def test_every_way_to_a_person_is_classified() -> None:
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("dagdeel.")
        for field in model._meta.get_fields()
        if _points_at_a_person(field) and field.name not in getattr(model, "PERSONAL", {})
    ]
    assert missing == []


def test_every_class_names_a_field_that_exists() -> None:
    wrong = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for name in getattr(model, "PERSONAL", {})
        if name not in {field.name for field in model._meta.get_fields()} | {f.attname for f in model._meta.fields}
    ]
    assert wrong == []
