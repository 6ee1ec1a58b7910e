"""Solve in a process of its own: a hard limit, a cancel that works, and no core that burns on for nobody.

``run`` starts ``python -m dagdeel.matching`` and speaks with it: problem on stdin, plan on stdout, JSON lines on
stderr, SIGTERM for "hand in your best plan". The second half of the file is the child's side of it.
"""

import json
import math
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Literal, Required, Self, TypedDict, Unpack, overload

import dagdeel
from dagdeel.matching.explain import Explanation
from dagdeel.matching.problem import (
    BadProblem,
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    TimetablePlan,
    TimetableProblem,
    read_plan,
)
from dagdeel.matching.solvers import NoPlan, Progress, engine_named

GRACE = 60.0
"""Seconds beyond the limit before the process is ended: it has to read, to build a first plan and to write."""

TICK = 0.2
LAST_WORDS = 4_000


class SolverGone(Exception):
    """The solver's process ended without a plan. ``kind``: ``limit``, ``killed`` or ``crashed``.

    The text is one sentence for a person, ``last_words`` what the process wrote last, for a log.
    """

    def __init__(self, kind: Literal["limit", "killed", "crashed"], sentence: str, last_words: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind
        self.last_words = last_words


class Options(TypedDict, total=False):
    """How ``run`` is asked; it says what each means."""

    engine: Required[str]
    seed: int
    seconds: float
    previous: Plan | None
    progress: Callable[[Progress], None] | None
    cancel: Callable[[], bool] | None
    grace: float


@overload
def run(problem: PlacementProblem, **options: Unpack[Options]) -> PlacementPlan: ...


@overload
def run(problem: TimetableProblem, **options: Unpack[Options]) -> TimetablePlan: ...


def run(
    problem: Problem,
    *,
    engine: str,
    seed: int = 0,
    seconds: float = 60.0,
    previous: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    grace: float = GRACE,
) -> Plan:
    """As ``solve``, in a process of its own that ends when this one does.

    ``progress`` and ``cancel`` are called from this thread, ``cancel`` a few times a second. Beside BadProblem,
    NoPlan and ValueError of ``solve`` it raises SolverGone, when the process crashed, was killed, or had not
    answered ``grace`` seconds after the limit or the cancel.
    """
    command = "placement" if isinstance(problem, PlacementProblem) else "timetable"
    call = _Call(engine, seed, seconds, grace)
    return read_plan(call.answer([command], (problem, previous), progress, cancel))


def reasons(
    problem: Problem,
    plan: Plan,
    *,
    engine: str,
    seed: int = 0,
    seconds: float = 20.0,
    about: Collection[str] = (),
    cancel: Callable[[], bool] | None = None,
    grace: float = GRACE,
) -> tuple[Explanation, ...]:
    """As ``explain``, in a process of its own; raises as ``run`` does."""
    call = _Call(engine, seed, seconds, grace)
    names = [f"--about={name}" for name in about]
    text = call.answer(["explain", *names], (problem, plan), None, cancel)
    return tuple(Explanation.from_json(value) for value in json.loads(text))


@dataclass(frozen=True)
class _Call:
    engine: str
    seed: int
    seconds: float
    grace: float

    def answer(
        self,
        command: Sequence[str],
        asked: tuple[Problem, Plan | None],
        progress: Callable[[Progress], None] | None,
        cancel: Callable[[], bool] | None,
    ) -> bytes:
        """What the command writes about this problem and plan."""
        engine_named(self.engine)
        if not 0 <= self.seconds < math.inf:
            raise ValueError("seconds must be a number from 0")
        problem, plan = asked
        shown = {"problem": problem.to_json(), "plan": None if plan is None else plan.to_json()}
        options = [f"--engine={self.engine}", f"--seed={self.seed}", f"--seconds={self.seconds}"]
        options += [f"--parent={os.getpid()}", f"--last={self.seconds + 2 * self.grace}"]
        deadline = time.monotonic() + self.seconds + self.grace
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout:
            stdin.write(json.dumps(shown).encode())
            stdin.seek(0)
            with _Child([*command, *options], stdin, stdout, deadline) as child:
                child.follow(self.grace, progress, cancel)
            stdout.seek(0)
            return child.answer(stdout.read())


@dataclass
class _Child:
    """The process, from its start to its end; whatever happens here, it is gone when the block ends."""

    arguments: list[str]
    stdin: IO[bytes]
    stdout: IO[bytes]
    deadline: float
    heard: list[str] = field(default_factory=list)
    rest: bytes = b""
    no: BadProblem | NoPlan | None = None
    ready: bool = False
    asked: bool = False
    late: bool = False

    def __enter__(self) -> Self:
        # The very package that runs here, whatever folder it is called from. Not in this terminal's group: the
        # child hands in its plan when this process asks, not when somebody types Ctrl-C.
        root = str(Path(dagdeel.__file__).parents[1])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self.process = subprocess.Popen(  # noqa: S603 - our own module, arguments from numbers and a known name
            [sys.executable, "-P", "-m", "dagdeel.matching", *self.arguments],
            stdin=self.stdin,
            stdout=self.stdout,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,
        )
        assert self.process.stderr is not None
        self.stderr = self.process.stderr
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.stderr.close()

    def follow(
        self, grace: float, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None
    ) -> None:
        """Pass on what the child tells until it is done; ask it to stop on a cancel, end it after the deadline."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.stderr, selectors.EVENT_READ)
            while time.monotonic() < self.deadline and self._listen(waiting, progress):
                if not self.asked and cancel is not None and cancel():
                    self.asked = True
                    self.deadline = min(self.deadline, time.monotonic() + grace)
                if self.asked and self.ready:
                    self.process.terminate()
                    self.ready = False  # once is enough
        try:
            self.process.wait(max(0.0, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.late = True

    def _listen(self, waiting: selectors.BaseSelector, progress: Callable[[Progress], None] | None) -> bool:
        """Hear what was said within a tick; False when nothing more will be."""
        if waiting.select(TICK):
            chunk = os.read(self.stderr.fileno(), 65_536)
            *lines, self.rest = (self.rest + chunk).split(b"\n")
            for line in lines:
                self._hear(line, progress)
            return bool(chunk)
        return True

    def _hear(self, line: bytes, progress: Callable[[Progress], None] | None) -> None:
        text = line.decode(errors="replace")
        try:
            told = json.loads(text)
        except ValueError:
            told = None
        match told:
            case {"goal": str(goal), "value": int() | float() as value, "bound": bound, "seconds": seconds}:
                if progress is not None:
                    progress(Progress(goal, value, bound, seconds))
            case {"ready": True}:
                self.ready = True
            case {"bad_problem": {"path": str(path), "sentence": str(sentence)}}:
                self.no = BadProblem(path, sentence)
            case {"no_plan": str(sentence)}:
                self.no = NoPlan(sentence)
            case _:
                self.heard = [*self.heard, text][-100:]

    def answer(self, text: bytes) -> bytes:
        """What the child wrote; raises what it raised, or SolverGone."""
        if self.no is not None:
            raise self.no
        code = self.process.returncode
        if code == 0:
            return text
        words = "\n".join(self.heard)[-LAST_WORDS:]
        if self.late or code == -signal.SIGALRM:
            raise SolverGone("limit", "the solver did not answer in time and was ended", words)
        if code < 0:
            raise SolverGone("killed", f"the solver was ended from outside (signal {-code})", words)
        raise SolverGone("crashed", f"the solver stopped with an error (code {code})", words)


# The child's side


def belong_to(parent: int, last: float) -> None:
    """End with the process that asked, and after ``last`` seconds in any case, even inside native code."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is a request, and nobody hears one before StopSignals
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, last)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(TICK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class StopSignals:
    """SIGINT and SIGTERM as a request: ``asked`` tells whether one came, in whichever thread an engine asks."""

    def __enter__(self) -> Self:
        self._heard = False
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        os.set_blocking(self._in, False)
        self._before = {number: signal.signal(number, _note) for number in (signal.SIGINT, signal.SIGTERM)}
        self._wakeup = signal.set_wakeup_fd(self._in, warn_on_full_buffer=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._in)
        os.close(self._out)

    def asked(self) -> bool:
        with suppress(BlockingIOError):
            self._heard = self._heard or bool(os.read(self._out, 1))
        return self._heard


def _note(number: int, frame: FrameType | None) -> None:
    """The number goes into the pipe of StopSignals by itself."""


def say(told: Mapping[str, object]) -> None:
    """One line for whoever listens on stderr."""
    sys.stderr.write(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stderr.flush()


def tell(progress: Progress) -> None:
    bound = progress.bound
    known = bound is not None and math.isfinite(bound)
    say(
        {
            "goal": progress.goal,
            "value": progress.value,
            "bound": bound if known else None,
            "proven": progress.proven,
            "seconds": round(progress.seconds, 3),
        }
    )
