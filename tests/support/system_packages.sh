#!/bin/sh
# Install the programs that tests use, where this machine lets us; say what stays missing.
# Tests that need a missing program skip and name it.

missing=""
command -v exiftool >/dev/null 2>&1 || missing="$missing libimage-exiftool-perl"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v softhsm2-util >/dev/null 2>&1 || missing="$missing softhsm2"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null && as_root="sudo -n"
    fi
    if [ "$(id -u)" = 0 ] || [ -n "$as_root" ]; then
        echo "installing:$missing"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        { $as_root apt-get update -qq && $as_root apt-get install -y -qq $missing; } >/dev/null 2>&1 \
            && exit 0
    fi
elif command -v brew >/dev/null 2>&1; then
    brew install --quiet exiftool openssl softhsm postgresql@17 >/dev/null 2>&1 && exit 0
fi
echo "not installed, tests that need them will skip:$missing"
exit 0
