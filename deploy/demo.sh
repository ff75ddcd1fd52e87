#!/usr/bin/env bash
# A device to try on one machine: a real broker, the agent on a simulated board, the dashboard, and some tasks.
# Everything listens on 127.0.0.1 only, and ends with this script, however that ends.
#
#   deploy/demo.sh [--speed N] [--sleep]
#   deploy/demo.sh --kill
#
#   --speed N   the simulated day runs N times faster (default 1); time-outs stay real
#   --sleep     the simulated device sleeps, a minute at a time, whenever it is on battery with nothing to do
#   --kill      tells the demo that runs already to kill its agent (kill -9) and start it again on the same data;
#               in the demo's own terminal the key k does it, and the key p plugs the charger in and out
#
# At speed 1 the board has a past of three simulated weeks, from which the forecast was learned, and its charger comes
# two hours after the start; faster days fit no calendar, and their charger comes after two simulated minutes.
#
# Environment: EDGEAGENT_DEMO_MQTT_PORT (1883), EDGEAGENT_DEMO_WS_PORT (9001), EDGEAGENT_DEMO_HTTP_PORT (8080);
# EDGEAGENT_DEMO_ORIGIN: where a browser reaches the page when a port is forwarded, as http://localhost:8081.
# Needs Debian 12 or the like, the .NET SDK, and root (or sudo) when a package is missing.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

speed=1 sleep=false kill=false
while [ $# -gt 0 ]; do
    case $1 in
        --speed) speed=${2:-}; shift; [ $# -eq 0 ] || shift ;;
        --sleep) sleep=true; shift ;;
        --kill) kill=true; shift ;;
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

# Prints the process number of this user's demo that runs on the chosen port.
running_demo() {
    local folder pid
    for folder in "${TMPDIR:-/tmp}"/edgeagent-demo.??????/; do
        [ -O "$folder" ] && [ "$(cat "$folder/mqtt-port" 2>/dev/null)" = "$mqtt" ] || continue
        pid=$(cat "$folder/pid") && kill -0 "$pid" 2>/dev/null && { echo "$pid"; return 0; }
    done
    return 1
}
if [ $kill = true ]; then
    demo=$(running_demo) || { echo "demo.sh: no demo runs on port $mqtt: start it with $0" >&2; exit 1; }
    kill -USR1 "$demo"
    echo "demo.sh: told the demo on port $mqtt to kill its agent; it says what comes of it"
    exit 0
fi

# No build server may stay after the demo either.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
step() { printf '[%3s s] %s\n' "$SECONDS" "$*"; }
fail() { echo "demo.sh: $*" >&2; exit 1; }

command -v dotnet >/dev/null || fail 'the .NET SDK 10 is needed: https://dot.net/download'
. tests/packages.sh
need_packages mosquitto mosquitto-clients libsqlite3-0 iproute2 util-linux jq
command -v node >/dev/null && command -v npm >/dev/null || need_packages nodejs npm

for port in "$mqtt" "$ws" "$http"; do
    [ -z "$(ss -Hltn "sport = :$port")" ] || fail "port $port is in use: stop what uses it, or set EDGEAGENT_DEMO_MQTT_PORT, EDGEAGENT_DEMO_WS_PORT, EDGEAGENT_DEMO_HTTP_PORT"
done

# bound SIGNAL COMMAND...: the kernel sends the signal when this script ends, also after kill -9, when no trap runs.
bound() { exec setpriv --pdeathsig "$1" -- "${@:2}"; }
# apart SIGNAL COMMAND...: the same outside of this process group. Ctrl-C reaches a whole group, and the broker must still receive the agent's last messages.
apart() { exec setsid setpriv --pdeathsig "$1" -- "${@:2}"; }

children=()
run=
finish() {
    trap - EXIT INT TERM HUP
    [ ${#children[@]} -eq 0 ] || step 'stopping'
    # The agent ends first, while the broker can still receive its last messages.
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
is_wanted=false # --kill in another terminal sets it
trap 'is_wanted=true' USR1

out=src/EdgeAgent/bin/Release/net10.0
if [ ! -e $out/edgeagent.dll ] || [ -n "$(find src/EdgeAgent* src/*.props \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -newer $out/edgeagent.dll -not -path '*/obj/*' -print -quit)" ]; then
    step 'building the agent (the first time also fetches packages)'
    # The demo builds without the analyzers; tests/run.sh builds with them.
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
# user root: a broker that changes its user would lose its death signal (see bound).
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
# Debian's mosquitto 2.0.11 would open a WebSocket listener to all networks; this server listens on loopback only.
(bound KILL node deploy/serve-dashboard.mjs --dir $page/dist --http "$http" --ws "$ws" --mqtt "$mqtt" ${EDGEAGENT_DEMO_ORIGIN:+--origin "$EDGEAGENT_DEMO_ORIGIN"}) >"$run/dashboard.log" 2>&1 &
children+=($!)

past=0 start=17:58
# Without a past the charger comes two simulated minutes after the start; with one it comes two hours after, so that people see a task wait.
[[ ! $speed =~ ^0*1([.]0*)?$ ]] || past=21 start=16:00
# Other programs on this machine must not delay the tasks of the simulated device: its limits for processor, memory and disk are open.
cat >"$run/agent.json" <<CONF
{ "EdgeAgent": {
    "Device": { "Id": "demo-pi", "Groups": ["demo"], "DataDirectory": "$run/data" },
    "Mqtt": { "Port": $mqtt },
    "Power": { "Board": "simulated", "Sleep": { "Enabled": $sleep, "LeastSeconds": 20, "LongestSeconds": 60, "StayAwakeSeconds": 20 }, "Simulated": { "Speed": $speed, "StartAt": "$start", "PlugAt": "18:00", "UnplugAt": "07:00", "SocPct": 90, "PastDays": $past } },
    "Scheduling": { "PowerSettleSeconds": 15, "MaxCpuPct": 1000, "MaxMemoryPct": 100, "MaxDiskPct": 100 },
    "Tasks": { "AllowedCommands": ["/usr/bin/uname", "/usr/bin/sha256sum", "/bin/sleep", "/bin/echo"] },
    "Telemetry": { "SampleSeconds": 5, "PublishSeconds": 5, "PublishSecondsOnBattery": 10, "StateSeconds": 15 } } }
CONF
mosquitto_ready() { for _ in {1..100}; do [ -n "$(ss -Hltn "sport = :$mqtt")" ] && return 0; kill -0 "${children[0]}" 2>/dev/null || return 1; sleep 0.1; done; return 1; }
mosquitto_ready || { cat "$run/mosquitto.log" >&2; fail 'mosquitto did not start'; }
# start_agent [OPTION...]: the options are configuration keys; the first start has none.
start_agent() {
    # A killed runtime leaves files in its temporary folder; here they are deleted with the demo's.
    (export TMPDIR="$run"; bound TERM dotnet $out/edgeagent.dll run --config "$run/agent.json" "$@") >>"$run/agent.log" 2>&1 &
    children[2]=$!
}
# status_is STATE: waits until the retained status has this state; the broker publishes "lost" when a connection breaks.
status_is() {
    local until=$((SECONDS + 60))
    while [ $SECONDS -lt $until ]; do
        [[ $(timeout 5 mosquitto_sub -p "$mqtt" -t edge/v1/demo-pi/status -C 1 2>/dev/null) != *"\"state\":\"$1\""* ]] || return 0
        kill -0 "${children[2]}" 2>/dev/null || [ "$1" = lost ] || return 1
        sleep 0.1
    done
    return 1
}
state_now() { timeout 10 mosquitto_sub -p "$mqtt" -t edge/v1/demo-pi/state -C 1 2>/dev/null | jq -r "$1"; }
tasks() { dotnet $out/edgeagent.dll task list --device demo-pi --port "$mqtt" --json | jq -r '(.data // .).tasks[] | "\(.id) \(.phase)"' | sort; }
simulate() { mosquitto_pub -p "$mqtt" -q 1 -t edge/v1/demo-pi/ctl/simulate -m "$1"; }
step 'starting the agent demo-pi on the simulated board'
started=$SECONDS
start_agent
status_is online || { cat "$run/agent.log" >&2; fail 'the agent did not come up'; }
step 'demo-pi is online'

# board_now: options for the next start, with which the simulated board continues its day where it is, as a real board would.
board_now() {
    local minutes=$(awk "BEGIN { split(\"$start\", t, \":\"); print int(t[1] * 60 + t[2] + ($SECONDS - $started) * $speed / 60) % 1440 }")
    printf -- '--EdgeAgent:Power:Simulated:StartAt=%02d:%02d\n' $((minutes / 60)) $((minutes % 60))
    printf -- '--EdgeAgent:Power:Simulated:SocPct=%s\n' "$(state_now '.power.soc_pct')"
}

# Kills the agent as a crash or a power cut would, starts it again, and shows that no task is lost.
kill_agent() {
    local before after settings source
    before=$(tasks) source=$(state_now .power.source)
    mapfile -t settings < <(board_now)
    step "kill -9 to the agent; its data stay in $run/data"
    kill -9 "${children[2]}"
    wait "${children[2]}" 2>/dev/null || true
    status_is lost && step 'the broker says that demo-pi is lost; for 5 seconds the dashboard shows it so'
    sleep 5
    start_agent "${settings[@]}"
    status_is online || { tail -n 20 "$run/agent.log" >&2; fail 'the agent did not come back'; }
    [ "$source" != external ] || simulate '{"external_power":"on"}'
    after=$(tasks)
    step "demo-pi is back with $(comm -12 <(cut -d' ' -f1 <<<"$before") <(cut -d' ' -f1 <<<"$after") | wc -l) of $(wc -l <<<"$before") tasks:"
    join -a1 -o 0,1.2,2.2 -e lost <(echo "$before") <(echo "$after") | awk '{ printf "          %-14s was %-10s is %s\n", $1, $2, $3 }'
}

plug() {
    if [ "$(state_now .power.source)" = external ]; then
        simulate '{"external_power":"off"}'
        step 'the charger is out'
    else
        simulate '{"external_power":"on"}'
        step 'the charger is in; 15 seconds later it counts'
    fi
}

submit() { mosquitto_pub -p "$mqtt" -q 1 -t edge/v1/demo-pi/task/submit -m "$1"; }
submit '{"id":"hello","kind":"exec","class":"critical","description":"says who it is, at once","args":{"command":"uname","argv":["-a"]}}'
submit '{"id":"report","kind":"noop","class":"normal","description":"a short report","args":{"duration_s":45}}'
submit '{"id":"tidy","kind":"noop","description":"cleanup of old files","args":{"duration_s":30},"priority":"low"}'
submit '{"id":"index","kind":"noop","class":"charging_only","description":"reindex everything: waits for the charger","args":{"duration_s":120},"estimate":{"duration_s":120,"energy_mwh":60}}'
submit '{"id":"after-index","kind":"exec","description":"runs when index has succeeded","after":["index"],"args":{"command":"echo","argv":["indexed"]}}'
submit '{"id":"heartbeat","kind":"noop","class":"background","description":"every quarter of an hour","schedule":{"every_s":900,"flex_s":300}}'
submit '{"id":"fails","kind":"noop","description":"a drill that fails and is tried again","args":{"duration_s":2,"fail":"network"},"tags":["drill"]}'

port_option=
[ "$mqtt" = 1883 ] || port_option=" --port $mqtt"
# Keys are read only in the foreground of a terminal: a background job would be stopped by its first read.
has_keys=false keys_line='Ctrl-C ends everything.'
read -r _ _ group _ _ front _ <<<"$(sed 's/.*) //' /proc/$$/stat)"
if [ -t 0 ] && [ "$group" = "$front" ]; then
    has_keys=true keys_line='Keys: p plugs the charger in or out, k kills the agent and shows its recovery. Ctrl-C ends everything.'
fi
cat <<TEXT

  Dashboard    http://127.0.0.1:$http/?broker=ws://127.0.0.1:$ws&device=demo-pi
  Broker       127.0.0.1:$mqtt (MQTT), ws://127.0.0.1:$ws (WebSocket)
  Agent's log  $run/agent.log

  Try:
    mosquitto_sub -p $mqtt -v -t 'edge/v1/demo-pi/task/+/state'
    mosquitto_pub -p $mqtt -q 1 -t edge/v1/demo-pi/task/submit -m '{"id":"mine","kind":"noop","args":{"duration_s":10}}'
    ./edgeagent task why index --device demo-pi$port_option
    mosquitto_pub -p $mqtt -q 1 -t edge/v1/demo-pi/ctl/simulate -m '{"external_power":"on"}'
    ./deploy/demo.sh --kill      # kills the agent and shows that no task is lost

  $keys_line

TEXT
echo "$mqtt" >"$run/mqtt-port"
echo $$ >"$run/pid"
step 'running'
# Ends the demo when one of its parts has ended. Ctrl-C reaches the page's server, too: where this script does not receive the signal,
# the server's exit code 130 shows it.
look_after_children() {
    local child code=0
    for child in "${children[@]}"; do
        kill -0 "$child" 2>/dev/null && continue
        wait "$child" || code=$?
        [ "$code" != 130 ] || exit 130
        tail -n 20 "$run"/*.log >&2
        fail 'a part of the demo ended by itself'
    done
}
while :; do
    key=
    # The end of a part is noticed within a second; without a terminal the wait ends with the first part that ends.
    if [ $has_keys = true ]; then read -rsn1 -t 1 key || true; else wait -n "${children[@]}" || true; fi
    case $key in
        k | K) is_wanted=true ;;
        p | P) plug ;;
    esac
    [ $is_wanted = false ] || { is_wanted=false; kill_agent; }
    look_after_children
done
