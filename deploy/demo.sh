#!/usr/bin/env bash
# A device to try on one machine: a real broker, the agent on a simulated board, the dashboard, and some tasks.
# Everything listens on 127.0.0.1 only, and ends with this script, however that ends.
#
#   deploy/demo.sh [--speed N] [--sleep]
#
#   --speed N   the simulated day runs N times faster (default 1); time-outs stay real
#   --sleep     the simulated device sleeps, a minute at a time, whenever it is on battery with nothing to do
#
# At speed 1 the board has a past of three simulated weeks, from which the forecast was learned; faster days fit no calendar.
#
# Environment: EDGEAGENT_DEMO_MQTT_PORT (1883), EDGEAGENT_DEMO_WS_PORT (9001), EDGEAGENT_DEMO_HTTP_PORT (8080).
# Needs Debian 12 or the like, the .NET SDK, and root (or sudo) when a package is missing.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

speed=1 sleep=false
while [ $# -gt 0 ]; do
    case $1 in
        --speed) speed=${2:-}; shift; [ $# -eq 0 ] || shift ;;
        --sleep) sleep=true; shift ;;
        --speed=*) speed=${1#*=}; shift ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "demo.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
[[ $speed =~ ^[0-9]{1,6}([.][0-9]+)?$ && $speed =~ [1-9] ]] && [ "${speed%%.*}" -le 100000 ] || { echo "demo.sh: --speed '$speed': a number from 0.001 to 100000 is needed" >&2; exit 2; }
mqtt=${EDGEAGENT_DEMO_MQTT_PORT:-1883} ws=${EDGEAGENT_DEMO_WS_PORT:-9001} http=${EDGEAGENT_DEMO_HTTP_PORT:-8080}
for port in "$mqtt" "$ws" "$http"; do
    [[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || { echo "demo.sh: port '$port': a number from 1 to 65535 is needed" >&2; exit 2; }
done

# No build server may stay behind either.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
step() { printf '[%3s s] %s\n' "$SECONDS" "$*"; }
fail() { echo "demo.sh: $*" >&2; exit 1; }

command -v dotnet >/dev/null || fail 'the .NET SDK 10 is needed: https://dot.net/download'
. tests/packages.sh
need_packages mosquitto mosquitto-clients libsqlite3-0 iproute2 util-linux
command -v node >/dev/null && command -v npm >/dev/null || need_packages nodejs npm

for port in "$mqtt" "$ws" "$http"; do
    [ -z "$(ss -Hltn "sport = :$port")" ] || fail "port $port is in use: stop what uses it, or set EDGEAGENT_DEMO_MQTT_PORT, EDGEAGENT_DEMO_WS_PORT, EDGEAGENT_DEMO_HTTP_PORT"
done

# The kernel ends a child when this script is gone, even by kill -9, where no trap runs.
bound() { exec setpriv --pdeathsig "$1" -- "${@:2}"; }
# Ctrl-C reaches a whole process group: the broker stays out of it, so that it can still take the agent's goodbye.
apart() { exec setsid setpriv --pdeathsig "$1" -- "${@:2}"; }

children=()
run=
finish() {
    trap - EXIT INT TERM HUP
    [ ${#children[@]} -eq 0 ] || step 'stopping'
    # The agent first, while the broker can still take its goodbye.
    for ((i = ${#children[@]} - 1; i >= 0; i--)); do
        kill "${children[i]}" 2>/dev/null || continue
        for _ in {1..150}; do kill -0 "${children[i]}" 2>/dev/null || break; sleep 0.1; done
        kill -9 "${children[i]}" 2>/dev/null || true
        wait "${children[i]}" 2>/dev/null || true
    done
    [ -z "$run" ] || rm -rf "$run"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

out=src/EdgeAgent/bin/Release/net10.0
if [ ! -e $out/edgeagent.dll ] || [ -n "$(find src/EdgeAgent* src/*.props \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -newer $out/edgeagent.dll -not -path '*/obj/*' -print -quit)" ]; then
    step 'building the agent (the first time also fetches packages)'
    # Analysis is for those who change the code; tests/run.sh does it.
    (bound KILL dotnet build src/EdgeAgent -c Release -v q -nologo -clp:"ErrorsOnly;NoSummary" -m:1 -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false) || fail 'the build failed'
    touch $out/edgeagent.dll
fi

page=src/dashboard
if [ ! "$page/node_modules/.package-lock.json" -nt "$page/package-lock.json" ]; then
    step 'fetching the dashboard'\''s packages'
    (cd $page && bound KILL npm ci --no-progress --loglevel=error) || fail 'npm ci failed'
fi
if [ ! -e $page/dist/index.html ] || [ -n "$(find $page/src $page/public $page/build.mjs -newer $page/dist/index.html -type f -print -quit)" ]; then
    step 'building the dashboard'
    (cd $page && bound KILL node build.mjs) || fail 'the dashboard cannot be built'
    touch $page/dist/index.html
fi

run=$(mktemp -d "${TMPDIR:-/tmp}/edgeagent-demo.XXXXXX")
chmod 700 "$run"
step "starting mosquitto on 127.0.0.1:$mqtt"
# user root: a broker that changes its user would lose the tie to this script.
cat >"$run/mosquitto.conf" <<CONF
listener $mqtt 127.0.0.1
allow_anonymous true
persistence true
persistence_location $run/
max_queued_messages 10000
user $(id -un)
CONF
(apart TERM mosquitto -c "$run/mosquitto.conf") >"$run/mosquitto.log" 2>&1 &
children+=($!)
# Debian's mosquitto 2.0.11 would open a WebSocket listener to the whole network; this one keeps to loopback.
(bound KILL node deploy/serve-dashboard.mjs --dir $page/dist --http "$http" --ws "$ws" --mqtt "$mqtt") >"$run/dashboard.log" 2>&1 &
children+=($!)

past=0
[[ ! $speed =~ ^0*1([.]0*)?$ ]] || past=21
# What else this machine does must not hold back the simulated one: its processor, memory and disk gates are open.
cat >"$run/agent.json" <<CONF
{ "EdgeAgent": {
    "Device": { "Id": "demo-pi", "Groups": ["demo"], "DataDirectory": "$run/data" },
    "Mqtt": { "Port": $mqtt },
    "Power": { "Board": "simulated", "Sleep": { "Enabled": $sleep, "LeastSeconds": 20, "LongestSeconds": 60, "StayAwakeSeconds": 20 }, "Simulated": { "Speed": $speed, "StartAt": "17:58", "PlugAt": "18:00", "UnplugAt": "07:00", "SocPct": 77, "PastDays": $past } },
    "Scheduling": { "MaxCpuPct": 1000, "MaxMemoryPct": 100, "MaxDiskPct": 100 },
    "Tasks": { "AllowedCommands": ["/usr/bin/uname", "/usr/bin/sha256sum", "/bin/sleep", "/bin/echo"] },
    "Telemetry": { "SampleSeconds": 5, "PublishSeconds": 5, "PublishSecondsOnBattery": 10, "StateSeconds": 15 } } }
CONF
mosquitto_ready() { for _ in {1..100}; do [ -n "$(ss -Hltn "sport = :$mqtt")" ] && return 0; kill -0 "${children[0]}" 2>/dev/null || return 1; sleep 0.1; done; return 1; }
mosquitto_ready || { cat "$run/mosquitto.log" >&2; fail 'mosquitto did not start'; }
step 'starting the agent demo-pi on the simulated board'
(bound TERM dotnet $out/edgeagent.dll run --config "$run/agent.json") >"$run/agent.log" 2>&1 &
children+=($!)
[[ $(timeout 60 mosquitto_sub -p "$mqtt" -t edge/v1/demo-pi/status -C 1 2>/dev/null) == *'"online"'* ]] || { cat "$run/agent.log" >&2; fail 'the agent did not come up'; }
step 'demo-pi is online'

submit() { mosquitto_pub -p "$mqtt" -q 1 -t edge/v1/demo-pi/task/submit -m "$1"; }
submit '{"id":"hello","kind":"exec","class":"critical","description":"says who it is, at once","args":{"command":"uname","argv":["-a"]}}'
submit '{"id":"report","kind":"noop","class":"normal","description":"a short report","args":{"duration_s":45}}'
submit '{"id":"tidy","kind":"noop","description":"cleanup of old files","args":{"duration_s":30},"priority":"low"}'
submit '{"id":"index","kind":"noop","class":"charging_only","description":"reindex everything: waits for the charger","args":{"duration_s":120},"estimate":{"duration_s":120,"energy_mwh":60}}'
submit '{"id":"after-index","kind":"exec","description":"runs when index has succeeded","after":["index"],"args":{"command":"echo","argv":["indexed"]}}'
submit '{"id":"heartbeat","kind":"noop","class":"background","description":"every quarter of an hour","schedule":{"every_s":900,"flex_s":300}}'
submit '{"id":"fails","kind":"noop","description":"a drill that fails and is tried again","args":{"duration_s":2,"fail":"network"},"tags":["drill"]}'

cat <<TEXT

  Dashboard    http://127.0.0.1:$http/?broker=ws://127.0.0.1:$ws&device=demo-pi
  Broker       127.0.0.1:$mqtt (MQTT), ws://127.0.0.1:$ws (WebSocket)
  Agent's log  $run/agent.log

  Try:
    mosquitto_sub -p $mqtt -v -t 'edge/v1/demo-pi/task/+/state'
    mosquitto_pub -p $mqtt -q 1 -t edge/v1/demo-pi/task/submit -m '{"id":"mine","kind":"noop","args":{"duration_s":10}}'
    dotnet $out/edgeagent.dll task why index --device demo-pi --port $mqtt
    mosquitto_pub -p $mqtt -q 1 -t edge/v1/demo-pi/ctl/simulate -m '{"external_power":"on","soc_pct":90}'

  Ctrl-C ends everything.

TEXT
step 'running'
code=0
wait -n "${children[@]}" || code=$?
# Ctrl-C reaches the page's server too; where this script cannot hear it, the server's end by it is how it learns of it.
[ "$code" != 130 ] || exit 130
for i in "${!children[@]}"; do
    kill -0 "${children[i]}" 2>/dev/null && continue
    tail -n 20 "$run"/*.log >&2
    fail 'a part of the demo ended by itself'
done
