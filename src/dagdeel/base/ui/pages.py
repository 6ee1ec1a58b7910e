"""The one way a view answers with a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page. Boosted links and a restored history want the whole."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, object] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a whole page, or only its named `part` (`{% partialdef part %}` inside it) when htmx asks for that.

    What a signed-in person sees is never kept by a browser or a proxy. An open page that is personal too, such as a
    mentor's invitation, has its secret in the address and gets the same care.
    """
    name = f"{template}#{part}" if part is not None and wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response
