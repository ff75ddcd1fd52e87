#!/usr/bin/env bash
# The Debian package in a chroot: built twice, compared, checked by lintian, installed, upgraded, refused as a downgrade, removed, purged.
#
#   tests/package/run.sh [--package DEB]
#
#   --package DEB   a package for amd64 that deploy/package.sh has made; without it, two are built (two minutes of processor time each)
#
# Needs root. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
package=''
while [ $# -gt 0 ]; do
    case $1 in
        --package) package=${2:?--package needs a file}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. tests/packages.sh
. tests/checks.sh
need_packages mmdebstrap lintian openssl dpkg python3
work=$(mktemp -d)
finish() { ! mountpoint -q "$work/root/proc" || umount "$work/root/proc"; rm -rf "$work"; }
trap finish EXIT
check_output=$work/out
inside() { chroot "$work/root" "$@"; }
mode() { [ "$(inside stat -c '%U:%G %a' "$1")" = "$2" ]; }

if [ -z "$package" ]; then
    package=$(deploy/package.sh --rid linux-x64 --out "$work/one" | tail -n 1)
    second=$(deploy/package.sh --rid linux-x64 --out "$work/two" | tail -n 1)
    check 'Two builds of the same commit are the same file' cmp "$package" "$second"
fi
version=$(dpkg-deb --field "$package" Version)
check 'lintian has nothing to say against it' sh -c "lintian --fail-on error,warning '$package' 2>/dev/null"
openssl genpkey -algorithm ed25519 -out "$work/key"
mkdir "$work/share"
tests/systemd/versions.sh "$package" "$work/key" "$work/share"

mkdir "$work/files"
dpkg-deb --extract "$package" "$work/files"
tests/package/root.sh "$work/root"
mount -t proc proc "$work/root/proc"
cp "$package" "$work/root/agent.deb"
cp "$work/share"/*.deb "$work/root/"

check 'It installs without .NET' inside dpkg -i /agent.deb
check 'The program runs and tells its version' sh -c "chroot '$work/root' edgeagent --version | grep -q '^${version/\~/-}'"
check 'The service is enabled' inside systemctl is-enabled edgeagent.service edgeagent-update.path edgeagent-update.service
check 'The agent has its user, with the groups of buses and cameras' sh -c "chroot '$work/root' id edgeagent | grep 'i2c' | grep gpio | grep -q video"
check 'The configuration is for root and the agent' mode /etc/edgeagent/agent.json 'root:edgeagent 640'
check 'and so is its folder' mode /etc/edgeagent 'root:edgeagent 750'
check 'doctor runs as the agent'\''s user and can read the configuration' sh -c "chroot '$work/root' setpriv --reuid edgeagent --regid edgeagent --init-groups edgeagent doctor --json | python3 -c 'import json, sys; json.load(sys.stdin)'"
check 'The units are well formed' not grep -q 'edgeagent.*\.\(service\|path\):[0-9]' <(chroot "$work/root" systemd-analyze verify /lib/systemd/system/edgeagent.service /lib/systemd/system/edgeagent-update.service /lib/systemd/system/edgeagent-update.path 2>&1)
check 'The exposure of the service is below 1.5' awk "BEGIN { exit !($(inside systemd-analyze security --no-pager --offline=true /lib/systemd/system/edgeagent.service | sed -n 's/.*exposure level.*: \([0-9.]*\).*/\1/p') < 1.5) }"
check 'The manual page names every command' sh -c "for c in run doctor task power simulate; do zcat '$work/files/usr/share/man/man1/edgeagent.1.gz' | grep -q \"\\.B \$c\\|B edgeagent \$c\" || exit 1; done"
check 'The bill of materials is valid JSON and names the packages' sh -c "zcat '$work/files/usr/share/doc/edgeagent/sbom.cdx.json.gz' | python3 -c 'import json,sys; d = json.load(sys.stdin); assert d[\"specVersion\"] == \"1.5\" and len(d[\"components\"]) > 5'"

echo '{ "EdgeAgent": { "Device": { "Id": "mine" } } }' >"$work/root/etc/edgeagent/agent.json"
mkdir -p "$work/root/var/lib/edgeagent"
echo store >"$work/root/var/lib/edgeagent/agent.db"
check 'A newer package upgrades it' inside dpkg -i /newer.deb
check 'and keeps the configuration' grep -q mine "$work/root/etc/edgeagent/agent.json"
check 'and keeps the store' grep -q store "$work/root/var/lib/edgeagent/agent.db"
check 'An older package is refused' not inside dpkg -i /older.deb
check 'with a reason' says 'is older than the installed'
check 'and leaves the newer one whole' inside dpkg --verify edgeagent
check 'A downgrade that is asked for is done' env EDGEAGENT_ALLOW_DOWNGRADE=1 chroot "$work/root" dpkg -i /agent.deb
check 'Removing keeps store and configuration' sh -c "chroot '$work/root' dpkg -r edgeagent && [ -e '$work/root/var/lib/edgeagent/agent.db' ] && [ -e '$work/root/etc/edgeagent/agent.json' ]"
check 'and no program' [ ! -e "$work/root/usr/bin/edgeagent" ]
check 'Purging takes them away' sh -c "chroot '$work/root' dpkg -P edgeagent && [ ! -e '$work/root/var/lib/edgeagent' ] && [ ! -e '$work/root/etc/edgeagent' ]"
end_checks
