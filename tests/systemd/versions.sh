#!/usr/bin/env bash
# versions.sh PACKAGE KEY DIR [MINOR]: makes other versions of the agent in PACKAGE, for tests of installing and updating. The program inside is
# the same; a script before it gives another version, or fails.
#
#   DIR/older.deb  DIR/newer.deb    version 0.0.9 and 99.0.0
#   DIR/b.update   DIR/c.update     signed updates: 90.MINOR.0 (default 0), which works, and 91.MINOR.0, whose service ends at once
set -euo pipefail
package=$1 key=$2 out=$3 minor=${4:-0}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
architecture=$(dpkg-deb --field "$package" Architecture)

for pair in older:0.0.9 newer:99.0.0; do
    name=${pair%%:*} version=${pair#*:}
    rm -rf "$work/deb"
    dpkg-deb --raw-extract "$package" "$work/deb"
    current=$(dpkg-deb --field "$package" Version)
    sed -i "s/^Version: .*/Version: $version/" "$work/deb/DEBIAN/control"
    sed -i "s/^version=.*/version=$version/" "$work/deb/usr/lib/edgeagent/version"
    sed -i "s/\"$current\"/\"$version\"/; s/edgeagent $current/edgeagent $version/" "$work/deb/DEBIAN/preinst"
    (cd "$work/deb" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    dpkg-deb --root-owner-group -Znone --build "$work/deb" "$out/$name.deb" >/dev/null
done

update() {
    local name=$1 version=$2 run=$3 in=$work/$1
    mkdir -p "$in/edgeagent-$version/bin"
    printf '#!/bin/sh\n[ "$1" != --version ] || { echo %s+test; exit 0; }\n[ "$1" != run ] || %s\nexec /usr/lib/edgeagent/bin/edgeagent "$@"\n' \
        "$version" "$run" >"$in/edgeagent-$version/bin/edgeagent"
    chmod +x "$in/edgeagent-$version/bin/edgeagent"
    printf 'version=%s\ncommit=test\narchitecture=%s\n' "$version" "$architecture" >"$in/edgeagent-$version/version"
    tar -C "$in" -czf "$in/payload.tar.gz" "edgeagent-$version"
    printf 'format=1\nversion=%s\ncommit=test\narchitecture=%s\npayload_sha256=%s\n' "$version" "$architecture" \
        "$(sha256sum <"$in/payload.tar.gz" | cut -d ' ' -f 1)" >"$in/manifest"
    openssl pkeyutl -sign -rawin -inkey "$key" -in "$in/manifest" -out "$in/manifest.sig"
    tar -C "$in" -cf "$out/$name.update" manifest manifest.sig payload.tar.gz
}
update b "90.$minor.0" true
update c "91.$minor.0" 'exit 1'
