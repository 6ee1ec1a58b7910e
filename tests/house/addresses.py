"""Every address of the product, as the resolver knows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One address: its name with namespace, the names of its parts, and the view behind it."""

    name: str
    parts: frozenset[str]
    view: Callable[..., Any]

    @property
    def mark(self) -> str:
        """What its door says: a permission, "open", "signed in", or nothing."""
        if permission := getattr(self.view, "permission", None):
            return str(permission)
        if getattr(self.view, "open_because", None):
            return "open"
        return "signed in" if getattr(self.view, "signed_in_because", None) else ""


def addresses() -> list[Address]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver(), "", frozenset()))


def _walk(resolver: URLResolver, namespace: str, parts: frozenset[str]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        # the groups of its regular expression: those of path(), and those of re_path()
        here = parts | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name or pattern.pattern}", here, pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, here)
