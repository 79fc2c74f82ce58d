#!/bin/sh
# Makes .venv and installs the requirement files named, once: a second call finds the stamp and does nothing.
# PYTHON names the interpreter to use; without it the first suitable one (3.11 or newer, with venv) is taken.
set -eu

OLDEST="3.11"
VENV=".venv"

suitable() {
    command -v "$1" >/dev/null 2>&1 && "$1" - >/dev/null 2>&1 <<-'EOF'
	import ensurepip, sys, venv
	sys.exit(sys.version_info < (3, 11))
	EOF
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if suitable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

no_python() {
    {
        echo "No Python $OLDEST or newer with the venv module was found${PYTHON:+ (PYTHON=$PYTHON)}."
        echo "On Debian and Ubuntu: apt-get install python3-venv. Elsewhere: https://www.python.org/downloads/"
        echo "Another interpreter is used with: make verify PYTHON=/path/to/python3"
    } >&2
    exit 1
}

fetch_python() {
    [ -z "${PYTHON:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "Installing Debian's python3-venv …" >&2
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv; } >/dev/null 2>&1
}

works() {
    "$VENV/bin/python" -c "import pip, sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1
}

if ! works; then
    python=$(find_python) || { fetch_python && python=$(find_python); } || no_python
    echo "Making $VENV with $("$python" -V) …" >&2
    "$python" -m venv --clear "$VENV"
fi

wanted=$("$VENV/bin/python" - "$@" <<'EOF'
import hashlib, pathlib, sys
files = ["requirements.txt", *sys.argv[1:]]
print(sys.version_info[:2], *(hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest() for name in files))
EOF
)
for name in "$@"; do
    stamp="$VENV/.installed-$name"
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        echo "Installing $name …" >&2
        "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input --root-user-action=ignore \
            -r "$name"
        echo "$wanted" >"$stamp"
    fi
done

# Ready to run: without it, each start would compile all modules where PYTHONDONTWRITEBYTECODE is set, as in many containers.
"$VENV/bin/python" -m compileall -q crawler pipelines config || :
