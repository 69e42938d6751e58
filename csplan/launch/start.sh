#!/bin/sh
# Hands over to csplan.launch.NAME with a Python that is recent enough and really executes.
# A name on the PATH proves nothing: a version manager's shim may answer for a Python that is
# not there, so each candidate has to run a program and give its answer.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
entry=$1
shift

# An environment active in the caller's shell is looked through, to the Python beneath it.
question='
import importlib.util, sys
whole = importlib.util.find_spec("ensurepip") or sys.argv[1] == "any"
if sys.version_info >= (3, 11) and whole:
    print(getattr(sys, "_base_executable", None) or sys.executable)
'

answer() {
    "$1" -I -c "$question" "$2" </dev/null 2>/dev/null
}

find_python() {
    for candidate in ${CSPLAN_PYTHON:+"$CSPLAN_PYTHON"} python3 python python3.14 python3.13 \
        python3.12 python3.11 /usr/local/bin/python3 /usr/bin/python3 "$HOME"/.pyenv/versions/*/bin/python3
    do
        found=$(answer "$candidate" "$1")
        if [ -x "$found" ]; then
            printf '%s\n' "$found"
            return
        fi
    done
}

# One that can make an environment by itself is better than one that needs a package for it.
python=$(find_python whole)
[ -n "$python" ] || python=$(find_python any)
if [ -z "$python" ]; then
    echo "csplan needs Python 3.11 or later, and found none that runs (CSPLAN_PYTHON may name one)." >&2
    exit 1
fi

unset PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV
exec env PYTHONPATH="$root" "$python" -P -m "csplan.launch.$entry" "$@"
