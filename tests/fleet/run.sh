#!/usr/bin/env bash
# Many real agents (loop, link and store as shipped) in one process, a real mosquitto, and the real controller, which is killed again and
# again while a campaign runs: nothing may be lost, doubled, or left unacknowledged.
#
#   tests/fleet/run.sh [--devices N] [--kills N] [--failing-pct N] [--seed N]
#
# 100 devices and 30 kills take about two minutes on two cores. Prints one line for each check, and the totals.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
case ${1:-} in -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;; esac
. tests/packages.sh
need_packages mosquitto libsqlite3-0 util-linux

program=tests/EdgeAgent.Fleet.Load/bin/Release/net10.0/EdgeAgent.Fleet.Load.dll
[ -e "$program" ] || dotnet build tests/EdgeAgent.Fleet.Load -c Release -v q -clp:NoSummary
work=$(mktemp -d "${TMPDIR:-/tmp}/edgeagent-fleet.XXXXXX")
broker=''
cleanup() {
    [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/mosquitto.conf" <<CONF
listener $port 127.0.0.1
allow_anonymous true
user $(id -un)
max_queued_messages 100000
max_inflight_messages 100
CONF
mosquitto -c "$work/mosquitto.conf" 2>"$work/broker.log" &
broker=$!
ulimit -n "$(ulimit -Hn)"
mkdir "$work/stores"
dotnet "$program" --port "$port" --folder "$work/stores" "$@"
