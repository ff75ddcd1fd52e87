#!/bin/bash
# Runs the real service in the machine, with a real broker beside it, on the kernel's simulated I2C and GPIO devices, and looks at
# what it publishes in `state`: unplug, plug, full, busy chip, absent chip, stale gauge. The last line is 'N passed, N failed'.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

if [ "${1:-}" != guest ]; then
    need_packages mosquitto mosquitto-clients jq
    "$HIL_DIR/build-guest.sh" >/dev/null
    "$HIL_DIR/build-kernel.sh" >/dev/null
    HIL_I2C=0x36,0x48 HIL_AGENT=$(realpath -e -- "$HIL_DIR/../../src/EdgeAgent/bin/Release/net10.0/edgeagent.dll") \
        "$HIL_DIR/boot-vm.sh" --env HIL_I2C --env HIL_AGENT --timeout 300 -- bash "$HIL_DIR/agent.sh" guest
    exit
fi

D=$HIL_DIR/devices.sh
passed=0 failed=0
cd /run
pids=()
# Whatever still runs would keep the machine's console open, and so the machine.
trap '[ "$failed" = 0 ] || tail -n 30 agent.log broker.log; kill "${pids[@]}" 2>/dev/null' EXIT
cat >agent.json <<'JSON'
{ "EdgeAgent": {
  "Device": { "Id": "hil", "DataDirectory": "/run/agent-data" },
  "Mqtt": { "Host": "127.0.0.1" },
  "Power": {
    "Board": "custom", "Chemistry": "li_po", "Cells": 1, "CapacityMah": 2500, "StaleSeconds": 10,
    "Chips": [ { "Type": "max17048", "Address": "0x36" }, { "Type": "lm75", "Address": "0x48" }, { "Type": "tmp102", "Address": "0x4a" } ],
    "Lines": [ { "Line": "POWER_GOOD", "Meaning": "external_power" }, { "Line": "CHARGING", "Meaning": "full" } ],
    "Sampling": { "FastSeconds": 1, "BusySeconds": 1, "NormalSeconds": 1, "SlowSeconds": 1, "WithoutInterruptSeconds": 1 } },
  "Scheduling": { "PowerSettleSeconds": 3 },
  "Telemetry": { "StateSeconds": 5 } } }
JSON

gauge() { # VCELL SOC CRATE, as the chip sends them: high byte first
    bash "$D" i2c 0x36 0x02 "0x${1:2:2}${1:0:2}"
    bash "$D" i2c 0x36 0x04 "0x${2:2:2}${2:0:2}"
    bash "$D" i2c 0x36 0x16 "0x${3:2:2}${3:0:2}"
}

# want SENTENCE JQ-CONDITION: until the newest state fulfils it, 40 s at most.
want() {
    local end=$((SECONDS + 40))
    while [ "$SECONDS" -lt "$end" ]; do
        # jq takes no input at all for success.
        if [ -s states ] && tail -n 1 states | jq -e "$2" >/dev/null 2>&1; then
            echo "ok $1 ($(tail -n 1 states | jq -c '[.power.source, .power.charging, .power.quality, .power.soc_pct]'))"
            passed=$((passed + 1))
            return 0
        fi
        sleep 0.2
    done
    echo "FAIL $1: $2 does not hold in $(tail -n 1 states | jq -c '{power, sensors, alerts}')"
    failed=$((failed + 1))
    [ -s states ] || { echo 'no state was published'; exit 1; }
}

gauge cf80 6180 ffd0    # 4.150 V, 97.5 %, -10 %/h
bash "$D" i2c 0x36 0x08 0x1200
bash "$D" i2c 0x48 0x03 0x0050
bash "$D" gpio 17 down

mosquitto -p 1883 >broker.log 2>&1 &
pids+=($!)
until mosquitto_pub -t ready -m 1 2>/dev/null; do sleep 0.2; done
stdbuf -oL mosquitto_sub -t 'edge/v1/hil/state' >states &
pids+=($!)
dotnet "$HIL_AGENT" run --config /run/agent.json >agent.log 2>&1 &
agent=$!
pids+=($agent)
# Start and connection take half a minute on a machine that is busy with other work.
for ((i = 0; i < 600; i++)); do [ ! -s states ] || break; sleep 0.2; done

want 'on battery at the start, read from the gauge' '.power.source == "battery" and .power.quality == "measured" and .power.soc_pct > 96 and .power.soc_pct < 99 and .power.voltage_v > 4.14 and .power.voltage_v < 4.16'
want 'the thermometer tells the pack temperature' '.power.temperature_c == 25.5'
want 'an absent chip is named, with the remedy' '[.sensors[] | select(.name == "tmp102@1-004a") | .fault] | .[0] | contains("no answer") and contains("edgeagent doctor")'

started=$(cut -d' ' -f1 /proc/uptime)
bash "$D" gpio 17 up
gauge cf80 6180 0030    # +10 %/h
want 'plugged in: external power, charging' '.power.source == "external" and .power.charging == "charging"'
echo "   up $started s at the edge, $(tail -n 1 states | jq .up_ms) ms in the state"
want 'and powered after the settle time' '.power.powered == true'

gauge d000 6280 0000    # 4.160 V, 98.5 %, no current
bash "$D" gpio 4 up     # the charger's "done" output
want 'full on external power' '.power.charging == "full" and .power.powered == true'

bash "$D" gpio 4 down
bash "$D" gpio 17 down
gauge cf80 6280 ffd0
want 'unplugged: on battery at once, not powered' '.power.source == "battery" and .power.powered == false'

echo dummy 0x48 >/sys/bus/i2c/devices/i2c-1/new_device
want 'a chip that a driver without files took is busy, by the name of the driver' '[.sensors[] | select(.name == "lm75@1-0048") | .fault] | .[0] | contains("owned by the kernel driver dummy")'
want 'and the gauge beside it is read on' '.power.quality == "measured" and .power.source == "battery"'

gauge 0000 7800 0000
want 'a gauge that talks nonsense becomes stale, with the reason' '.power.quality == "stale" and ([.sensors[] | select(.name == "max17048@1-0036") | .quality == "stale" and (.fault | contains("stuck"))] | .[0])'
want 'and an alert says so' '.alerts | index("stale_sensor") != null'
gauge cf80 6280 ffd0
want 'and is believed again when it makes sense' '.power.quality == "measured"'

kill -TERM "$agent"
if wait "$agent"; then echo 'ok SIGTERM ends it with 0'; passed=$((passed + 1)); else echo "FAIL SIGTERM ended it with $?"; failed=$((failed + 1)); fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
