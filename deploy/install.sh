#!/usr/bin/env bash
# Installs the agent on this machine from its Debian package, or removes it. The machine needs no .NET.
#
#   install.sh [--no-start] [PACKAGE.deb]
#   install.sh --remove [--purge]
#
#   PACKAGE.deb   default: the newest one for this machine beside this script or in artifacts/
#   --no-start    install only; the service starts with the next boot
#   --remove      remove the service and the program; --purge also their data and configuration
#
# Needs root, systemd, and a Debian 12 or newer (or Raspberry Pi OS of that age) with 64 bits. A checkout makes packages with
# deploy/package.sh; from there, deploy/push.sh brings one to another machine.
set -euo pipefail
here=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
start=1 remove=0 purge=0 package=''
while [ $# -gt 0 ]; do
    case $1 in
        --no-start) start=0; shift ;;
        --remove) remove=1; shift ;;
        --purge) purge=1; shift ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        -*) echo "install.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
        *) package=$1; shift ;;
    esac
done
fail() { echo "install.sh: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail 'root is needed'
export DEBIAN_FRONTEND=noninteractive

if [ $remove = 1 ]; then
    apt-get -q -y "$([ $purge = 1 ] && echo purge || echo remove)" edgeagent
    exit 0
fi

# dpkg knows the architecture of this system's programs; a 64-bit kernel may run below 32-bit programs.
architecture=$(dpkg --print-architecture)
case $architecture in
    amd64 | arm64) ;;
    armel) fail 'this system is ARMv6 (armel): .NET has never run there. A Pi 1 or Zero cannot run the agent; a Zero 2 W or newer can' ;;
    armhf) fail "this system has 32 bits (armhf), and there is no such build. Flash a 64-bit image; from a Pi 3 or Zero 2 W on, the hardware can" ;;
    *) fail "there is no build for $architecture, only for arm64 and amd64" ;;
esac
if [ -z "$package" ]; then
    package=$(ls -1t "$here"/edgeagent_*_"$architecture".deb "$here"/../artifacts/edgeagent_*_"$architecture".deb 2>/dev/null | head -n 1 || true)
    [ -n "$package" ] || fail "no edgeagent_VERSION_$architecture.deb beside this script or in artifacts/: make one with deploy/package.sh, on any x86-64 machine with the .NET SDK"
fi
[ -r "$package" ] || fail "'$package' cannot be read"
found=$(dpkg-deb --field "$package" Package Architecture 2>/dev/null | sed 's/.*: //' | tr '\n' ' ') || fail "'$package' is no Debian package"
[ "$found" = "edgeagent $architecture " ] || fail "'$package' is $found, and not edgeagent for $architecture"

# Files of an installation without a package would hide the package's files.
if [ -e /etc/systemd/system/edgeagent.service ] && [ ! -L /etc/systemd/system/edgeagent.service ]; then
    echo 'install.sh: taking away the installation in /opt; data and configuration stay' >&2
    [ ! -d /run/systemd/system ] || systemctl stop edgeagent
    rm -f /etc/systemd/system/edgeagent.service /usr/local/bin/edgeagent /usr/lib/systemd/system-sleep/edgeagent
    rm -rf /opt/edgeagent /opt/edgeagent.old
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
fi

# With --no-start dpkg must not start the service.
policy=/usr/sbin/policy-rc.d
if [ $start = 0 ] && [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
fi
apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends --allow-downgrades install "$(realpath "$package")" ||
    fail 'the package could not be installed, see above; what was installed before still is'

# doctor runs as the service's user: as root it would not find the missing rights of that user.
(cd / && setpriv --reuid edgeagent --regid edgeagent --init-groups -- edgeagent doctor) || echo 'install.sh: doctor found faults, see above' >&2
