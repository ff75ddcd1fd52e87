#!/usr/bin/env bash
# Runs deploy/fleet/single.sh and deploy/fleet/cluster.sh on loopback, each with two devices, and looks whether the fleet works and every
# device is confined to its own topics. usage: tests/fleet/deploy.sh [single|cluster]; the last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. tests/packages.sh
. tests/checks.sh
need_packages mosquitto mosquitto-clients nats-server openssl libsqlite3-0 python3
agent=src/EdgeAgent/bin/Release/net10.0/edgeagent.dll fleet=src/EdgeAgent.Fleet/bin/Release/net10.0/edgeagent-fleet.dll
[ -e $agent ] && [ -e $fleet ] || dotnet build src/EdgeAgent.Fleet -c Release -v q -clp:NoSummary
as() { local name=$1; shift; mosquitto_"$1" -h 127.0.0.1 -p "$port" --cafile "$work/certs/ca.crt" --cert "$work/certs/$name.crt" --key "$work/certs/$name.key" "${@:2}"; }
ask() { dotnet $fleet "$@" --host 127.0.0.1 --port "$port" --tls --cafile "$work/certs/ca.crt" --cert "$work/certs/operator.crt" --key "$work/certs/operator.key" --timeout 10; }
lists_both() { ask list --where 'status==online' 2>/dev/null | grep -q '^2 devices'; }
has_ended() { ask watch both 2>/dev/null | tail -n 1 | grep -q 'completed.*2 succeeded'; }

# What the operator hears when a device says something on a topic: 'said last' when it may, 'last' when it may not.
heard() {
    local name=listener-$RANDOM i
    # In the background without a shell around it, so that it ends when it is told to.
    mosquitto_sub -h 127.0.0.1 -p "$port" --cafile "$work/certs/ca.crt" --cert "$work/certs/operator.crt" --key "$work/certs/operator.key" \
        -i $name -t "$2" -t edge/v1/fence -q 0 -W 30 >"$work/$name" 2>/dev/null &
    local listener=$!
    # Heard once, it is subscribed.
    for ((i = 0; i < 50; i++)); do
        as operator pub -i fence -t edge/v1/fence -m first -q 0 2>/dev/null || true
        ! grep -q first "$work/$name" || break
    done
    as "$1" pub -i "$1-speaker" -t "$2" -m said -q 0 2>/dev/null || true
    as operator pub -i fence -t edge/v1/fence -m last -q 0
    for ((i = 0; i < 100; i++)); do
        ! grep -q last "$work/$name" || break
        sleep 0.1
    done
    kill $listener 2>/dev/null || true
    wait $listener 2>/dev/null || true
    grep -E '^(said|last)$' "$work/$name" | tr '\n' ' '
}
allowed() { local got; got=$(heard "$@"); [ "$got" = "said last " ] || { echo "       heard: $got"; return 1; }; }
denied() { local got; got=$(heard "$@"); [ "$got" = "last " ] || { echo "       heard: $got"; return 1; }; }
nobody() { timeout 10 mosquitto_pub -h 127.0.0.1 -p "$port" --cafile "$work/certs/ca.crt" -t edge/v1/dev-a/state -m x 2>/dev/null; }

one() {
    local kind=$1 ids=()
    work=$(mktemp -d "${TMPDIR:-/tmp}/edgeagent-deploy.XXXXXX")
    check_output=$work/out
    # Some 300 ports in a row are taken from here on.
    port=$((20000 + RANDOM % 8000))
    deploy/fleet/"$kind".sh --folder "$work" --port $port dev-a dev-b dev-c >"$work/script.log" 2>&1 &
    local script=$!
    check "$kind: the script says that it is ready" within 120 grep -q '^ready' "$work/script.log"
    for d in dev-a dev-b; do
        dotnet $agent run --EdgeAgent:Device:Id=$d --EdgeAgent:Device:DataDirectory="$work/$d" --EdgeAgent:Power:Board=simulated --EdgeAgent:Mqtt:Port=$port \
            --EdgeAgent:Mqtt:Tls=true --EdgeAgent:Mqtt:CaFile="$work/certs/ca.crt" --EdgeAgent:Mqtt:CertificateFile="$work/certs/$d.crt" \
            --EdgeAgent:Mqtt:KeyFile="$work/certs/$d.key" --EdgeAgent:Mqtt:ReceiptsNeedController=true >"$work/$d.log" 2>&1 &
        ids+=($!)
    done
    check "$kind: both devices are listed" within 120 lists_both
    printf '{"id":"both","select":{"devices":["dev-a","dev-b"]},"task":{"kind":"noop","class":"critical","args":{"duration_s":1}}}' >"$work/both.json"
    ask campaign start "$work/both.json" >"$work/ask.log" 2>&1 || true
    if [ "$kind" = cluster ]; then
        for n in 0 1; do
            if tail -n 3 "$work/controller$n.log" | grep -q 'connected to'; then kill -9 "$(cat "$work/controller$n.pid")"; break; fi
        done
        kill -9 "$(cat "$work/n2.pid")"
    fi
    check "$kind: a campaign for both goes to its end$([ "$kind" = single ] || echo ', the driving controller and one node killed meanwhile')" within 240 has_ended
    check "$kind: a device says its own status" allowed dev-c edge/v1/dev-c/status
    check "$kind: a device forges no status of another" denied dev-b edge/v1/dev-c/status
    check "$kind: a device gives no task to another" denied dev-b edge/v1/dev-c/task/submit
    check "$kind: a device gives the controller no order" denied dev-b edge/v1/fleet/ctl/campaign_start
    check "$kind: nobody gets in without a certificate" not nobody
    kill -9 "${ids[@]}" 2>/dev/null || true
    kill $script 2>/dev/null || true
    wait $script 2>/dev/null || true
    [ "$failed" = 0 ] || tail -n 5 "$work"/*.log >&2
    rm -rf "$work"
}

for kind in ${1:-single cluster}; do one "$kind"; done
end_checks
