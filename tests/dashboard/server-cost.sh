#!/usr/bin/env bash
# What the agent's own page server costs: two agents as built (Release), one with it and one without, idle side by side; prints resident and
# private memory and wake-ups per second of each, before and after the page was fetched 20 times.
#   tests/dashboard/server-cost.sh [SECONDS]    (60)
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
. ./setup.sh
need_packages mosquitto curl iproute2
span=${1:-60} work=$(mktemp -d) children=()
agent=$PWD/../../src/EdgeAgent/bin/Release/net10.0/edgeagent.dll page=$PWD/../../src/dashboard/dist
[ -e "$agent" ] && [ -e "$page/index.html" ] || { echo "build first: dotnet build src/EdgeAgent -c Release, and the page (src/dashboard: npm run build)" >&2; exit 2; }
trap 'for c in "${children[@]}"; do kill "$c" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT
free_port() { while :; do local p=$((20000 + RANDOM % 20000)); [ -n "$(ss -Hltn "sport = :$p")" ] || { echo "$p"; return; }; done; }
mqtt=$(free_port) http=$(free_port)
printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$mqtt" > "$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 & children+=($!)
start() { # name, page's section
    mkdir "$work/$1"
    echo "{ \"EdgeAgent\": { \"Device\": { \"Id\": \"$1\", \"DataDirectory\": \"$work/$1\" }, \"Mqtt\": { \"Port\": $mqtt, \"KeepAliveSeconds\": 1200 }, \"Power\": { \"Board\": \"mains\" }, \"Page\": $2 } }" > "$work/$1.json"
    dotnet "$agent" run --config "$work/$1.json" > "$work/$1.log" 2>&1 & children+=($!)
    eval "pid_$1=$!"
}
start without '{ "Enabled": false }'
start with "{ \"Enabled\": true, \"Port\": $http, \"Address\": \"127.0.0.1\", \"Folder\": \"$page\" }"
for _ in {1..600}; do curl -sfo /dev/null "http://127.0.0.1:$http/" && break; sleep 0.1; done
curl -sfo /dev/null "http://127.0.0.1:$http/" || { cat "$work/with.log" >&2; echo 'the page is not served' >&2; exit 1; }
# Per thread: one that ends takes its count along.
switches() { awk '/^Pid:/ { id = $2 } /^voluntary_ctxt/ { print id, $2 }' /proc/"$1"/task/*/status | sort; }
wakes() { join <(echo "$1") <(echo "$2") | awk -v span="$span" '{ s += $3 - $2 } END { printf "%9.2f", s / span }'; }
memory() { awk '/^Rss:/ { r = $2 } /^Private_(Clean|Dirty):/ { p += $2 } END { printf "%6.1f %8.1f", r / 1024, p / 1024 }' /proc/"$1"/smaps_rollup; }
idle() { # label
    sleep 20
    local a b; a=$(switches "$pid_without") b=$(switches "$pid_with")
    sleep "$span"
    for name in without with; do
        local pid=pid_$name from=$a; [ $name = without ] || from=$b
        printf '%-24s %s %s\n' "$name, $1" "$(memory "${!pid}")" "$(wakes "$from" "$(switches "${!pid}")")"
    done
}
printf '%-24s %6s %8s %9s\n' "page server, ${span} s idle" 'RSS MB' 'private' 'wakes/s'
idle 'nobody asked'
for _ in {1..20}; do for file in '' dashboard.js dashboard.css; do curl -sfo /dev/null --compressed "http://127.0.0.1:$http/$file"; done; done
idle 'after 20 visits'
