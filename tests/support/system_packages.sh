#!/bin/sh
# Install the programs that tests use, where this machine lets us; say what stays missing.
# Tests that need a missing program skip and name it.

there() { command -v "$1" >/dev/null 2>&1; }

missing=""
there exiftool || missing="$missing libimage-exiftool-perl"
there openssl || missing="$missing openssl"
there softhsm2-util || missing="$missing softhsm2"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || there initdb || missing="$missing postgresql"
browser=""
there chromium || there google-chrome || browser="chromium"
[ -z "$missing$browser" ] && exit 0

if there apt-get; then
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null && as_root="sudo -n"
    fi
    if [ "$(id -u)" = 0 ] || [ -n "$as_root" ]; then
        echo "installing:$missing $browser"
        export DEBIAN_FRONTEND=noninteractive
        add="apt-get install -y -qq"
        $as_root apt-get update -qq >/dev/null 2>&1
        # shellcheck disable=SC2086
        [ -z "$missing" ] || { $as_root $add $missing >/dev/null 2>&1 && missing=""; }
        # On its own, for not every system has it: without it the rest is installed all the same.
        [ -z "$browser" ] || { $as_root $add --no-install-recommends $browser >/dev/null 2>&1 && browser=""; }
    fi
elif there brew; then
    [ -z "$missing" ] || { brew install --quiet exiftool openssl softhsm postgresql@17 >/dev/null 2>&1 && missing=""; }
fi
[ -z "$missing$browser" ] || echo "not installed, tests that need them will skip:$missing $browser"
exit 0
