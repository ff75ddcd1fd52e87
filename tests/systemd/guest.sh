#!/bin/bash
# Runs in the guest as root, with the packages and bundles of the host in /share. The last line is 'N passed, N failed'.
set -u
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
cd /root
. /share/checks.sh
check_output=/tmp/out check_shows=seconds patience=3
explain_failure() { journalctl -u edgeagent -u edgeagent-update -n 12 --no-pager -o short-monotonic | cut -c 1-240; }

show() { systemctl show -P "$1" edgeagent; }
is_up() { [ "$(show SubState)" = running ] && [[ $(show StatusText) == connected* ]]; }
is_another_agent() { is_up && [ "$(show MainPID)" != "$1" ]; }
submit() { mosquitto_pub -q 1 -t edge/v1/edgeguest/task/submit -m "$1"; }
task() { jq -c --arg id "$1" 'select(.id == $id)' /tmp/states 2>/dev/null | tail -n 1; }
task_is() { task "$1" | holds "$2"; }
status_is() { mosquitto_sub -t edge/v1/edgeguest/status -C 1 -W 5 | holds "$1"; }
version_is() { [[ $(edgeagent --version) == "$1"* ]]; }
journal_has() { journalctl -u edgeagent --no-pager -o cat | grep -q -- "$1"; }

configure() {
    cat >/etc/edgeagent/agent.json <<'JSON'
{ "EdgeAgent": {
  "Device": { "Id": "edgeguest" },
  "Power": { "Board": "mains" },
  "Scheduling": { "PowerSettleSeconds": 1, "MaxCpuPct": 1000 },
  "Mqtt": { "Host": "localhost" },
  "Tasks": { "AllowedCommands": ["/usr/bin/sleep", "/usr/bin/tail", "/usr/bin/cat", "/usr/sbin/i2cget", "/usr/bin/touch"] } } }
JSON
}

# A chip on an I2C bus. Debian's kernel has no GPIO chip for this machine: GPIO is tested on the emulated Pi (tests/flash).
make_chip() {
    modprobe i2c-dev
    modprobe i2c-stub chip_addr=0x42
    bus=$(basename "$(dirname "$(grep -l 'SMBus stub' /sys/class/i2c-dev/*/name)")")
    bus=${bus#i2c-}
    i2cset -y "$bus" 0x42 0x05 0x1234 w
}
[ -e /share/without-i2c ] || make_chip
within 60 systemctl is-active mosquitto
(mosquitto_sub -q 1 -t 'edge/v1/+/task/+/state' >>/tmp/states) &

echo "== install ($SECONDS s)"
check 'The package installs' dpkg -i /share/agent.deb
installed=$(dpkg-query -W -f '${Version}' edgeagent)
configure
systemctl restart edgeagent
check 'The service becomes ready and connects' within 90 is_up
check 'and says so on the broker, with its version' status_is ".state == \"online\" and (.agent_version | startswith(\"$installed\"))"
check 'The command is the same program' version_is "$installed"
check 'The unit is enabled' systemctl is-enabled edgeagent edgeagent-update.path edgeagent-update.service
check 'systemd finds nothing wrong in the units' not grep 'edgeagent.*\.\(service\|path\):[0-9]' <(systemd-analyze verify /lib/systemd/system/edgeagent.service /lib/systemd/system/edgeagent-update.{service,path} 2>&1)
check 'The configuration is readable for the service alone' [ "$(stat -c '%U:%G %a' /etc/edgeagent/agent.json /etc/edgeagent | tr '\n' ' ')" = 'root:edgeagent 640 root:edgeagent 750 ' ]
check 'What the unit documents is in the package' grep -q 'doc/edgeagent/README.md.gz' <(dpkg -L edgeagent)
systemd-analyze security --no-pager edgeagent | tail -n 1
check 'The exposure is below 1.5' awk "BEGIN { exit !($(systemd-analyze security --no-pager edgeagent | sed -n 's/.*exposure level.*: \([0-9.]*\).*/\1/p') < 1.5) }"
echo "memory: $(show MemoryCurrent) bytes of the unit, RSS $(awk '/VmRSS/ {print $2}' "/proc/$(show MainPID)/status") KiB"

echo "== workers and devices ($SECONDS s)"
submit '{"id":"group","kind":"exec","args":{"command":"cat","argv":["/proc/self/cgroup"]}}'
check 'A task runs in a control group of its own below the service' within 60 task_is group '.status == "SUCCEEDED" and (.result | tostring | test("edgeagent.service/.+"))'
if [ -e /share/without-i2c ]; then
    echo 'left out: I2C, which this kernel does not have'
else
    submit "{\"id\":\"i2c\",\"kind\":\"exec\",\"args\":{\"command\":\"i2cget\",\"argv\":[\"-y\",\"$bus\",\"0x42\",\"0x05\",\"w\"]}}"
    check 'I2C can be read from inside the confinement' within 60 task_is i2c '.status == "SUCCEEDED" and (.result | tostring | contains("0x1234"))'
fi
submit '{"id":"outside","kind":"exec","args":{"command":"touch","argv":["/usr/lib/edgeagent/x"]},"retry":{"max":0}}'
check 'A task cannot write the program' within 90 task_is outside '.status == "FAILED"'
agent=$(show MainPID)
submit '{"id":"oom","kind":"exec","args":{"command":"tail","argv":["/dev/zero"]},"limits":{"memory_mb":64},"retry":{"max":0}}'
check 'A task over its memory limit is killed' within 120 task_is oom '.status == "FAILED"'
check 'and the agent is not' [ "$(show MainPID)" = "$agent" ]

echo "== failures ($SECONDS s)"
submit '{"id":"long","kind":"exec","args":{"command":"sleep","argv":["40"]}}'
check 'A longer task runs' within 60 task_is long '.phase == "RUNNING"'
kill -9 "$agent"
check 'A killed agent is started again' within 60 is_another_agent "$agent"
check 'Its task has no process of the old life' [ "$(pgrep -fc 'sleep 40')" -le 1 ]
check 'and is run again to its end' within 180 task_is long '.status == "SUCCEEDED" and .attempt >= 1'
agent=$(show MainPID)
kill -TERM "$agent"
check 'An agent that a task has asked to end is started again' within 60 is_another_agent "$agent"
agent=$(show MainPID)
kill -STOP "$agent"
stopped=$SECONDS
check 'A stopped process is found by the watchdog and replaced' within 200 is_another_agent "$agent"
echo "the watchdog took $((SECONDS - stopped)) s"
systemctl restart systemd-journald
submit '{"id":"logged","kind":"noop"}'
within 60 task_is logged '.status == "SUCCEEDED"'
check 'The journal is still written after journald was restarted' within 120 journal_has 'task logged: SUCCEEDED'
check 'The journal knows levels' [ "$(journalctl -u edgeagent -p 6 -o cat --no-pager | grep -c 'task logged: SUCCEEDED')" = 1 -a "$(journalctl -u edgeagent -p 3 -o cat --no-pager | grep -c 'task logged: SUCCEEDED')" = 0 ]
check 'No warning at the start' not journal_has 'ConfigurationDirectory\|no Landlock (Operation not permitted)'

systemctl stop edgeagent
echo '{ "EdgeAgent": { "Device": { "Id": "Bad Id" } } }' >/etc/edgeagent/agent.json
systemctl start edgeagent
has_failed() { [ "$(show ActiveState)" = failed ]; }
within 60 has_failed
sleep 12
check 'A wrong configuration ends with exit 78 and is not tried again' [ "$(show ActiveState) $(show ExecMainStatus) $(show NRestarts)" = 'failed 78 0' ]
check 'and the journal names the key' journal_has 'Device:Id'
configure
mkdir -p /etc/systemd/system/edgeagent.service.d
printf '[Service]\nType=exec\nExecStart=\nExecStart=/bin/false\n' >/etc/systemd/system/edgeagent.service.d/fault.conf
systemctl daemon-reload
systemctl reset-failed edgeagent
systemctl start --no-block edgeagent
check 'With a lasting fault it waits longer and longer' within 150 journal_has 'start 6 within ten minutes: waits 40 s'
check 'and never gives up' [ "$(show ActiveState)" != failed ]
rm /etc/systemd/system/edgeagent.service.d/fault.conf
systemctl daemon-reload
systemctl stop edgeagent
systemctl start edgeagent
check 'When the fault is gone a hand starts it at once' within 60 is_up

echo "== stop and sleep ($SECONDS s)"
began=$SECONDS
systemctl stop edgeagent
check 'It stops in order within 20 s' [ "$(show Result) $((SECONDS - began < 20))" = 'success 1' ]
check 'and has said goodbye' status_is '.state == "offline"'
cp /usr/share/edgeagent/edgeagent-sleep.conf /etc/systemd/system/edgeagent.service.d/sleep.conf
systemctl daemon-reload
systemctl start edgeagent
check 'It starts with the drop-in for suspend' within 60 is_up
check 'and may suspend the machine' [ "$(stat -c %G /sys/power/state)" = edgeagent ]
check 'which the confinement allows' nsenter --target "$(show MainPID)" --mount -- setpriv --reuid edgeagent --regid edgeagent --init-groups -- test -w /sys/power/state
/lib/systemd/system-sleep/edgeagent pre suspend
check 'A suspension by somebody else is announced' within 15 status_is '.state == "sleeping"'
rm /etc/systemd/system/edgeagent.service.d/sleep.conf
systemctl daemon-reload
systemctl restart edgeagent
within 60 is_up

echo "== updates ($SECONDS s)"
busybox httpd -p 127.0.0.1:8000 -h /share
mkdir -p /etc/systemd/system/edgeagent-update.service.d
printf '[Service]\nEnvironment=EDGEAGENT_UPDATE_WATCH_S=240 EDGEAGENT_UPDATE_STEADY_S=5\n' >/etc/systemd/system/edgeagent-update.service.d/short.conf
systemctl daemon-reload
update() { submit "{\"id\":\"$1\",\"kind\":\"update\",\"args\":{\"url\":\"http://127.0.0.1:8000/$2.update\",\"sha256\":\"$(sha256sum <"/share/$2.update" | cut -d ' ' -f 1)\",\"version\":\"$2\"},\"retry\":{\"max\":0}}"; }
update unsigned b
check 'Without a key on the device an update is refused' within 300 task_is unsigned '.status == "FAILED" and (.error.message | contains("no key"))'
install -m 644 /share/key.pem /etc/edgeagent/update-keys/test.pem
update to-b b
within 60 task_is to-b '.status == "IN_PROGRESS"'
update to-c c
check 'Of two updates at once the second waits for the first' within 60 task_is to-c 'any(.wait_reasons[]?; .reason == "CONCURRENCY" and .required == "the end of update to-b")'
check 'A signed update from A to B succeeds' within 600 task_is to-b '.status == "SUCCEEDED"'
check 'An update to C, whose service ends at once, is taken back and reported' within 900 task_is to-c '.status == "FAILED" and (.error.message | startswith("rolled back: the new agent ended 4 times") and endswith("with exit status 1"))'
check 'and B runs' version_is 90.0.0
check 'and is connected' within 120 is_up
check 'as the service' grep -q edgeagent "/proc/$(show MainPID)/comm"
echo "C was taken back $(journalctl -u edgeagent-update --no-pager -o short-unix | awk '/91.0.0: checking/ { from = $1 } /91.0.0: rolled_back/ { print int($1 - from) }') s after its start"

echo "== upgrade and removal ($SECONDS s)"
submit '{"id":"kept","kind":"noop","class":"normal","delay_s":3600}'
check 'A task is stored' within 30 task_is kept '.status == "QUEUED"'
submit '{"id":"over","kind":"exec","args":{"command":"sleep","argv":["60"]}}'
within 60 task_is over '.phase == "RUNNING"'
agent=$(show MainPID)
began=$SECONDS
check 'A newer package installs over it' dpkg -i /share/newer.deb
check 'and the service is back' within 60 is_another_agent "$agent"
echo "the upgrade took $((SECONDS - began)) s"
check 'The package has replaced the update' version_is "$installed"
check 'A stored task is still there' edgeagent task show kept --host localhost --device edgeguest
check 'A task that ran goes on to its end' within 240 task_is over '.status == "SUCCEEDED"'
check 'The configuration is kept' grep -q edgeguest /etc/edgeagent/agent.json
check 'An older package is refused' not dpkg -i /share/older.deb
check 'with a reason' says 'is older than the installed'
check 'and what was there goes on' is_up
check 'The package is removed' dpkg -r edgeagent
check 'and the store stays' [ -e /var/lib/edgeagent/agent.db ]
check 'and no unit is left' not systemctl cat edgeagent
check 'It installs again over what was kept' dpkg -i /share/newer.deb
check 'and finds its tasks' within 90 edgeagent task show kept --host localhost --device edgeguest
check 'The package is purged' dpkg -P edgeagent
check 'and takes data and configuration along' [ ! -e /var/lib/edgeagent -a ! -e /var/lib/edgeagent-update -a ! -e /etc/edgeagent ]
end_checks
