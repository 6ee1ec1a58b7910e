"""What the demo adds to every page: the bar of a guided walk."""

from django.http import HttpRequest

from dagdeel.demo.tours import walk


def tour(request: HttpRequest) -> dict[str, object]:
    """The stop that the address names, inside a year."""
    year = getattr(request, "year", None)
    if year is None or "tour" not in request.GET or request.headers.get("HX-Request"):
        return {}
    return {"tour": walk(request.GET["tour"], request.GET.get("stop", "1"), year)}
