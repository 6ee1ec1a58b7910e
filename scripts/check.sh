#!/bin/sh
# Everything that can be said of Dagdeel without running it. All checks run; one that fails makes the whole fail.
set -u
bin=.venv/bin
failed=
check() {
    name=$1
    shift
    if out=$("$@" 2>&1); then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        printf '%s\n' "$out"
        failed="$failed, $name"
    fi
}

check "lint (ruff)" $bin/ruff check --quiet .
check "form (ruff format)" $bin/ruff format --quiet --check .
check "types (mypy --strict)" $bin/mypy --no-error-summary
check "contracts (import-linter)" $bin/lint-imports --no-logo
check "migrations" $bin/dagdeel makemigrations --check --dry-run
if command -v xgettext >/dev/null || [ "${CI:-}" = true ]; then
    check "strings (nl)" $bin/python scripts/messages.py check
else
    echo "skipped strings (nl): gettext is missing"
fi
if [ -e /usr/share/hunspell/nl_NL.dic ] && command -v hunspell >/dev/null || [ "${CI:-}" = true ]; then
    check "spelling (nl)" $bin/python scripts/spelling.py check
else
    echo "skipped spelling (nl): hunspell and hunspell-nl are missing"
fi
check "documents" $bin/python scripts/documents.py
check "shell" sh -c 'for file in scripts/*.sh .ci/run; do sh -n "$file" || exit 1; done'
[ -z "$failed" ] || { echo "make check: ${failed#, } failed" >&2; exit 1; }
