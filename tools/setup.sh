#!/bin/sh
# Makes the virtual environment of this project: tools/setup.sh FOLDER. Says in one line what is missing, if anything.
set -eu
venv=${1:?usage: tools/setup.sh FOLDER}

say() { echo "setup: $*" >&2; }

# Runs a command and says how far it is: watched TOTAL COMMAND... Each line of its output that begins with a package is
# a step of at most TOTAL. On a terminal one line is written over, elsewhere every tenth step is a line. What the command itself
# said is shown where it fails, and its exit status is kept.
watched() {
    total=$1
    shift
    log=$(mktemp)
    { "$@" 2>&1 </dev/null || echo "watched: failed"; } | tee "$log" | {
        at=0
        shown=
        while read -r word name rest; do
            case "$word $name" in
            "Collecting "* | Get:*) what=fetching ;;
            "Requirement already") name=${rest#satisfied: } what="has" ;;
            "Unpacking "*) what=unpacking ;;
            "Setting up") name=$rest what="setting up" ;;
            "Installing collected")
                [ -z "$shown" ] || printf '\r%-90s\r' '' >&2
                say "unpacking what was fetched: the longest step, half a minute or so"
                continue
                ;;
            *) continue ;;
            esac
            at=$((at + 1))
            [ "$at" -le "$total" ] || total=$at
            name=${name%% *}
            if [ -t 2 ]; then
                printf '\rsetup: %s of at most %s: %-50.50s' "$at" "$total" "$what ${name%%[=<>;~![]*}" >&2
                shown=yes
            elif [ $((at % 10)) -eq 1 ]; then
                say "$at of at most $total: $what ${name%%[=<>;~![]*}"
            fi
        done
        [ -z "$shown" ] || printf '\r%-90s\r' '' >&2
    }
    if grep -q '^watched: failed$' "$log"; then
        grep -v '^watched: failed$' "$log" | tail -20 >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

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
    elif say "chromium is missing, installing it (the tests of the results site look at it; a minute or two)" &&
        watched 150 apt-get update &&
        watched 150 apt-get install -y --no-install-recommends chromium && browser; then
        :
    else
        say "chromium is missing and apt-get could not install it: tests in a browser will be skipped"
    fi
fi

# The build backend comes first, so that the editable install needs no second, unpinned environment.
packages=$(grep -c '==' constraints.txt)
say "installing parcferme and its tools, $packages packages as pinned in constraints.txt (a minute or so, once)"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-color install --progress-bar off "$@"; }
watched 2 pip --constraint constraints.txt hatchling editables
watched "$packages" pip --constraint constraints.txt --no-build-isolation --editable '.[dev,docs]'
say "done"
