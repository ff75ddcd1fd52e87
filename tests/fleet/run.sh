#!/usr/bin/env bash
# Many real agents (loop, link and store as shipped) in one process, a real mosquitto, and the real controller, which is killed again and
# again while a campaign runs: nothing may be lost, doubled, or left unacknowledged.
#
#   tests/fleet/run.sh [--cluster] [--nice N] [--devices N] [--kills N] [--failing-pct N] [--seed N]
#   tests/fleet/run.sh --rate [--devices N] [--receipts N]      receipts a second, stored durably: LiteDB and JetStream in one run
#
#   --nice N    runs agents and controllers at this niceness; broker and nats-servers keep theirs, or their elections never end
#   --cluster   the state lives on three nats-servers and two controllers run; half-way one of the nodes is killed as well
#
# 100 devices and 30 kills take about two minutes on two cores. Prints one line for each check, and the totals.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
case ${1:-} in -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;; esac
cluster=0 rate=0 niceness=0 rest=()
while [ $# -gt 0 ]; do
    case $1 in
        --cluster) cluster=1; shift ;;
        --rate) cluster=1 rate=1; shift ;;
        --nice) niceness=$2; shift 2 ;;
        *) rest+=("$1"); shift ;;
    esac
done
set -- ${rest[@]+"${rest[@]}"}
. tests/packages.sh
need_packages mosquitto nats-server libsqlite3-0 util-linux python3

program=tests/EdgeAgent.Fleet.Load/bin/Release/net10.0/EdgeAgent.Fleet.Load.dll
[ -e "$program" ] || dotnet build tests/EdgeAgent.Fleet.Load -c Release -v q -clp:NoSummary
work=$(mktemp -d "${TMPDIR:-/tmp}/edgeagent-fleet.XXXXXX")
started=()
cleanup() {
    local id
    for id in ${started[@]+"${started[@]}"}; do { kill -9 "$id" && wait "$id"; } 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# Seven ports that are free at this moment.
read -r -a ports < <(python3 -c '
import socket
s = [socket.socket() for _ in range(7)]
for x in s: x.bind(("127.0.0.1", 0))
print(*(x.getsockname()[1] for x in s))')
more=()
if [ $cluster = 1 ]; then
    routes="nats://127.0.0.1:${ports[4]}, nats://127.0.0.1:${ports[5]}, nats://127.0.0.1:${ports[6]}"
    for n in 1 2 3; do
        cat >"$work/n$n.conf" <<CONF
server_name: n$n
listen: 127.0.0.1:${ports[$n]}
jetstream { store_dir: "$work/js$n" }
cluster { name: fleet, listen: "127.0.0.1:${ports[$((n + 3))]}", routes: [$routes] }
CONF
        nats-server -c "$work/n$n.conf" >"$work/n$n.log" 2>&1 &
        started+=($!)
    done
    more=(--nats "nats://127.0.0.1:${ports[1]},nats://127.0.0.1:${ports[2]},nats://127.0.0.1:${ports[3]}")
fi

ulimit -n "$(ulimit -Hn)"
if [ $rate = 1 ]; then
    nice -n "$niceness" dotnet "$program" rate "${more[@]}" "$@"
    exit
fi

[ $cluster = 0 ] || more+=(--kill-node "${started[0]}")
cat >"$work/mosquitto.conf" <<CONF
listener ${ports[0]} 127.0.0.1
allow_anonymous true
user $(id -un)
max_queued_messages 100000
max_inflight_messages 100
CONF
mosquitto -c "$work/mosquitto.conf" 2>"$work/broker.log" &
started+=($!)
mkdir "$work/stores"
nice -n "$niceness" dotnet "$program" --port "${ports[0]}" --folder "$work/stores" ${more[@]+"${more[@]}"} "$@"
