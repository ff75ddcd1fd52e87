#!/usr/bin/env bash
# root.sh DIR: unpacks a small Debian 12 (amd64) into DIR, in which a package can be installed. It is made once and kept in
# ${XDG_CACHE_HOME:-~/.cache}/edgeagent. Needs root and mmdebstrap.
set -euo pipefail
packages=systemd,ca-certificates,tzdata,openssl,libsqlite3-0,libssl3,zlib1g,openssh-server,sudo
cache=${XDG_CACHE_HOME:-$HOME/.cache}/edgeagent/chroot-amd64-$(sha256sum <<<"$packages" | cut -c 1-12).tar
if [ ! -e "$cache" ]; then
    mkdir -p "$(dirname "$cache")"
    mmdebstrap --quiet --mode=root --architectures=amd64 --variant=minbase --include="$packages" \
        --aptopt='Acquire::Retries "5"' --aptopt='APT::Install-Recommends "false"' \
        bookworm "$cache.new.tar" "deb $("$(dirname -- "$0")/../../deploy/debian-mirror.sh") bookworm main" >&2
    mv "$cache.new.tar" "$cache"
fi
mkdir -p "$1"
tar -C "$1" -xf "$cache"
