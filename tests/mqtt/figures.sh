#!/usr/bin/env bash
# Our client beside mosquitto_sub, paho with SQLite and MQTT.js, all in one run against one mosquitto: durable intake per second natively and with
# 5 ms added to each sync; then wake-ups and private memory of all of them, idle and connected at the same time.
# usage: tests/mqtt/figures.sh [IDLE_SECONDS (120)]
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
idle=${1:-120}
. tests/packages.sh
need_packages mosquitto mosquitto-clients python3-paho-mqtt libsqlite3-0 gcc libc6-dev
dotnet build tests/EdgeAgent.Link.Tool -c Release -v q -nologo -clp:ErrorsOnly >&2
[ -d tests/mqtt/figures/node_modules ] || (cd tests/mqtt/figures && npm ci --silent --no-audit --no-fund)

work=$(mktemp -d)
started=()
cleanup() {
    [ ${#started[@]} = 0 ] || kill "${started[@]}" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
gcc -shared -fPIC -O2 -o "$work/slowsync.so" tests/mqtt/figures/slowsync.c -ldl
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'listener %s 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n' "$port" >"$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" 2>"$work/mosquitto.log" &
started+=($!)
until grep -q running "$work/mosquitto.log"; do sleep 0.1; done

tool="dotnet tests/EdgeAgent.Link.Tool/bin/Release/net10.0/EdgeAgent.Link.Tool.dll"
# consumer NAME COUNT: the command that stores COUNT messages of its own queue and prints the rate
consumer() {
    case $1 in
        mosquitto_sub) echo mosquitto_sub -h 127.0.0.1 -p "$port" -i mosquitto_sub -c -q 1 -k 60 -t 'mosquitto_sub/#' -C "$2" ;;
        paho) echo /usr/bin/python3 tests/mqtt/figures/paho_sqlite.py "$port" "$work/paho.db" "$2" ;;
        mqttjs) echo node tests/mqtt/figures/mqttjs.js "$port" "$work/mqttjs.txt" "$2" ;;
        ours) echo $tool intake --port "$port" --id ours --file "$work/ours.db" --topic 'ours/#' --protocol 5 --count "$2" ;;
        ours-3.1.1) echo $tool intake --port "$port" --id ours-3.1.1 --file "$work/ours311.db" --topic 'ours-3.1.1/#' --protocol 3.1.1 --count "$2" ;;
    esac
}

# A consumer's session must exist before messages are queued for it.
make_session() {
    : >"$work/session"
    $(consumer "$1" 1000000) >"$work/session" 2>&1 &
    local pid=$! i
    for ((i = 0; i < 300; i++)); do
        grep -q ready "$work/session" && break
        [ "$1" != mosquitto_sub ] || [ $i -lt 10 ] || break
        sleep 0.1
    done
    kill $pid || true
    wait $pid 2>/dev/null || true
}

# Identifiers must be new each time: a repeated one is not stored, and costs no sync.
fill() {
    seq -f "$1-$(date +%N)-%.0f {\"kind\":\"noop\",\"args\":{\"duration_s\":1},\"class\":\"background\"}" "$2" |
        mosquitto_pub -h 127.0.0.1 -p "$port" -q 1 -t "$1/submit" -l
}

# intake NAME COUNT: tasks per second
intake() {
    fill "$1" "$2"
    local before after
    before=$(date +%s%N)
    $(consumer "$1" "$2") >"$work/out" 2>"$work/err" || true
    after=$(date +%s%N)
    if [ "$1" = mosquitto_sub ]; then
        echo "$(($2 * 1000000000 / (after - before)))"
    else
        grep -oE '[0-9]+ per second' "$work/out" | grep -oE '^[0-9]+' || { cat "$work/out" "$work/err" >&2; echo 0; }
    fi
}

names=(mosquitto_sub paho mqttjs ours-3.1.1 ours)
for name in "${names[@]}"; do make_session "$name"; done
declare -A native slow
for name in "${names[@]}"; do
    case $name in ours*) n=20000 ;; mosquitto_sub) n=20000 ;; *) n=1500 ;; esac
    native[$name]=$(intake "$name" $n)
    [ "$name" != ours ] || grep -oE 'stored .*' "$work/out" | sed 's/^/ours, native: /'
done
export SLOWSYNC_US=5000
for name in "${names[@]}"; do
    case $name in ours) n=20000 ;; ours*) n=5000 ;; mosquitto_sub) n=20000 ;; *) n=500 ;; esac
    slow[$name]=$(LD_PRELOAD=$work/slowsync.so intake "$name" $n)
    [ "$name" != ours ] || grep -oE 'stored .*' "$work/out" | sed 's/^/ours, +5 ms:  /'
done
unset SLOWSYNC_US

switches() { cat /proc/"$1"/task/*/status | awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'; }
declare -A pid before wakes memory
for name in "${names[@]}"; do
    $(consumer "$name" 1000000) >/dev/null 2>&1 &
    pid[$name]=$!
    started+=($!)
done
sleep 20
for name in "${names[@]}"; do before[$name]=$(switches "${pid[$name]}"); done
sleep "$idle"
for name in "${names[@]}"; do
    wakes[$name]=$(awk -v n=$(($(switches "${pid[$name]}") - ${before[$name]})) -v s="$idle" 'BEGIN { printf "%.2f", n / s }')
    memory[$name]=$(awk '/^Private_Dirty/ { printf "%.1f", $2 / 1024 }' "/proc/${pid[$name]}/smaps_rollup")
done

printf '\n%-14s %18s %18s %12s %18s\n' consumer 'stored/s native' 'stored/s +5 ms' 'wake-ups/s' 'private dirty MB'
for name in "${names[@]}"; do
    printf '%-14s %18s %18s %12s %18s\n' "$name" "${native[$name]}" "${slow[$name]}" "${wakes[$name]}" "${memory[$name]}"
done
awk -v a="${native[ours]}" -v b="${native[paho]}" -v c="${slow[ours]}" -v d="${slow[paho]}" \
    'BEGIN { if (b > 0 && d > 0) printf "\nours / paho + SQLite: %.0f x native, %.0f x with slow syncs (mosquitto_sub stores nothing)\n", a / b, c / d }'
