"""Run a command with DATABASE_URL set to a throwaway PostgreSQL, and remove it afterwards, whatever happens.

    python scripts/with_postgresql.py COMMAND [ARGUMENT ...]

The cluster lives in a temporary folder, listens on a unix socket only and does not wait for the disk. PostgreSQL refuses
to run as root: root starts it as the user `postgres`, or `nobody` where that user does not exist.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

FAST_AND_FORGETFUL = (
    "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
)


def programs() -> Path | None:
    """The folder with Debian's newest `initdb` and `pg_ctl`, or None when PostgreSQL is not installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def _server_user() -> str | None:
    """Whom the server runs as: None is whoever runs this."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster() -> Iterator[str]:
    """A running, empty PostgreSQL; gives its DATABASE_URL. Raises FileNotFoundError when it is not installed."""
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError("PostgreSQL is missing. Install with: sudo apt-get install postgresql")
    user = _server_user()
    # The path of a unix socket has room for some hundred characters, and TMPDIR may be long.
    home = Path(tempfile.mkdtemp(prefix="dagdeel-pg-", dir="/tmp"))
    data = home / "data"
    if user is not None:
        shutil.chown(home, user)

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            command,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")

    try:
        run(
            *(bin_folder / "initdb", "--pgdata", data, "--username", "dagdeel", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        run(
            *(bin_folder / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", home / "log"),
            *("--options", f"{FAST_AND_FORGETFUL} -k {home}"),
        )
        yield f"postgresql://dagdeel@{quote(str(home), safe='')}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run(bin_folder / "pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", data)
        shutil.rmtree(home, ignore_errors=True)


def _stop(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that the cluster is removed on the way out."""
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    """Run the command beside a fresh cluster; its exit code is ours."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with cluster() as url, subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}) as child:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                # Ctrl-C reached the command as well: let it finish its own way, with the database still there. Its code is
                # lost (0) when the signal came between its end and our reading it; interrupted it was.
                code = child.wait() or -signal.SIGINT
            except SystemExit:
                child.terminate()
                raise
        return code if code >= 0 else 128 - code  # as a shell tells that a signal ended it
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return 127


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
