"""A mail inside a page: shown as a mail program shows it, and able to do nothing."""

from django.http import HttpResponse

from dagdeel.outputs.mail.rules import framed_policy


def framed(html: str) -> HttpResponse:
    """The answer for a frame of our own, under a policy of its own: nothing loads, runs or is sent."""
    answer = HttpResponse(html, headers={"Content-Security-Policy": framed_policy(html), "Cache-Control": "no-store"})
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer
