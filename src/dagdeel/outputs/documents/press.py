"""Make paper: a Typst template that stands with a step, and plain data, become a tagged PDF.

Data reaches the template as JSON in `sys.inputs` only, never as source, so nothing that people type can become a command.
Rendering happens in a program of its own under a hard time limit (see `press_worker`): started at the first job, shared by all
threads of this process and by the charts, ended and started anew when a job takes too long.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from dagdeel.outputs.look import COLOURS, LIKERT

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("press_worker.py")
TIME_LIMIT = 30.0  # seconds for one job, the start of the program included


class RenderingFailed(Exception):
    """The paper or picture could not be made: a fault in a template, or it took too long."""


class Press:
    """One rendering program and the way to talk to it. Safe for threads; a forked child starts a program of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._program: subprocess.Popen[bytes] | None = None

    def ask(self, job: Mapping[str, Any], *, limit: float = TIME_LIMIT) -> bytes:
        """The rendered bytes; raises RenderingFailed. At most `limit` seconds, then the program is ended."""
        line = json.dumps(job, cls=DjangoJSONEncoder).encode() + b"\n"
        with self._lock:
            program = self._running()
            watch = Timer(limit, program.kill)
            watch.start()
            try:
                mark, answer = _exchange(program, line)
            except (EOFError, OSError) as no:
                self._end()
                raise RenderingFailed(f"No answer within {limit:g} seconds.") from no
            finally:
                watch.cancel()
        if mark != b"+":
            raise RenderingFailed(answer.decode(errors="replace"))
        return answer

    def close(self) -> None:
        """End the program; the next job starts a new one."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a forked child: the program belongs to the parent, and the lock may be held by a thread that is not here."""
        self._lock = Lock()
        self._program = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._program is None or self._program.poll() is not None:
            self._end()
            self._program = subprocess.Popen(  # noqa: S603 (our own file, run by our own interpreter)
                [sys.executable, "-I", str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._program

    def _end(self) -> None:
        program, self._program = self._program, None
        if program is not None:
            program.kill()
            program.wait()
            for pipe in (program.stdin, program.stdout):
                _close_quietly(pipe)


def _close_quietly(pipe: IO[bytes] | None) -> None:
    """Close a pipe of which the other end may be gone already."""
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        return


def _exchange(program: subprocess.Popen[bytes], line: bytes) -> tuple[bytes, bytes]:
    """Hand in one job and read its answer; raises EOFError or OSError when the program ended meanwhile."""
    if program.stdin is None or program.stdout is None:
        raise EOFError
    program.stdin.write(line)
    program.stdin.flush()
    head = program.stdout.read(9)
    size = int.from_bytes(head[1:], "big")
    body = program.stdout.read(size)
    if len(head) < 9 or len(body) < size:
        raise EOFError
    return head[:1], body


PRESS = Press()
atexit.register(PRESS.close)
os.register_at_fork(after_in_child=PRESS.forget)


def pdf(
    template: str, data: Mapping[str, Any], *, title: str, lang: str = "nl", standards: Sequence[str] = ("ua-1",)
) -> bytes:
    """A tagged PDF (PDF/UA-1 unless told otherwise); raises RenderingFailed.

    `template` is `<app>/<name>`: the file `typst/<name>.typ` in the folder of that app, which begins with
    `#import "/outputs/documents/house.typ": *` and `#show: house`. `data` are plain JSON values (dates become ISO texts;
    format them in `documents.py`, where the language is known) and arrive as `data`. `title` and `lang` go into the PDF itself.
    """
    inputs = {
        "data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False),
        "title": str(title),
        "lang": lang,
        "look": json.dumps(COLOURS),
        "scale": json.dumps(LIKERT),
    }
    job = {
        "kind": "pdf",
        "file": str(_template(template)),
        "root": str(ROOT),
        "inputs": inputs,
        "standards": list(standards),
    }
    return PRESS.ask(job)


def _template(name: str) -> Path:
    """The file of `<app>/<name>`, on whichever floor that app lives; raises RenderingFailed."""
    app, _, stem = name.partition("/")
    for floor in ("year", "outputs", "web"):
        file = ROOT / floor / app / "typst" / f"{stem}.typ"
        if file.is_file():
            return file
    raise RenderingFailed(f"No template typst/{stem}.typ in {app}.")
