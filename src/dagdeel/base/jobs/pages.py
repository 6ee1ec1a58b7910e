"""The page of a job: a step says what it is called and where it leads; the rest is the same everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.queries import run_of
from dagdeel.base.jobs.states import JobState
from dagdeel.base.ui.pages import page, wants_part


@dataclass(frozen=True, kw_only=True)
class Face:
    """What a step says of its job: title and lead; the addresses of the result, of the way back, and of both ways to stop (a
    POST, in the step's own door; no `settle` where half
    a result is none); the names of the goals in their order; what it does beside them; the most seconds that the search
    takes; how to tell why it failed, in names.
    """

    title: str
    lead: str = ""
    eyebrow: str = ""
    done: str
    back: str
    settle: str
    cancel: str
    labels: Mapping[str, Any] = field(default_factory=dict)
    stages: Mapping[str, Any] = field(default_factory=dict)
    telling: Callable[[str], str] = str
    most: int | None = None


def job_page(request: HttpRequest, job: Job, face: Face) -> HttpResponse:
    """How far the job is. htmx asks for the progress every second; without JavaScript the page is asked for anew.

    When it is done everybody goes to the result.
    """
    part = wants_part(request)
    if job.state == JobState.DONE:
        return _go(face.done) if part else redirect(face.done)
    if part and not job.open:
        return _go(request.path)  # the whole page once more: it says how the job ended
    run = run_of(job, face.labels, stages=face.stages, telling=face.telling)
    context = {"job": job, "face": face, "run": run, "news": part and request.GET.get("stage") != run.stage}
    return page(request, "jobs/progress.html" if part else "jobs/job.html", context)


def _go(address: str) -> HttpResponse:
    """Let htmx open another page."""
    answer = HttpResponse()
    answer["HX-Redirect"] = address
    answer["Cache-Control"] = "no-store"
    return answer
