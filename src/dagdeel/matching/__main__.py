"""``python -m dagdeel.matching placement|timetable|check|explain|generate``: JSON in, JSON out.

Exit codes: 0 done · 1 ``check`` found a broken rule or a misstated goal · 2 the command line is wrong · 3 bad
input (one sentence on stderr that names the place in the JSON) · 4 no plan keeps the locks · 130 interrupted.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dagdeel.matching import generate
from dagdeel.matching.check import check_locks, violations
from dagdeel.matching.explain import explain
from dagdeel.matching.problem import (
    BadProblem,
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    plan_from_json,
    problem_from_json,
    read_plan,
    write,
)
from dagdeel.matching.problem.fields import parse_json
from dagdeel.matching.problem.goals import TOLERANCE
from dagdeel.matching.process import StopSignals, belong_to, say, tell
from dagdeel.matching.score import score
from dagdeel.matching.solve import solve
from dagdeel.matching.solvers import NoPlan, engine_named

DONE, BROKEN, BAD_INPUT, NO_PLAN = 0, 1, 3, 4
LARGEST_INPUT = 256 * 1024 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except BadProblem as no:
        if options.parent is None:
            sys.stderr.write(f"bad input: {no}\n")
        else:
            say({"bad_problem": {"path": no.path, "sentence": no.sentence}})
        return BAD_INPUT
    except NoPlan as no:
        if options.parent is None:
            sys.stderr.write(f"no plan: {no}\n")
        else:
            say({"no_plan": str(no)})
        return NO_PLAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m dagdeel.matching", description="Place people, plan trainers.")
    parser.set_defaults(parent=None)
    commands = parser.add_subparsers(required=True, metavar="command")
    for kind in ("placement", "timetable"):
        command = commands.add_parser(kind, help=f"solve a {kind} problem from stdin, plan on stdout")
        command.add_argument("--engine", type=_engine, default="greedy")
        command.add_argument("--seed", type=_natural, default=0)
        command.add_argument("--seconds", type=_seconds, default=60.0, help="time limit (default 60)")
        command.add_argument("--previous", type=Path, help="a plan to start from, in a file")
        command.add_argument("--quiet", action="store_true", help="no progress on stderr")
        command.add_argument("--parent", type=_natural, help=argparse.SUPPRESS)  # for process.run
        command.add_argument("--last", type=_seconds, help=argparse.SUPPRESS, default=0.0)
        command.set_defaults(run=_solve, kind=kind)
    for name, run in (("check", _check), ("explain", _explain)):
        command = commands.add_parser(name, help='{"problem": …, "plan": …} on stdin')
        command.add_argument("--plan", type=Path, help="the plan, in a file")
        command.set_defaults(run=run)
    command = commands.add_parser("generate", help="an invented problem on stdout")
    command.add_argument("kind", choices=("placement", "timetable"))
    command.add_argument("--size", type=_natural, help="mentors (40) or partnerships (1)")
    command.add_argument("--seed", type=_natural, default=0)
    command.add_argument("--tight", action="store_true")
    command.set_defaults(run=_generate)
    return parser


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError("a whole number from 0")
    return int(text)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("a number of seconds from 0")
    return value


def _engine(name: str) -> str:
    try:
        engine_named(name)
    except ValueError as no:
        raise argparse.ArgumentTypeError(str(no)) from None
    return name


def _solve(options: argparse.Namespace) -> int:
    if options.parent is not None:
        belong_to(options.parent, options.last)
    problem, start = _problem_and_start(options)
    if isinstance(problem, PlacementProblem) != (options.kind == "placement"):
        raise BadProblem("kind", f"the command is {options.kind}; this is a problem of the other kind")
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


def _problem_and_start(options: argparse.Namespace) -> tuple[Problem, Plan | None]:
    """A problem alone, or {"problem": …, "plan": …} with a plan to start from."""
    value = parse_json(_stdin())
    if isinstance(value, dict) and "problem" in value:
        start = value.get("plan")
        return problem_from_json(value["problem"]), None if start is None else plan_from_json(start)
    return problem_from_json(value), read_plan(_file(options.previous)) if options.previous else None


def _check(options: argparse.Namespace) -> int:
    problem, plan = _problem_and_plan(options)
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


def _explain(options: argparse.Namespace) -> int:
    problem, plan = _problem_and_plan(options)
    if broken := violations(problem, plan):
        raise BadProblem("plan", f"only a plan without broken rules can be explained: {broken[0].sentence}")
    _print([explanation.to_json() for explanation in explain(problem, plan)])
    return DONE


def _generate(options: argparse.Namespace) -> int:
    problem: Problem
    if options.kind == "placement":
        mentors = 40 if options.size is None else options.size
        problem = generate.placement(mentors=mentors, seed=options.seed, tight=options.tight)
    else:
        size = 1 if options.size is None else options.size
        problem = generate.timetable(partnerships=size, seed=options.seed, tight=options.tight)
    sys.stdout.write(write(problem))
    return DONE


def _problem_and_plan(options: argparse.Namespace) -> tuple[Problem, Plan]:
    value = parse_json(_stdin())
    if options.plan:
        problem, plan = problem_from_json(value), read_plan(_file(options.plan))
    elif isinstance(value, dict) and {"problem", "plan"} <= value.keys():
        problem, plan = problem_from_json(value["problem"]), plan_from_json(value["plan"])
    else:
        raise BadProblem("", 'give {"problem": …, "plan": …} on stdin, or use --plan FILE')
    if isinstance(problem, PlacementProblem) != isinstance(plan, PlacementPlan):
        raise BadProblem("plan", "is of another kind than the problem")
    check_locks(problem)
    return problem, plan


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
    sys.exit(main())
