#!/usr/bin/env bash
# Kills a durable intake at random moments, KILLS times (30) for each of QoS 1 and 2 on MQTT 3.1.1 and 5, and once more with the broker
# restarted in between; then prints what was lost or doubled. usage: tests/mqtt/kill-storm.sh [KILLS [SEED]]
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
kills=${1:-30} seed=${2:-$RANDOM}
. tests/packages.sh
need_packages mosquitto libsqlite3-0
dotnet build tests/EdgeAgent.Mqtt.Tool -c Release -v q -nologo -clp:ErrorsOnly >&2
tool=tests/EdgeAgent.Mqtt.Tool/bin/Release/net10.0/EdgeAgent.Mqtt.Tool.dll
failed=0 passed=0
for broker in 0 1; do
    for protocol in 5 3.1.1; do
        for qos in 1 2; do
            if dotnet "$tool" storm --kills "$kills" --protocol "$protocol" --qos "$qos" --broker "$broker" --seed "$seed"; then
                passed=$((passed + 1))
            else
                failed=$((failed + 1))
            fi
        done
    done
done
echo "seed $seed"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
