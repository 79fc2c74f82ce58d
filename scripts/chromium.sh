#!/bin/sh
# Sees to a Chromium for the tests that need one: Debian's, where we may install it and none is there.
# CHROMIUM names another one. Where there is none in the end, says so loudly and goes on: those tests are skipped.
set -u

there() {
    for name in ${CHROMIUM:-chromium chromium-browser google-chrome}; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

there && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium …" >&2
    apt-get -qq update >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null 2>&1
fi
there && exit 0
cat >&2 <<'EOF'
******************************************************************************
*  NO CHROMIUM HERE: every test that needs a browser will be SKIPPED.        *
*  To run them too: apt-get install chromium (as root), then make test       *
******************************************************************************
EOF
