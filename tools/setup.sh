#!/bin/sh
# Makes the virtual environment of this project: tools/setup.sh FOLDER. Says in one line what is missing, if anything.
set -eu
venv=${1:?usage: tools/setup.sh FOLDER}

say() { echo "setup: $*" >&2; }

python=
for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    say "Python 3.11 or newer is missing"
    exit 1
fi

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        say "python3-venv is missing, installing it"
        log=$(mktemp)
        if ! { apt-get update && apt-get install -y python3-venv; } >"$log" 2>&1 </dev/null ||
            ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            say "the venv module of $python is missing and apt-get could not install python3-venv (see $log)"
            exit 1
        fi
        rm -f "$log"
    fi
    say "making $venv with $("$python" -V)"
    "$python" -m venv --clear "$venv"
fi

# The tests of the results site look at it in a browser. Without one they are skipped, so nothing stops here.
browser() {
    [ -n "${PARCFERME_CHROMIUM:-}" ] && return 0
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
if ! browser; then
    if [ "$(id -u)" -ne 0 ]; then
        say "chromium is missing and only root can install it: tests in a browser will be skipped"
    elif say "chromium is missing, installing it" && log=$(mktemp) &&
        { apt-get update && apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1 </dev/null && browser; then
        rm -f "$log"
    else
        say "chromium is missing and apt-get could not install it (see $log): tests in a browser will be skipped"
    fi
fi

# The build backend comes first, so that the editable install needs no second, unpinned environment.
say "installing parcferme and its tools as pinned in constraints.txt"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@" </dev/null; }
pip install -qq --constraint constraints.txt hatchling editables
pip install -qq --constraint constraints.txt --no-build-isolation --editable '.[dev,docs]'
