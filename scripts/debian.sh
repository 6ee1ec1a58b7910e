#!/bin/sh
# Installs the Debian packages named, those that are missing.
#   scripts/debian.sh [--required] chromium|gettext|hunspell|hunspell-nl|libatomic1|npm|postgresql|python3-venv …
# Without root, or on another system, it says in a sentence what is missing. That is a failure with --required
# or with CI=true; otherwise the tests that need the package are skipped and counted.
set -u
required=false
[ "${CI:-}" = true ] && required=true
[ "${1:-}" = --required ] && { required=true; shift; }

present() {
    case $1 in
        gettext) command -v xgettext >/dev/null && command -v msgfmt >/dev/null ;;
        hunspell-nl) [ -e /usr/share/hunspell/nl_NL.dic ] ;;
        libatomic1) ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 ;; # what drives the browser is linked against it
        postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=
for package in "$@"; do
    present "$package" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing from Debian:$missing"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # the names are words, one package each
    if apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1; then
        exit 0
    fi
    tail -n 20 "$log" >&2
fi

echo "Missing:$missing. Install with: sudo apt-get install$missing" >&2
[ "$required" = false ]
