#!/usr/bin/env bash
# Brings the agent of this checkout onto another machine: builds, copies, installs, and lets doctor look at it.
#
#   deploy/push.sh [--package DEB] [--sign-key FILE] USER@HOST [ssh option...]
#
#   --package DEB     install this package; without it, one is built for the machine's architecture
#   --sign-key FILE   also install this key's public half, so that the device takes updates signed with it
#
# What follows USER@HOST goes to ssh, e.g. -p 2222 or -i FILE. USER may become root there by sudo (or is root). The machine needs ssh and
# Debian 12 or newer with 64 bits, and no .NET. Exit 0: installed, whatever doctor found; its findings are printed.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
target='' key='' package=''
while [ $# -gt 0 ] && [ -z "$target" ]; do
    case $1 in
        --package) package=${2:?--package needs a file}; shift 2 ;;
        --sign-key) key=${2:?--sign-key needs a file}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        -*) echo "push.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
        *) target=$1; shift ;;
    esac
done
[ -n "$target" ] || { echo 'push.sh: USER@HOST is needed (see --help)' >&2; exit 2; }
for file in "$package" "$key"; do
    [ -z "$file" ] || [ -r "$file" ] || { echo "push.sh: '$file' cannot be read" >&2; exit 2; }
done

# All steps use one connection, so that ssh asks for a password once.
work=$(mktemp -d)
ssh_options=(-o ControlMaster=auto -o ControlPath="$work/ssh" -o ControlPersist=600 "$@")
on_target() { ssh "${ssh_options[@]}" "$target" "$@"; }
finish() { ssh "${ssh_options[@]}" -O exit "$target" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

architecture=$(on_target dpkg --print-architecture)
if [ -z "$package" ]; then
    case $architecture in
        arm64) package=$(deploy/package.sh --rid linux-arm64 | tail -n 1) ;;
        amd64) package=$(deploy/package.sh --rid linux-x64 | tail -n 1) ;;
    esac                                # for another one there is no package, and install.sh reports that there
fi
mkdir "$work/files"
cp deploy/install.sh ${package:+"$package"} "$work/files/"
[ -z "$key" ] || openssl pkey -in "$key" -pubout -out "$work/files/push.pem"
folder=$(on_target mktemp -d)
# scp is not used: its options differ from those of ssh.
tar --create --directory "$work/files" . | on_target tar --extract --no-same-owner --directory "$folder"
# sudo needs a terminal to ask for a password; ssh passes on ours, if there is one.
terminal=()
[ ! -t 0 ] || terminal=(-t)
ssh ${terminal[@]+"${terminal[@]}"} "${ssh_options[@]}" "$target" "
    as_root() { if [ \$(id -u) = 0 ]; then \"\$@\"; else sudo \"\$@\"; fi; }
    as_root $folder/install.sh; code=\$?
    if [ \$code = 0 ] && [ -e $folder/push.pem ]; then
        as_root install -D -m 644 $folder/push.pem /etc/edgeagent/update-keys/push.pem; code=\$?
    fi
    rm -rf $folder
    exit \$code"
