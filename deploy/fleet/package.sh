#!/usr/bin/env bash
# Makes the Debian package of the controller for many devices, with the .NET runtime in it.
#
#   deploy/fleet/package.sh [--rid linux-x64|linux-arm64] [--out DIR]
#
#   --rid RID   what to build for (default: linux-x64)
#   --out DIR   where the package goes (default artifacts)
#
# Environment: EDGEAGENT_VERSION (default: the version in src/Directory.Build.props).
#
# Makes edgeagent-fleet_VERSION_ARCHITECTURE.deb: the program edgeagent-fleet, its unit, /etc/edgeagent/fleet.json, and the pages on it. The
# last line printed is the package. Needs the .NET SDK, and root when a Debian package is missing.
set -euo pipefail
umask 022
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

rid=linux-x64 out=artifacts
while [ $# -gt 0 ]; do
    case $1 in
        --rid) rid=${2:?--rid needs a value}; shift 2 ;;
        --out) out=${2:?--out needs a folder}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "package.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. deploy/release/common.sh
architecture_of "$rid"
read_version
debian_version=${version/-/\~}
. tests/packages.sh
need_packages dpkg xz-utils python3 git
read_commit
mkdir -p "$out"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/source"
copy_sources "$work/source"
echo "building edgeagent-fleet $version+$commit for $rid" >&2
# The lock files are those of a build without a target system; this restore adds only the runtime, whose version the SDK pins.
publish EdgeAgent.Fleet "$work/source" "$work/publish" -p:GenerateDocumentationFile=false

root=$work/root documents=usr/share/doc/edgeagent-fleet
put() { install -D -m "$1" "$2" "$root/$3"; }                # put MODE SOURCE PLACE
document() { install -d "$root/$documents"; gzip -9nc "$1" >"$root/$documents/$2.gz"; }

install -d "$root/usr/lib/edgeagent-fleet" "$root/usr/bin"
cp "$work/publish"/* "$root/usr/lib/edgeagent-fleet/"
# The package takes only the library of the agent.
rm -f "$root/usr/lib/edgeagent-fleet/edgeagent" "$root/usr/lib/edgeagent-fleet"/*.xml "$root/usr/lib/edgeagent-fleet/createdump"
find "$root/usr/lib/edgeagent-fleet" -type f -exec chmod 644 {} +
chmod 755 "$root/usr/lib/edgeagent-fleet/edgeagent-fleet"
ln -s ../lib/edgeagent-fleet/edgeagent-fleet "$root/usr/bin/edgeagent-fleet"
put 644 deploy/fleet/systemd/edgeagent-fleet.service lib/systemd/system/edgeagent-fleet.service
put 644 deploy/fleet/systemd/edgeagent-nats.service $documents/edgeagent-nats.service
put 600 deploy/fleet/fleet.json etc/edgeagent/fleet.json
sed 's|usr/lib/edgeagent/bin/edgeagent|usr/lib/edgeagent-fleet/*|; s|doc/edgeagent/|doc/edgeagent-fleet/|' deploy/release/copyright >"$work/copyright"
put 644 "$work/copyright" $documents/copyright
put 644 deploy/fleet/debian/lintian-overrides usr/share/lintian/overrides/edgeagent-fleet
document src/docs/fleet.md fleet.md
python3 deploy/release/sbom.py --version "$version" --commit "$commit" --rid "$rid" --epoch "$SOURCE_DATE_EPOCH" \
    src/EdgeAgent.Fleet/packages.lock.json >"$work/sbom.cdx.json"
document "$work/sbom.cdx.json" sbom.cdx.json
changelog edgeagent-fleet "$debian_version" "$commit" >"$work/changelog"
document "$work/changelog" changelog

install -d "$root/DEBIAN"
echo /etc/edgeagent/fleet.json >"$root/DEBIAN/conffiles"
package=$out/edgeagent-fleet_${debian_version}_$architecture.deb
make_deb "$root" deploy/fleet/debian "$debian_version" "$architecture" "$package"
echo "$package"
