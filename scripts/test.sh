#!/bin/sh
# The suite on PostgreSQL (without the browser), then all of it on SQLite. Arguments go to both runs of pytest.
# Both always run; the last line is pytest's own. The tables of PostgreSQL are made by the migrations, those of SQLite by the
# models: `make check` holds that these are the same, and that takes a second instead of twenty.
set -u
python=.venv/bin/python
workers="-n auto --maxprocesses 4 --dist worksteal"
failed=0

if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    echo "== On PostgreSQL"
    # shellcheck disable=SC2086  # several words on purpose
    $python scripts/with_postgresql.py $python -m pytest $workers -q --migrations --durations=8 -m "not browser and not once" "$@" || failed=1
else
    echo "== PostgreSQL is missing: the suite runs on SQLite only" >&2
    [ "${CI:-}" = true ] && failed=1
fi

echo "== On SQLite, with the browser journeys"
# shellcheck disable=SC2086
env -u DATABASE_URL $python -m pytest $workers -q --durations=25 -m "not postgresql" "$@" || failed=1
exit "$failed"
