#!/bin/bash
# Cuts the guest's power while the real service takes tasks in, and checks that every task that it had accepted is still there.
# Options are power-cut.sh's: --rounds N (20), --disk honest|lying|kind, ...
#
# In the guest: a broker on a disk in memory (it forgets, so that nothing but the service's own store can keep a task), the service with its
# data on the disk under test, and a publisher. "ack N" is printed when the service's receipt for task N arrives: the tasks are
# delayed by a day, so they stay in the store.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

case ${1:-} in
    writer)
        cd /run
        # Before the service starts, which keeps the store to itself.
        first=$(($(bash "$0" checker | sed 's/last //') + 1))
        cat >agent.json <<JSON
{ "EdgeAgent": { "Device": { "Id": "hil", "DataDirectory": "$HIL_DATA/agent" }, "Mqtt": { "Host": "127.0.0.1" }, "Power": { "Board": "mains" },
  "Tasks": { "QueueLimit": 100000, "QueueLimitPerKind": 100000 } } }
JSON
        mosquitto -p 1883 >broker.log 2>&1 &
        until mosquitto_pub -t ready -m 1 2>/dev/null; do sleep 0.2; done
        dotnet "$HIL_AGENT" run --config /run/agent.json >agent.log 2>&1 &
        until timeout 60 mosquitto_sub -t edge/v1/hil/status -C 1 2>/dev/null | grep -q '"online"'; do kill -0 $! || { cat agent.log; exit 1; }; done
        {
            sleep 1
            for ((n = first; n < first + 3000; n++)); do
                echo "{\"id\":\"cut-$n\",\"kind\":\"noop\",\"delay_s\":86400,\"description\":\"$(printf '%*s' $((n * 37 % 1500)) x)\"}"
                sleep 0.02
            done
        } | mosquitto_pub -t edge/v1/hil/task/submit -q 1 -l &
        # Receipts come in the order of the commits; each names its task.
        stdbuf -oL mosquitto_sub -t edge/v1/hil/receipt -q 1 | stdbuf -oL grep -o '"id":"cut-[0-9]*"' | stdbuf -oL sed 's/.*cut-\([0-9]*\)"/ack \1/'
        exit ;;
    checker)
        # Tasks 1 to N without a gap, or the last number before the first gap.
        db=$HIL_DATA/agent/agent.db
        [ -e "$db" ] || { echo 'last 0'; exit 0; }
        cp "$db"* /run/ # sqlite would write its recovery into the store under test
        [ "$(sqlite3 /run/agent.db 'pragma integrity_check')" = ok ] || { echo 'the store is damaged'; exit 1; }
        sqlite3 /run/agent.db "select cast(substr(id, 5) as integer) from task where id like 'cut-%' order by 1" |
            awk '$1 == n + 1 { n = $1 } END { print "last " n + 0 }'
        exit ;;
esac

need_packages mosquitto mosquitto-clients sqlite3
"$HIL_DIR/build-guest.sh" >/dev/null
agent=$(realpath -e -- "$HIL_DIR/../../src/EdgeAgent/bin/Release/net10.0/edgeagent.dll")
exec "$HIL_DIR/power-cut.sh" --writer "HIL_AGENT=$agent bash $HIL_DIR/power-cut-agent.sh writer" --checker "bash $HIL_DIR/power-cut-agent.sh checker" "$@"
