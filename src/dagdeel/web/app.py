"""Dagdeel as an app on a phone: the manifest, the worker that keeps rosters for when there is no connection, the page for then."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import open_to_all
from dagdeel.base.ui.pages import page

# What the page without a connection is dressed in.
LOOKS = (
    "ui/tokens.css", "ui/base.css", "ui/components.css", "ui/pages.css", "ui/ui.js", "ui/drafts.js", "ui/offline.js",
    "ui/vendor/htmx/htmx.min.js", "ui/icons.svg", "ui/logo.svg", "ui/favicon.svg",
)  # fmt: skip
PETROL, PAPER = "#0a4247", "#faf7f1"  # of tokens.css


@require_safe
@open_to_all("tells a phone how to show Dagdeel as an app")
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C, Web Application Manifest)."""
    icons = [
        {"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *({"src": static(f"ui/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)),
    ]
    described = {
        "name": "Dagdeel",
        "short_name": "Dagdeel",
        "description": _("The yearly programme for workplace mentors"),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PETROL,
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
@never_cache
@open_to_all("is a script that holds no data")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. At the root, for it may only keep what lies beside or under it."""
    return render(request, "web/worker.js", {"files": LOOKS}, content_type="text/javascript")


@require_safe
@open_to_all("says that there is no connection, and which lists are kept on this device")
def offline(request: HttpRequest) -> HttpResponse:
    """What a page that was not kept shows without a connection."""
    return page(request, "web/offline.html")
