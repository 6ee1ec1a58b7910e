#!/bin/sh
# Makes .venv from a lock file with hashes, and installs this project in it. Does nothing when it is as the lock says.
#   scripts/venv.sh requirements.lock        what Dagdeel needs to run
#   scripts/venv.sh requirements-dev.lock    that, and what checks and tests it
set -eu
lock=$1
here=$(pwd)
python=${PYTHON:-$(command -v python3.11 || command -v python3 || true)}
[ -n "$python" ] || { echo "Dagdeel needs Python 3.11 or newer, and found no python3." >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "Dagdeel needs Python 3.11 or newer; $python is $("$python" -V). Set PYTHON to a newer one." >&2; exit 1; }

make_venv() {
    rm -rf .venv
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        scripts/debian.sh --required python3-venv
    fi
    echo "Making .venv with $("$python" -V)"
    "$python" -m venv .venv
    pwd > .venv/made-in
}

# The scripts in a venv carry its path: a moved or copied folder needs a new one.
[ "$(cat .venv/made-in 2>/dev/null)" = "$here" ] && .venv/bin/python -c '' 2>/dev/null || make_venv

# A venv made from another version of a lock is made anew, so that nothing of the old one stays behind.
for kept in .venv/requirements*.lock; do
    [ -e "$kept" ] && ! cmp -s "$kept" "$(basename "$kept")" && { make_venv; break; }
done

if [ ! -e ".venv/$lock" ]; then
    echo "Installing $lock"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --requirement "$lock"
    cp "$lock" ".venv/$lock"
    # The development lock holds everything of the other one.
    [ "$lock" = requirements.lock ] || cp requirements.lock .venv/requirements.lock
fi
if ! cmp -s pyproject.toml .venv/installed-pyproject.toml; then
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
    cp pyproject.toml .venv/installed-pyproject.toml
fi
