#!/usr/bin/env bash
# The MQTT contract suite against five brokers, each alone in its own network namespace, because several of them listen beyond
# loopback: mosquitto, ejabberd (5 and 3.1.1), three nats-servers with JetStream (one is killed under load), RabbitMQ, aedes.
# Needs root for the namespaces. usage: tests/mqtt/brokers.sh [BROKER...]; the last line is 'N passed, N failed, N skipped'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

# Inside a namespace: brokers.sh --inside BROKER FOLDER
if [ "${1:-}" = --inside ]; then
    broker=$2 work=$3
    ip link set lo up
    tool() { dotnet tests/EdgeAgent.Link.Tool/bin/Release/net10.0/EdgeAgent.Link.Tool.dll "$@"; }
    # wait_port PORT SECONDS
    wait_port() {
        local i
        for ((i = 0; i < $2 * 10; i++)); do
            (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
            sleep 0.1
        done
        echo "nothing listens on port $1 after $2 s" >&2
        tail -n 20 "$work"/*.log >&2 || true
        return 1
    }
    . tests/mqtt/brokers/"$broker".sh
    exit
fi

[ "$(id -u)" = 0 ] || { echo 'brokers.sh needs root: each broker runs in a network namespace of its own' >&2; exit 1; }
. tests/packages.sh
need_packages mosquitto ejabberd nats-server rabbitmq-server libsqlite3-0 iproute2 util-linux
dotnet build tests/EdgeAgent.Link.Tool -c Release -v q -nologo -clp:ErrorsOnly >&2
[ -d tests/mqtt/aedes/node_modules ] || (cd tests/mqtt/aedes && npm ci --silent --no-audit --no-fund)

[ $# -gt 0 ] || set -- mosquitto ejabberd nats rabbitmq aedes
passed=0 failed=0 skipped=0
for broker in "$@"; do
    work=$(mktemp -d)
    chmod 755 "$work"
    # With its own process namespace: when the script ends, so does everything that it started.
    timeout 300 unshare --net --pid --fork --kill-child --mount-proc "$0" --inside "$broker" "$work" >"$work.out" 2>&1 || true
    sed "s/^/$broker: /" "$work.out"
    lines=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$work.out" || true)
    if [ -z "$lines" ]; then
        failed=$((failed + 1))
    else
        while read -r p f s; do
            passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
        done < <(sed -E 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?.*/\1 \2 0\4/; s/ 0([0-9])/ \1/' <<<"$lines")
    fi
    rm -rf "$work" "$work.out"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
