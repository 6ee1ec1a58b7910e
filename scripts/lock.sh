#!/bin/sh
# Writes both lock files: every version pinned, with the hashes of its files for every system.
# What is pinned stays pinned while pyproject.toml allows it; --upgrade takes the newest.
set -eu
lock() {
    out=$1
    shift
    .venv/bin/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
        --output-file "$out" "$@"
}
lock requirements.lock --group build "$@"
# The same versions in both, so that one environment serves to run and to develop.
lock requirements-dev.lock --group build --group dev --constraint requirements.lock "$@"
