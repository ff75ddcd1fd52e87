#!/usr/bin/env bash
# Kills a small durable intake, and the whole agent, at random moments: KILLS times (30) for each of QoS 1 and 2 on MQTT 3.1.1 and 5, and once
# more with the broker going down in between; then prints what was lost or doubled. The three series run side by side, since each mostly waits.
#
#   tests/mqtt/kill-storm.sh [KILLS [SEED]]
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
kills=${1:-30} seed=${2:-$RANDOM}
. tests/packages.sh
need_packages mosquitto libsqlite3-0
for project in src/EdgeAgent tests/EdgeAgent.Link.Tool; do dotnet build $project -c Release -v q -nologo -clp:ErrorsOnly >&2; done
tool=tests/EdgeAgent.Link.Tool/bin/Release/net10.0/EdgeAgent.Link.Tool.dll
agent=src/EdgeAgent/bin/Release/net10.0/edgeagent.dll
logs=$(mktemp -d)
series=()
trap 'for p in ${series[@]+"${series[@]}"}; do kill "$p" 2>/dev/null || true; done; rm -rf "$logs"' EXIT

# Every step of a storm has a bound of its own and names what is missing; the outer one, far above, is for a tool that hangs itself.
play() { timeout $((300 + kills * 20)) dotnet "$tool" "$1" --agent "$agent" --kills "$kills" --protocol "$2" --qos "$3" --broker "$4" --seed "$5" 2>&1; }

# One line for each setting; a storm that ends in an exception has none, and leaves its reason.
storm() {
    local verb=$1 protocol qos broker
    shift
    for broker; do
        for protocol in 5 3.1.1; do
            for qos in 1 2; do
                if play "$verb" "$protocol" "$qos" "$broker" "$seed"; then
                    echo passed
                else
                    echo "failed: $verb --protocol $protocol --qos $qos --broker $broker"
                fi
            done
        done
    done
}
storm storm 0 1 >"$logs/1" &
series+=($!)
storm agent-storm 0 >"$logs/2" &
series+=($!)
storm agent-storm 1 >"$logs/3" &
series+=($!)
wait "${series[@]}"
series=()
grep -hv '^passed$' "$logs"/[123] || true
echo "seed $seed, $SECONDS s"
passed=$(cat "$logs"/[123] | grep -c '^passed$' || true)
failed=$((16 - passed))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
