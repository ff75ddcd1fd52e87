#!/usr/bin/env bash
# Makes the Debian package and the update bundle of a release.
#
#   deploy/package.sh [--rid linux-x64|linux-arm64] [--release DIR] [--sign-key FILE] [--out DIR]
#
#   --rid RID         what to build for (default: linux-arm64)
#   --release DIR     a folder that deploy/build.sh has made; without it, one is built
#   --sign-key FILE   private key (Ed25519, PEM) that signs the update bundle; without it, no bundle is made
#                     (make one: openssl genpkey -algorithm ed25519 -out update.key; its public half, for
#                     /etc/edgeagent/update-keys on each device: openssl pkey -in update.key -pubout -out update.pem)
#   --out DIR         where the files go (default artifacts)
#
# Makes edgeagent_VERSION_ARCHITECTURE.deb and, with a key, edgeagent_VERSION_ARCHITECTURE.update. The last line printed is the package.
# The same release gives the same bytes.
set -euo pipefail
umask 022
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

rid=linux-arm64 release='' key='' out=artifacts
while [ $# -gt 0 ]; do
    case $1 in
        --rid) rid=${2:?--rid needs a value}; shift 2 ;;
        --release) release=${2:?--release needs a folder}; shift 2 ;;
        --sign-key) key=${2:?--sign-key needs a file}; shift 2 ;;
        --out) out=${2:?--out needs a folder}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "package.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
[ -z "$key" ] || [ -r "$key" ] || { echo "package.sh: --sign-key '$key' cannot be read" >&2; exit 2; }
. deploy/release/common.sh
. tests/packages.sh
need_packages dpkg xz-utils openssl
[ -n "$release" ] || release=$(deploy/build.sh --rid "$rid" --out "$out" | tail -n 1)
[ -e "$release/version" ] || { echo "package.sh: --release '$release': deploy/build.sh has not made this folder" >&2; exit 2; }
(cd "$release" && sha256sum --quiet --check SHA256SUMS) || { echo "package.sh: $release was changed since it was built" >&2; exit 1; }
field() { sed -n "s/^$1=//p" "$release/version"; }
version=$(field version) architecture=$(field architecture) commit=$(field commit)
debian_version=${version/-/\~}
set_surroundings
mkdir -p "$out"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/edgeagent
put() { install -D -m "$1" "$2" "$root/$3"; }                # put MODE SOURCE PLACE
document() { install -d "$root/$(dirname "$2")"; gzip -9nc "$1" >"$root/$2.gz"; }

put 755 "$release/bin/edgeagent" usr/lib/edgeagent/bin/edgeagent
for name in edgeagent-launch edgeagent-pause edgeagent-update; do put 755 "$release/lib/$name" usr/lib/edgeagent/lib/$name; done
put 644 "$release/version" usr/lib/edgeagent/version
install -d "$root/usr/bin"
ln -s ../lib/edgeagent/lib/edgeagent-launch "$root/usr/bin/edgeagent"
for unit in edgeagent.service edgeagent-update.service edgeagent-update.path; do put 644 "$release/systemd/$unit" lib/systemd/system/$unit; done
put 755 "$release/lib/system-sleep" lib/systemd/system-sleep/edgeagent
put 644 "$release/share/60-edgeagent.rules" lib/udev/rules.d/60-edgeagent.rules
put 644 "$release/share/sysusers.conf" usr/lib/sysusers.d/edgeagent.conf
put 644 "$release/share/edgeagent.bash-completion" usr/share/bash-completion/completions/edgeagent
install -d "$root/usr/share/edgeagent"
cp -r "$release/dashboard" "$root/usr/share/edgeagent/dashboard"
document "$release/share/edgeagent.1" usr/share/man/man1/edgeagent.1
documents=usr/share/doc/edgeagent
document "$release/share/README.md" $documents/README.md
document "$release/sbom.cdx.json" $documents/sbom.cdx.json
for name in agent.sample.json copyright; do put 644 "$release/share/$name" $documents/$name; done
for name in edgeagent-sleep.conf edgeagent-jit-tasks.conf edgeagent-camera-tasks.conf; do put 644 "$release/systemd/$name" usr/share/edgeagent/$name; done
changelog edgeagent "$debian_version" "$commit" >"$work/changelog"
document "$work/changelog" $documents/changelog
put 640 "$release/share/agent.json" etc/edgeagent/agent.json
install -d -m 755 "$root/etc/edgeagent/update-keys"
install -D -m 644 deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/edgeagent"

install -d "$root/DEBIAN"
echo /etc/edgeagent/agent.json >"$root/DEBIAN/conffiles"
package=$out/edgeagent_${debian_version}_$architecture.deb
make_deb "$root" deploy/debian "$debian_version" "$architecture" "$package"

if [ -n "$key" ]; then
    archive=edgeagent-$version-linux-$([ "$architecture" = amd64 ] && echo x64 || echo arm64).tar.gz
    cp "$(dirname "$release")/$archive" "$work/payload.tar.gz"
    printf 'format=1\nversion=%s\ncommit=%s\narchitecture=%s\npayload_sha256=%s\n' "$version" "$commit" "$architecture" \
        "$(sha256sum <"$work/payload.tar.gz" | cut -d ' ' -f 1)" >"$work/manifest"
    openssl pkeyutl -sign -rawin -inkey "$key" -in "$work/manifest" -out "$work/manifest.sig"
    tar --create --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=644 --format=ustar --directory "$work" \
        --file "$out/edgeagent_${version}_$architecture.update" manifest manifest.sig payload.tar.gz
    echo "$out/edgeagent_${version}_$architecture.update" >&2
fi
echo "$package"
