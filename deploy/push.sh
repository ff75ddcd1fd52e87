#!/usr/bin/env bash
# Brings the agent of this checkout onto another machine: builds, copies, installs, and lets doctor look at it.
#
#   deploy/push.sh USER@HOST [--sign-key FILE] [ssh option...]
#
#   --sign-key FILE   also install this key's public half, so that the device takes updates signed with it
#
# USER may become root there by sudo (or is root). The machine needs ssh and Debian 12 or newer with 64 bits, and no .NET.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
target='' key=''
case ${1:-} in
    -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    '' | -*) echo 'push.sh: USER@HOST is needed (see --help)' >&2; exit 2 ;;
    *) target=$1; shift ;;
esac
if [ "${1:-}" = --sign-key ]; then key=${2:?--sign-key needs a file}; shift 2; fi

# One connection for everything: a password is asked for once.
work=$(mktemp -d)
ssh_options=(-o ControlMaster=auto -o ControlPath="$work/ssh" -o ControlPersist=600 "$@")
finish() { ssh "${ssh_options[@]}" -O exit "$target" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

architecture=$(ssh "${ssh_options[@]}" "$target" dpkg --print-architecture)
case $architecture in
    arm64) rid=linux-arm64 ;;
    amd64) rid=linux-x64 ;;
    *) rid='' ;;                       # install.sh says there what is wrong
esac
files=(deploy/install.sh)
[ -z "$rid" ] || files+=("$(deploy/package.sh --rid $rid | tail -n 1)")
if [ -n "$key" ]; then
    openssl pkey -in "$key" -pubout -out "$work/push.pem"
    files+=("$work/push.pem")
fi
folder=$(ssh "${ssh_options[@]}" "$target" mktemp -d)
scp -q "${ssh_options[@]}" "${files[@]}" "$target:$folder/"
ssh -t "${ssh_options[@]}" "$target" "
    as_root() { if [ \$(id -u) = 0 ]; then \"\$@\"; else sudo \"\$@\"; fi; }
    as_root $folder/install.sh; code=\$?
    [ ! -e $folder/push.pem ] || as_root install -D -m 644 $folder/push.pem /etc/edgeagent/update-keys/push.pem
    rm -rf $folder
    exit \$code"
