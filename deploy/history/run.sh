#!/usr/bin/env bash
# Records the devices' history with Prometheus, all on loopback: two MQTT exporters (state and status) and a Prometheus that
# keeps what they say. Ctrl-C stops everything that it started.
#
#   deploy/history/run.sh [--host 127.0.0.1] [--port 1883] [--root edge/v1] [--http 9090] [--data DIR] [--interval 30] [--once]
#
#   --interval   seconds between two looks at the exporters
#   --data DIR   where the history is kept (default: history-data beside this file; 90 days)
#   --once       waits for the first values, prints the answers to queries.txt, and stops
#
# A broker that asks for sign-in: MQTT2PROM_MQTT_USER and MQTT2PROM_MQTT_PASSWORD in the environment.
# Needs Debian 12 and root (or sudo) when a package is missing.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
host=127.0.0.1 port=1883 root=edge/v1 http=9090 data=$here/history-data interval=30 once=0
while [ $# -gt 0 ]; do
    case $1 in
        --host | --port | --root | --http | --data | --interval)
            [ $# -gt 1 ] || { echo "run.sh: $1 needs a value" >&2; exit 2; }
            printf -v "${1#--}" %s "$2"; shift 2 ;;
        --once) once=1; shift ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
case $interval in '' | *[!0-9]*) echo "run.sh: --interval $interval: whole seconds are needed" >&2; exit 2 ;; esac
. "$here/../../tests/packages.sh"
need_packages prometheus prometheus-mqtt-exporter curl jq python3

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
work=$(mktemp -d) pids=()
stop() {
    trap - EXIT INT TERM
    [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

state=$(free_port) status=$(free_port)
fill() { sed -e "s|@HOST@|$host|g; s|@PORT@|$port|g; s|@ROOT@|$root|g; s|@STATE@|$state|g; s|@STATUS@|$status|g; s|@SECONDS@|$interval|g" "$here/$1" >"$work/$1"; }
for file in exporter-state.yaml exporter-status.yaml prometheus.yml rules.yml queries.txt edgeagent.html; do fill $file; done
mkdir -p "$data" "$work/consoles"
mv "$work/edgeagent.html" "$work/consoles/"

exporter() { prometheus-mqtt-exporter -config "$work/$1" -listen-address 127.0.0.1 -listen-port "$2" -log-level warn >"$work/$1.log" 2>&1 & pids+=($!); }
exporter exporter-state.yaml "$state"
exporter exporter-status.yaml "$status"
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$data" --storage.tsdb.retention.time=90d --web.listen-address="127.0.0.1:$http" \
    --web.console.templates="$work/consoles" --web.console.libraries="$work/consoles" --web.cors.origin="http://(127[.]0[.]0[.]1|localhost):$http" --log.level=warn >"$work/prometheus.log" 2>&1 & pids+=($!)

ask() { curl -fsS --data-urlencode "query=$1" "http://127.0.0.1:$http/api/v1/query"; }
# Waits for values of this run: Prometheus answers with those of an earlier run for five minutes. Every device has a mode, but not every one has a battery.
fresh() { [ "$(ask "count(timestamp($1) >= $started)" 2>/dev/null | jq '.data.result | length')" = 1 ]; }
started=$(date +%s)
for _ in $(seq 150); do
    if fresh edgeagent_online && fresh edgeagent_mode; then ready=1; break; fi
    for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || { tail -n 5 "$work"/*.log >&2; exit 1; }; done
    sleep 1
done
[ "${ready-}" = 1 ] || { echo "run.sh: no device has reported on $host:$port under $root" >&2; tail -n 5 "$work"/*.log >&2; exit 1; }
echo "history of $(ask 'count(edgeagent_online)' | jq -r '.data.result[0].value[1]') devices: http://127.0.0.1:$http/consoles/edgeagent.html, graphs and alerts: http://127.0.0.1:$http/"
if [ $once = 1 ]; then
    while IFS='|' read -r title query; do
        printf '\n%s\n  %s\n' "${title% }" "${query# }"
        ask "$query" | jq -r '.data.result[:5][] | "    \(.metric.device // "fleet") = \(.value[1])"'
    done <"$work/queries.txt"
    exit 0
fi
wait "${pids[-1]}"
