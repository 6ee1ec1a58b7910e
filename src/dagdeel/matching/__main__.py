"""``python -m dagdeel.matching placement|timetable|check|explain|generate``: JSON in, JSON out.

Exit codes: 0 done · 1 ``check`` found a broken rule or a misstated goal · 2 the command line is wrong · 3 bad
input (one sentence on stderr that names the place in the JSON) · 4 no plan keeps the locks · 130 interrupted.
"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Container, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from dagdeel.matching import generate
from dagdeel.matching.check import check_locks, violations
from dagdeel.matching.explain import (
    Again,
    Change,
    Explanation,
    Language,
    change_from_json,
    explain,
    explain_locks,
    what_if,
)
from dagdeel.matching.explain.reasons import LANGUAGES
from dagdeel.matching.problem import (
    BadProblem,
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    plan_from_json,
    problem_from_json,
    tolerance_of,
    write,
)
from dagdeel.matching.problem.fields import parse_json
from dagdeel.matching.problem.goals import TOLERANCE
from dagdeel.matching.process import StopSignals, belong_to, say, tell
from dagdeel.matching.score import score
from dagdeel.matching.solve import solve
from dagdeel.matching.solvers import DEFAULT_ENGINE, NoPlan, engine_named

DONE, BROKEN, BAD_INPUT, NO_PLAN, INTERRUPTED = 0, 1, 3, 4, 130
LARGEST_INPUT = 256 * 1024 * 1024
LONGEST_SECONDS = 7 * 24 * 3600


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    watched = options.parent is not None
    try:
        return run(options)
    except BadProblem as no:
        told: dict[str, object] = {"bad_problem": {"path": no.path, "sentence": no.sentence}}
        say(told) if watched else sys.stderr.write(f"bad input: {no}\n")
        return BAD_INPUT
    except NoPlan as no:
        say({"no_plan": str(no)}) if watched else sys.stderr.write(f"no plan: {no}\n")
        return NO_PLAN
    except KeyboardInterrupt:
        return INTERRUPTED


# The command line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m dagdeel.matching", description="Place people, plan trainers.")
    parser.set_defaults(parent=None)
    commands = parser.add_subparsers(required=True, metavar="command")
    for kind in ("placement", "timetable"):
        command = commands.add_parser(kind, help=f"solve a {kind} problem from stdin, plan on stdout")
        _add_engine(command, seconds=60.0)
        command.add_argument("--previous", "--plan", type=Path, help="a plan to start from, in a file")
        command.add_argument(
            "--tolerance",
            type=_tolerance,
            action="append",
            default=[],
            metavar="GOAL=SHARE",
            help="by how much a goal may be worse for the sake of later ones, such as quality_loss=1%%",
        )
        command.add_argument("--quiet", action="store_true", help="no progress on stderr")
        _add_parent(command)
        command.set_defaults(run=_solve, kind=kind)
    command = commands.add_parser("check", help='judge {"problem": …, "plan": …}, or a problem and --plan')
    command.add_argument("--plan", type=Path, help="the plan, in a file")
    command.set_defaults(run=_check)
    command = commands.add_parser("explain", help="as check; without a plan the problem is solved first")
    _add_engine(command, seconds=20.0)
    command.add_argument("--plan", type=Path, help="the plan, in a file")
    command.add_argument("--language", choices=LANGUAGES, help="text instead of JSON")
    command.add_argument("--about", action="append", default=[], metavar="ID", help="only this person or session")
    command.add_argument(
        "--change", type=_change, action="append", default=[], metavar="JSON", help="what if: see docs"
    )
    _add_parent(command)
    command.set_defaults(run=_explain)
    command = commands.add_parser("generate", help="an invented problem on stdout")
    command.add_argument("kind", choices=("placement", "timetable"))
    command.add_argument("--size", choices=generate.SIZES, help="(school for placement, partnership for timetable)")
    command.add_argument("--mentors", type=_natural, help="people to place, in all")
    command.add_argument("--seed", type=_natural, default=0)
    command.add_argument("--tight", action="store_true", help="too few seats or trainers for everybody")
    command.set_defaults(run=_generate)
    return parser


def _add_engine(command: argparse.ArgumentParser, seconds: float) -> None:
    command.add_argument("--engine", type=_engine, default=DEFAULT_ENGINE, help=f"(default {DEFAULT_ENGINE})")
    command.add_argument("--seed", type=_natural, default=0)
    command.add_argument("--seconds", type=_seconds, default=seconds, help=f"time limit (default {seconds:g})")


def _add_parent(command: argparse.ArgumentParser) -> None:
    """For the process that is started by matching.process."""
    command.add_argument("--parent", type=_natural, help=argparse.SUPPRESS)
    command.add_argument("--last", type=_seconds, help=argparse.SUPPRESS, default=LONGEST_SECONDS)


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError("a whole number from 0")
    return int(text)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= LONGEST_SECONDS:
        raise argparse.ArgumentTypeError(f"a number of seconds from 0 to {LONGEST_SECONDS}")
    return value


def _change(text: str) -> Change:
    try:
        return change_from_json(parse_json(text))
    except BadProblem as no:
        raise argparse.ArgumentTypeError(str(no)) from None


def _engine(name: str) -> str:
    try:
        engine_named(name)
    except ValueError as no:
        raise argparse.ArgumentTypeError(str(no)) from None
    return name


def _tolerance(text: str) -> tuple[str, object]:
    goal, equals, share = text.partition("=")
    if not goal or not equals:
        raise argparse.ArgumentTypeError("write GOAL=SHARE, such as quality_loss=1%")
    try:
        return goal, float(share)
    except ValueError:
        return goal, share


# The commands


def _solve(options: argparse.Namespace) -> int:
    if options.parent is not None:
        belong_to(options.parent, options.last)
    problem, start = _problem_and_plan(options.previous)
    if isinstance(problem, PlacementProblem) != (options.kind == "placement"):
        raise BadProblem("kind", f"the command is {options.kind}; this is a problem of the other kind")
    if options.tolerance:
        problem = replace(problem, tolerance=tolerance_of(problem, dict(options.tolerance)))
    with StopSignals() as signals:  # Ctrl-C hands in the best plan so far
        if options.parent is not None:
            say({"ready": True})
        plan = solve(
            problem,
            engine=options.engine,
            seed=options.seed,
            seconds=options.seconds,
            previous=start,
            progress=None if options.quiet else tell,
            cancel=signals.asked,
        )
        sys.stdout.write(write(plan))
        sys.stdout.flush()
    return DONE


def _check(options: argparse.Namespace) -> int:
    problem, plan = _problem_and_plan(options.plan)
    if plan is None:
        raise BadProblem("", 'give {"problem": …, "plan": …} on stdin, or use --plan FILE')
    check_locks(problem)
    broken = violations(problem, plan)
    values = () if broken else score(problem, plan)  # a broken plan has no value for some goals
    stated = {goal.name: goal.value for goal in plan.goals}
    wrong = [
        {"name": name, "stated": stated[name], "value": value}
        for name, value in values
        if name in stated and abs(stated[name] - value) > TOLERANCE
    ]
    verdict = {
        "violations": [violation.to_json() for violation in broken],
        "goals": [{"name": name, "value": value} for name, value in values],
        "misstated": wrong,
    }
    _print(verdict)
    return BROKEN if broken or wrong else DONE


class _Brief(NamedTuple):
    engine: str
    seed: int
    seconds: float


def _explain(options: argparse.Namespace) -> int:
    if options.parent is not None:
        belong_to(options.parent, options.last)
    problem, plan = _problem_and_plan(options.plan)
    brief = _Brief(options.engine, options.seed, options.seconds)
    try:
        check_locks(problem)
        if plan is None:
            with redirect_stdout(sys.stderr):
                plan = solve(problem, **brief._asdict())
    except (BadProblem, NoPlan):  # the sentence goes to stderr; here is why
        clash = explain_locks(problem, Again(problem, None, options.engine, options.seed))
        _show([] if clash is None else [clash], options.language)
        raise
    if broken := violations(problem, plan):
        raise BadProblem("plan", f"only a plan without broken rules can be explained: {broken[0].sentence}")
    for name in options.about:
        if not any(name in ids for ids in _ids(problem)):
            raise BadProblem("", f"--about: there is nothing called {name!r}")
    if options.change:
        with redirect_stdout(sys.stderr):
            changed = what_if(problem, plan, options.change, **brief._asdict())
        _print({"plan": changed.plan.to_json(), "difference": changed.difference.to_json()})
        return DONE
    with StopSignals() as signals:  # Ctrl-C leaves the rest unsolved, not unexplained
        if options.parent is not None:
            say({"ready": True})
        with redirect_stdout(sys.stderr):
            found = explain(problem, plan, about=options.about, cancel=signals.asked, **brief._asdict())
        _show(found, options.language)
    return DONE


def _ids(problem: Problem) -> tuple[Container[str], ...]:
    if isinstance(problem, PlacementProblem):
        return problem.mentor, problem.session
    return problem.session, problem.trainer


def _show(explanations: Sequence[Explanation], language: Language | None) -> None:
    if language is None:
        _print([explanation.to_json() for explanation in explanations])
        return
    for explanation in explanations:
        sys.stdout.write(f"{' · '.join((explanation.question, *explanation.about))}\n")
        for reason in explanation.reasons:
            sys.stdout.write(f"  {reason.sentence(language)}\n")
    sys.stdout.flush()


def _generate(options: argparse.Namespace) -> int:
    problem: Problem
    if options.kind == "placement":
        size = options.size or "school"
        problem = generate.placement_of(size, mentors=options.mentors, seed=options.seed, tight=options.tight)
    else:
        problem = generate.timetable_of(options.size or "partnership", seed=options.seed, tight=options.tight)
    sys.stdout.write(write(problem))
    return DONE


# Reading


def _problem_and_plan(file: Path | None) -> tuple[Problem, Plan | None]:
    """A problem alone, with a plan beside it in the file, or {"problem": …, "plan": …}."""
    value = parse_json(_stdin())
    plan: object = None
    if isinstance(value, dict) and "problem" in value:
        plan = value.get("plan", value.get("previous"))
        problem = problem_from_json(value["problem"])
    else:
        problem = problem_from_json(value)
    try:
        if file is not None:
            plan = parse_json(_file(file))
        read = None if plan is None else plan_from_json(plan)
    except BadProblem as no:
        raise BadProblem(f"plan.{no.path}" if no.path else "plan", no.sentence) from None
    if read is not None and isinstance(problem, PlacementProblem) != isinstance(read, PlacementPlan):
        raise BadProblem("plan", "is of another kind than the problem")
    return problem, read


def _stdin() -> bytes:
    text = sys.stdin.buffer.read(LARGEST_INPUT + 1)
    if len(text) > LARGEST_INPUT:
        raise BadProblem("", f"the input is larger than {LARGEST_INPUT // 1024**2} MiB")
    return text


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as no:
        raise BadProblem("", f"{path} cannot be read ({no.strerror})") from None


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
