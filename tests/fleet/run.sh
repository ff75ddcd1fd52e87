#!/usr/bin/env bash
# Many real agents (loop, link and store as shipped) in one process, a real mosquitto, and the real controller, which is killed again and
# again while a campaign runs: nothing may be lost, doubled, or left unacknowledged.
#
#   tests/fleet/run.sh [--cluster | --cluster-broker] [--page] [--nice N] [--devices N] [--kills N] [--failing-pct N] [--seed N]
#   tests/fleet/run.sh --rate [--devices N] [--receipts N]      receipts a second, stored durably: LiteDB and JetStream in one run
#
#   --cluster          the state lives on three nats-servers and two controllers run; half-way one of the nodes is killed as well
#   --cluster-broker   the same, and the three nats-servers are the devices' MQTT broker too, behind a haproxy
#   --page             when all devices are known, also prints how long the dashboard takes to show them all, in a headless Chromium
#   --nice N           runs agents and controllers at this niceness; broker and nats-servers keep theirs, or their elections never end
#
# 100 devices and 30 kills take about two minutes on two cores. Prints one line for each check, and the totals.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
case ${1:-} in -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;; esac
cluster=0 broker=0 page=0 rate=0 niceness=0 rest=()
while [ $# -gt 0 ]; do
    case $1 in
        --cluster) cluster=1; shift ;;
        --cluster-broker) cluster=1 broker=1; shift ;;
        --page) page=1; shift ;;
        --rate) cluster=1 rate=1; shift ;;
        --nice) niceness=$2; shift 2 ;;
        *) rest+=("$1"); shift ;;
    esac
done
set -- ${rest[@]+"${rest[@]}"}
. tests/packages.sh
need_packages mosquitto nats-server libsqlite3-0 util-linux python3 $([ $broker = 0 ] || echo haproxy) $([ $page = 0 ] || echo chromium)

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

# Ten ports that are free at this moment, below those that the kernel gives to clients: a device's connection would take one before its server does.
read -r -a ports < <(python3 -c '
import random, socket
found = []
while len(found) < 10:
    s = socket.socket()
    try: s.bind(("127.0.0.1", random.randrange(12000, 32000)))
    except OSError: continue
    found.append(s)
print(*(x.getsockname()[1] for x in found))')
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
        [ $broker = 0 ] || echo "mqtt { listen: \"127.0.0.1:${ports[$((n + 6))]}\" }" >>"$work/n$n.conf"
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

[ $cluster = 0 ] || more+=(--kill-node "${started[0]}" --nodes "$(IFS=,; echo "${started[*]}")")
if [ $broker = 1 ]; then
    # A device knows one address. What leads it to a node that is there is haproxy here, and a balancer or a name with three addresses elsewhere.
    cat >"$work/haproxy.cfg" <<CONF
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  option redispatch
listen mqtt
  bind 127.0.0.1:${ports[0]}
  maxconn 100000
  balance leastconn
  default-server check inter 1s fall 1 rise 2 on-marked-down shutdown-sessions
$(for n in 1 2 3; do echo "  server n$n 127.0.0.1:${ports[$((n + 6))]}"; done)
CONF
    # MQTT is answered once the cluster has a leader for its metadata.
    for ((i = 0; i < 300; i++)); do
        ! grep -q 'JetStream cluster new metadata leader' "$work"/n?.log || break
        sleep 0.1
    done
    haproxy -db -f "$work/haproxy.cfg" >"$work/broker.log" 2>&1 &
else
    cat >"$work/mosquitto.conf" <<CONF
listener ${ports[0]} 127.0.0.1
allow_anonymous true
user $(id -un)
max_queued_messages 100000
max_inflight_messages 100
CONF
    mosquitto -c "$work/mosquitto.conf" 2>"$work/broker.log" &
fi
started+=($!)
if [ $page = 1 ]; then
    . tests/dashboard/setup.sh
    need_node
    build_dashboard
    more+=(--when-known "node tests/dashboard/showsAll.mjs --port ${ports[0]}")
fi
mkdir "$work/stores"
nice -n "$niceness" dotnet "$program" --port "${ports[0]}" --folder "$work/stores" ${more[@]+"${more[@]}"} "$@"
