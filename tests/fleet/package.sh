#!/usr/bin/env bash
# The Debian package of the controller in a chroot without .NET: checked by lintian, installed, run against a broker, removed, purged.
#
#   tests/fleet/package.sh [--package DEB]
#
#   --package DEB   a package for amd64 that deploy/fleet/package.sh has made; without it, one is built
#
# Needs root. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
package=''
while [ $# -gt 0 ]; do
    case $1 in
        --package) package=${2:?--package needs a file}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "package.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. tests/packages.sh
. tests/checks.sh
need_packages mmdebstrap lintian dpkg mosquitto python3
work=$(mktemp -d "${TMPDIR:-/tmp}/edgeagent-fleet-package.XXXXXX")
started=()
finish() {
    local id
    for id in ${started[@]+"${started[@]}"}; do { kill -9 "$id" && wait "$id"; } 2>/dev/null || true; done
    ! mountpoint -q "$work/root/proc" || umount "$work/root/proc"
    rm -rf "$work"
}
trap finish EXIT
check_output=$work/out
inside() { chroot "$work/root" "$@"; }

[ -n "$package" ] || package=$(deploy/fleet/package.sh --out "$work" | tail -n 1)
version=$(dpkg-deb --field "$package" Version)
check 'lintian has nothing to say against it' sh -c "lintian --fail-on error,warning '$package' 2>/dev/null"
tests/package/root.sh "$work/root"
mount -t proc proc "$work/root/proc"
cp "$package" "$work/root/fleet.deb"
# Another package's folder of the same name.
install -d -m 750 "$work/root/etc/edgeagent"
echo {} >"$work/root/etc/edgeagent/agent.json"

check 'It installs without .NET' inside dpkg -i /fleet.deb
says_version() { inside edgeagent-fleet --version | grep -q "^${version/\~/-}"; }
check 'The program runs and says its version' says_version
check 'The service is enabled' inside systemctl is-enabled edgeagent-fleet.service
check 'The configuration is for root alone' [ "$(inside stat -c '%U %a' /etc/edgeagent/fleet.json)" = 'root 600' ]
unit_is_sound() { local said; said=$(inside systemd-analyze verify /lib/systemd/system/edgeagent-fleet.service 2>&1 | grep edgeagent || true); [ -z "$said" ] || { echo "$said"; return 1; }; }
check 'The unit is well formed' unit_is_sound

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" 2>"$work/broker.log" &
started+=($!)
# As the unit starts it, by another user than root, with the configuration as it is shipped and this broker's port.
sed "s/1883/$port/" "$work/root/etc/edgeagent/fleet.json" >"$work/root/tmp/fleet.json"
install -d -o nobody -g nogroup "$work/root/var/lib/edgeagent-fleet"
chroot "$work/root" setpriv --reuid nobody --regid nogroup --clear-groups edgeagent-fleet run --config /tmp/fleet.json >"$work/controller.log" 2>&1 &
started+=($!)
answers() {
    local i
    for ((i = 0; i < 60; i++)); do
        ! inside edgeagent-fleet list --port "$port" --timeout 2 >"$work/list" 2>&1 || return 0
        sleep 0.5
    done
    cat "$work/list" "$work/controller.log"
    return 1
}
check 'A controller that is not root answers with the configuration that is shipped' answers
check 'and keeps its state where the unit has it' test -s "$work/root/var/lib/edgeagent-fleet/fleet-a.db"
controller=${started[1]}
started=("${started[0]}")
kill "$controller"
check 'It ends in order when it is told to' wait "$controller"

check 'It is removed' inside dpkg -r edgeagent-fleet
check 'and leaves state and configuration' test -s "$work/root/var/lib/edgeagent-fleet/fleet-a.db" -a -e "$work/root/etc/edgeagent/fleet.json"
check 'It is purged' inside dpkg -P edgeagent-fleet
check 'and leaves neither, but the configuration that is not its own' sh -c "[ ! -e '$work/root/var/lib/edgeagent-fleet' ] && [ ! -e '$work/root/etc/edgeagent/fleet.json' ] && [ -e '$work/root/etc/edgeagent/agent.json' ]"
end_checks
