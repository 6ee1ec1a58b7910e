"""The language of a page: what the person chose, else the browser's cookie, else Dutch."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dagdeel.base.people.models import Person

SPOKEN = tuple(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware:
    """Activate the language for the time of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in its language and say so in the answer."""
        code = language_of(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", code)
            return response


def language_of(request: HttpRequest) -> str:
    """The person's own choice, else the cookie, else Dutch."""
    if isinstance(request.user, Person):
        return request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in SPOKEN else settings.LANGUAGE_CODE
