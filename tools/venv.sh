#!/bin/sh
# Which Python runs this, and does it have what is needed?  tools/venv.sh EXTRAS STAMP
#
# Makes ./.venv with the newest Python >= 3.11 that really works (or $PYTHON), installs this checkout with the
# named extras, and touches STAMP. Everything it says goes to stderr. Plain POSIX sh.
set -eu
exec 1>&2
extras=$1
stamp=$2

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' </dev/null >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' </dev/null >/dev/null 2>&1; }

missing_venv() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$1 is Python $version without the venv and ensurepip modules."
    if [ -e /etc/debian_version ]; then
        echo "On Debian and Ubuntu they come with:  apt-get install python$version-venv  (or python3-venv)"
    else
        echo "Install them (python$version-venv or python3-venv in most distributions) and try again."
    fi
    exit 1
}

choose() {
    python='' bare=''
    for candidate in ${PYTHON:+"$PYTHON"} python3.15 python3.14 python3.13 python3.12 python3.11 python3 python; do
        # a pyenv shim may exist and yet fail, so each one is run
        if works "$candidate"; then
            if has_venv "$candidate"; then
                python=$candidate
                return
            fi
            bare=${bare:-$candidate}
        fi
        if [ -n "${PYTHON:-}" ]; then break; fi
    done
    if [ -n "$bare" ]; then missing_venv "$bare"; fi
    if [ -n "${PYTHON:-}" ]; then
        echo "PYTHON=$PYTHON is no Python 3.11 or later."
    else
        echo "No Python 3.11 or later was found (tried python3.15 ... python3.11, python3, python)."
        echo "Debian, Ubuntu: apt-get install python3 python3-venv    macOS: brew install python"
        echo "Elsewhere on this machine?  make demo PYTHON=/path/to/python3"
    fi
    exit 1
}

if ! works .venv/bin/python; then
    choose
    echo "Making .venv with $("$python" -c 'import platform, sys; print("Python", platform.python_version(), "at", sys.executable)')"
    "$python" -m venv --clear .venv
fi
echo "Installing deliverkit[$extras] into .venv ..."
if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --editable ".[$extras]"; then
    echo "The packages above could not be installed; the first set-up needs the network (PyPI)."
    exit 1
fi
: >"$stamp"
