#!/usr/bin/env bash
# The card image on an emulated Raspberry Pi 3B (QEMU, raspi3b), from its own U-Boot on, with a broker on loopback: first start with a wrong
# and a right edgeagent.conf, a battery board on the emulated I2C, tasks, a killed agent, the power cut at random, updates of the agent and
# of the image.
#
#   tests/flash/run.sh [--image FILE.img.zst --package DEB] [--cuts N] [--phases LIST] [--from FOLDER] [--patience N] [--keep]
#
#   --image FILE         an image that deploy/image/build.sh has made, with --package, the package in it; without them, both are built
#   --cuts N             how often the power is cut at random (default 5)
#   --phases LIST        which, of "configuration start tasks cuts updates images" (default: all, in this order); the first three make the card that
#                        the others go on with
#   --from FOLDER        go on with the card that a run with --keep has left in this folder, which is changed; needs --package
#   --patience N         multiplies what is waited for at most; the times are those of a quiet machine (default 3)
#   --keep               keep the card and the consoles in the folder that is printed
#
# What is not emulated: the firmware in the boot ROM and start.elf (QEMU starts U-Boot itself), the hardware watchdog (QEMU resets at once when
# its driver is loaded, so it is left out here), Wi-Fi, GPIO lines of a board, and a card that loses writes it has acknowledged.
# Downloads are kept in ${XDG_CACHE_HOME:-~/.cache}/edgeagent. A start costs two to four minutes of processor time, a whole run an hour or more (an estimate).
# Needs root. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
image='' package='' cuts=5 phases='configuration start tasks cuts updates images' from='' patience=3 keep=0
while [ $# -gt 0 ]; do
    case $1 in
        --image) image=${2:?--image needs a file}; shift 2 ;;
        --package) package=${2:?--package needs a file}; shift 2 ;;
        --cuts) cuts=${2:?--cuts needs a number}; shift 2 ;;
        --phases) phases=${2:?--phases needs words}; shift 2 ;;
        --from) from=${2:?--from needs a folder}; shift 2 ;;
        --patience) patience=${2:?--patience needs a number}; shift 2 ;;
        --keep) keep=1; shift ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
[ -z "$image$from" ] || [ -n "$package" ] || { echo 'run.sh: --image and --from need --package' >&2; exit 2; }
for phase in $phases; do
    [[ " configuration start tasks cuts updates images " == *" $phase "* ]] || { echo "run.sh: --phases '$phase': configuration, start, tasks, cuts, updates or images is needed" >&2; exit 2; }
done
[ -z "$from" ] || [ -e "$from/disk" ] || { echo "run.sh: --from '$from': there is no card (disk) in it" >&2; exit 2; }
. tests/packages.sh
. tests/checks.sh
need_packages mmdebstrap mtools fdisk u-boot-tools e2fsprogs zstd jq openssl openssh-client mosquitto mosquitto-clients python3
[[ $phases != *images* ]] || need_packages rauc squashfs-tools
cache=${XDG_CACHE_HOME:-$HOME/.cache}/edgeagent
work=$([ -n "$from" ] && realpath "$from" || mktemp -d)
[ -z "$from" ] || keep=1
started=()
finish() {
    cut_power
    for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; done
    if [ $keep = 1 ]; then echo "kept: $work" >&2; else rm -rf "$work"; fi
}
check_output=$work/out check_shows=seconds
# ssh would read what is left for the next command.
exec </dev/null

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# QEMU 7.2 of Debian 12 has no I2C for this board; the one of its backports runs in a folder of its own.
qemu=$cache/qemu-raspi
if [ ! -e "$qemu" ]; then
    echo 'fetching QEMU from the backports, once' >&2
    mkdir -p "$cache"
    rm -rf "$qemu.new"
    mmdebstrap --quiet --mode=root --variant=extract --include=qemu-system-arm/bookworm-backports,qemu-system-common/bookworm-backports,qemu-system-data/bookworm-backports \
        --aptopt='Acquire::Retries "5"' --aptopt='APT::Install-Recommends "false"' bookworm "$qemu.new" \
        "deb $(deploy/debian-mirror.sh) bookworm main" "deb $(deploy/debian-mirror.sh) bookworm-backports main" >&2
    mv "$qemu.new" "$qemu"
fi

# The Raspberry Pi, until the power is cut. What U-Boot gets from the firmware on a real one (the device tree, cmdline.txt) it gets from
# QEMU here. All four processors are on: with one, Linux finds no USB and so no network.
emulate() {
    unshare --mount bash -c '
        mkdir -p "$1/card" "$1/dev"; mount --bind "$2" "$1/card"; mount --rbind /dev "$1/dev"; cd "$1"; shift 2
        exec nice -n 5 chroot . qemu-system-aarch64 "$@"' - "$qemu" "$work" \
        -M raspi3b -m 1024 -display none -monitor none -kernel /card/u-boot.bin -dtb /card/board.dtb \
        -append 'console=ttyAMA0,115200 quiet systemd.show_status=0 systemd.default_timeout_start_sec=3600 systemd.setenv=EDGEAGENT_UPDATE_WATCH_S='$((200 * patience))' module_blacklist=bcm2835_wdt' -drive file=/card/disk,if=sd,format=raw,cache=unsafe \
        -chardev file,id=k,path=/card/console,append=on -serial chardev:k -chardev file,id=b,path=/card/u-boot.log,append=on -serial chardev:b \
        -drive if=none,id=gauge,format=raw,file=/card/gauge -device at24c-eeprom,bus=i2c-bus.1,address=0x36,rom-size=512,address-size=1,drive=gauge \
        -device ds1338,bus=i2c-bus.1,address=0x68 -netdev user,id=n,hostfwd=tcp:127.0.0.1:"$ssh_port"-:22 -device usb-net,netdev=n </dev/null >>"$work/qemu" 2>&1 &
    echo $! >"$work/pid"
}
restarts() { grep -ac 'reboot: Restarting system' "$work/console" 2>/dev/null || true; }

# Without its watchdog, by which it also restarts, the emulated Pi stops at a restart: that is done for it.
machine=''
power_on() {
    (
        while true; do
            done_before=$(restarts)
            emulate
            while kill -0 "$(cat "$work/pid")" 2>/dev/null && [ "$(restarts)" = "$done_before" ]; do sleep 1; done
            kill -KILL "$(cat "$work/pid")" 2>/dev/null
            wait
        done
    ) 2>/dev/null &
    machine=$!
}
cut_power() {
    [ -n "$machine" ] || return 0
    kill -KILL "$machine" "$(cat "$work/pid")" 2>/dev/null || true
    wait "$machine" 2>/dev/null || true
    while kill -0 "$(cat "$work/pid")" 2>/dev/null; do sleep 0.1; done
    machine=''
}
trap finish EXIT

on_device() { ssh -p "$ssh_port" -i "$work/ssh" -o BatchMode=yes -o ConnectTimeout=20 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@127.0.0.1 "$@"; }
on_card() { mcopy -n -i "$work/disk@@4M" "::/$1" - 2>/dev/null; }
put_on_card() { mcopy -o -i "$work/disk@@4M" "$1" "::/$2"; }
topic() { mosquitto_sub -h 127.0.0.1 -p "$port" -t "edge/v1/$device/$1" -C 1 -W 5; }
publish() { mosquitto_pub -h 127.0.0.1 -p "$port" -q 1 -t "edge/v1/$device/$1" -m "$2"; }
status_is() { topic status | holds ".state == \"online\" and ($1)"; }
state_is() { topic state | holds "$1"; }
# The states come in one stream, so that none is missed; the last of a task counts.
task() { jq -c --arg id "$1" 'select(.id == $id)' "$work/states" | tail -n 1; }
task_is() { task "$1" | holds "$2"; }
session() { topic status | jq -r .session; }
is_in_session_after() { status_is ".session > $1"; }
version_is() { on_device edgeagent --version | grep "^$1"; }
has_no_pending_update() { on_device '[ ! -e /var/lib/edgeagent-update/pending ] && [ ! -e /var/lib/edgeagent/update/bundle ]'; }
booted_slot_is() { on_device "grep -q rauc.slot=$1 /proc/cmdline"; }

if [ -z "$image$from" ]; then
    package=$(deploy/package.sh --rid linux-arm64 --out "$work/build" | tail -n 1)
    image=$(deploy/image/build.sh --package "$package" --out "$work/build" | tail -n 1)
fi
# A MAX17048 fuel gauge: QEMU's EEPROM answers as one whose registers stand still: 4.08 V, 90.5 %, +20 %/h.
make_gauge() {
    python3 - "$work/gauge" <<'PYTHON'
import sys
chip = bytearray(512)
for register, value in {0x02: 0xCC00, 0x04: 0x5A80, 0x08: 0x0012, 0x16: 0x0060}.items():
    chip[register:register + 2] = value.to_bytes(2, "big")
open(sys.argv[1], "wb").write(chip)
PYTHON
}
make_card() {
    echo "== the card ($SECONDS s)"
    zstd -dq "$image" -o "$work/disk"
    # A card is larger than its image; QEMU wants a power of two.
    truncate -s 4G "$work/disk"
    on_card u-boot.bin >"$work/u-boot.bin"
    on_card bcm2837-rpi-3-b.dtb >"$work/board.dtb"
    # U-Boot by itself looks for USB keyboards and disks first and waits for a key; here it goes to the card's script at once.
    printf '%s\n' 'bootdelay=0' 'bootcmd=setenv devnum 0; load mmc 0:1 0x02400000 boot.scr && source 0x02400000' >"$work/uboot.txt"
    mkenvimage -s 0x4000 -o "$work/uboot.env" "$work/uboot.txt"
    put_on_card "$work/uboot.env" uboot.env
    make_gauge
    ssh-keygen -q -t ed25519 -N '' -C test -f "$work/ssh"
    openssl genpkey -algorithm ed25519 -out "$work/update.key"
    openssl pkey -in "$work/update.key" -pubout -out "$work/update.pem"
    openssl req -x509 -newkey rsa:3072 -nodes -days 30 -subj /CN=images -keyout "$work/image.key" -out "$work/image.pem" 2>/dev/null
}
[ -n "$from" ] || make_card
# A card that has started knows its broker.
port=$([ -n "$from" ] && sed -n 's/^broker_port = \([0-9]*\).*/\1/p' "$work/conf" || free_port)
ssh_port=$(free_port) web_port=$(free_port)
printf 'listener %s 127.0.0.1\nallow_anonymous true\nuser root\n' "$port" >"$work/broker.conf"
mosquitto -c "$work/broker.conf" >"$work/broker.log" 2>&1 &
started+=($!)
within 20 mosquitto_pub -h 127.0.0.1 -p "$port" -t test -m ready
mkdir -p "$work/web"
python3 -m http.server --bind 127.0.0.1 --directory "$work/web" "$web_port" >/dev/null 2>&1 &
started+=($!)
device=garden-1
mosquitto_sub -h 127.0.0.1 -p "$port" -t "edge/v1/$device/task/+/state" >>"$work/states" &
started+=($!)

set_value() { NAME=$1 VALUE=$2 awk '{ sub(/\r$/, "") } $1 == ENVIRON["NAME"] && $2 == "=" { print $1 " = " ENVIRON["VALUE"] "\r"; next } { print $0 "\r" }' "$work/conf" >"$work/conf.new"; mv "$work/conf.new" "$work/conf"; }

# Tasks and versions are new ones when a run goes on with the card of another.
run=$(date +%s)
# update TASK FILE VERSION
update() { publish task/submit "{\"id\":\"$1-$run\",\"kind\":\"update\",\"class\":\"critical\",\"args\":{\"url\":\"http://10.0.2.2:$web_port/$2\",\"sha256\":\"$(sha256sum <"$work/web/$2" | cut -d ' ' -f 1)\",\"version\":\"$3\"},\"retry\":{\"max\":0}}"; }

phase_configuration() {
    check 'The first partition holds what the firmware needs' sh -c "for f in bootcode.bin start.elf fixup.dat start4.elf config.txt cmdline.txt u-boot.bin boot.scr bcm2711-rpi-4-b.dtb bcm2837-rpi-zero-2-w.dtb edgeagent.conf; do mdir -i '$work/disk@@4M' ::/\$f >/dev/null || exit 1; done"
    on_card edgeagent.conf >"$work/conf"
    set_value device_id "$device"
    set_value broker_host 10.0.2.2
    set_value board generic-max17048
    set_value clock_chip ds1338
    set_value time_zone Europe/Berlin
    set_value wifi_country DE
    set_value wifi_name nowhere
    set_value wifi_password hidden-secret-0
    set_value ssh_key "$(cat "$work/ssh.pub")"
    set_value update_key_file update.pem
    set_value image_certificate_file image.pem
    set_value broker_port 70000
    put_on_card "$work/conf" edgeagent.conf
    put_on_card "$work/update.pem" update.pem
    put_on_card "$work/image.pem" image.pem

    echo "== a wrong edgeagent.conf ($SECONDS s)"
    power_on
    check 'A wrong edgeagent.conf is reported beside it' within 900 sh -c "mcopy -n -i '$work/disk@@4M' ::/edgeagent-result.txt - 2>/dev/null | grep 'broker_port: .70000.: a number from 1 to 65535 is needed'"
    check 'and stays as it was' cmp <(on_card edgeagent.conf) "$work/conf"
    cut_power
    set_value broker_port "$port"
    # What the laptop leaves of the older file in the partition's free space goes, too.
    set_value wifi_password hidden-secret-1
    put_on_card "$work/conf" edgeagent.conf
}

phase_start() {
    echo "== the first start ($SECONDS s)"
    power_on
    began=$SECONDS
    check 'With a right one the device is online' within 900 status_is true
    echo "online $((SECONDS - began)) s after the power"
    check 'The device says so' within 60 sh -c "mcopy -n -i '$work/disk@@4M' ::/edgeagent-result.txt - | grep 'was taken in'"
    check 'The password, and the one of the wrong file, are wiped from the first partition' sh -c "! dd if='$work/disk' bs=1M skip=4 count=124 status=none | grep -aq hidden-secret"
    check 'The battery board on the I2C bus is measured' within 300 state_is '.power.voltage_v > 4.0 and .power.voltage_v < 4.15 and .power.soc_pct > 88 and .power.charging == "charging"'
    check 'The clock chip has set the clock, and the agent trusts it' within 120 status_is '.clock == "rtc"'
    check 'The key of edgeagent.conf opens ssh' within 300 on_device true
    check 'The root is an overlay in memory' on_device 'findmnt -n -o FSTYPE / | grep overlay'
    check 'over a slot that cannot be written' on_device 'findmnt -n -o FSTYPE,OPTIONS /run/edgeagent-slot | grep "^ext4 *ro,"'
    check 'The data partition has grown to the end of the card' on_device '[ $(df --output=size -m /data | tail -n 1) -gt 2200 ]'
    check 'The journal is in memory' on_device '[ ! -e /var/log/journal ] && [ -e /run/log/journal ]'
    check 'and what matters of it is kept' on_device '/usr/lib/edgeagent-card/log && [ -s /data/log/journal.log ]'
    check 'systemd is told to use the hardware watchdog' on_device '[ "$(systemctl show -P RuntimeWatchdogUSec)" = 14s ]'
    check 'The time is right to a minute' on_device "[ \$(((\$(date +%s) - $(date +%s)) ** 2)) -lt 3600 ]"
    check 'The time zone is the one of edgeagent.conf' on_device '[ "$(date +%Z)" = CET ] || [ "$(date +%Z)" = CEST ]'
    check 'The host name is the device id' on_device "[ \$(hostname) = $device ]"
    check 'The Wi-Fi password is readable for root alone' on_device '[ "$(stat -c %a /etc/wpa_supplicant/wpa_supplicant-wlan0.conf)" = 600 ]'
    check 'U-Boot counts, and the slot has its tries back' within 120 on_device '[ "$(fw_printenv -n BOOT_A_LEFT)" = 3 ]'
    check 'Nothing has failed' on_device '[ -z "$(systemctl --failed --no-legend --plain | grep -v "^systemd-networkd-wait-online")" ]'
    on_device 'systemctl --failed --no-legend --plain; systemd-analyze 2>/dev/null | head -n 1; p=$(systemctl show -P MainPID edgeagent); grep -E "VmRSS|RssAnon" /proc/$p/status; ls -l /usr/lib/edgeagent/bin/edgeagent; df -m /run/edgeagent-slot /data | tail -n 2' || true
}

phase_tasks() {
    echo "== tasks and a killed agent ($SECONDS s)"
    # An emulated processor on a busy host always looks busy.
    on_device 'cd /etc/edgeagent && jq ".EdgeAgent.Scheduling.MaxCpuPct = 1000" agent.json >new && cat new >agent.json && rm new && systemctl restart edgeagent' || true
    publish task/submit '{"id":"first","kind":"noop","class":"critical"}'
    check 'A task runs' within 180 task_is first '.status == "SUCCEEDED"'
    publish task/submit '{"id":"later","kind":"noop","class":"critical","delay_s":86400}'
    check 'and one that waits is kept' within 120 task_is later '.status == "QUEUED"'
    before=$(session)
    on_device 'kill -9 $(systemctl show -P MainPID edgeagent)'
    check 'A killed agent comes back' within 300 is_in_session_after "$before"
    check 'with its tasks' within 120 on_device "edgeagent task show later | grep -q 'status: QUEUED'"
}

phase_cuts() {
    echo "== $cuts cuts of power ($SECONDS s)"
    for ((n = 1; n <= cuts; n++)); do
        before=$(session)
        publish task/submit "{\"id\":\"cut-$n-$run\",\"kind\":\"noop\",\"class\":\"critical\",\"args\":{\"duration_s\":5}}"
        # Half of the cuts come while the device works, the others while it starts.
        if [ $((n % 2)) = 1 ]; then
            within 180 task_is "cut-$n-$run" .status || true
            sleep $((RANDOM % 10))
            cut_power
        else
            cut_power
            power_on
            sleep $((20 + RANDOM % 60))
            cut_power
        fi
        power_on
        check "After cut $n the device is online" within 900 is_in_session_after "$before"
    done
    for ((n = 1; n <= cuts; n += 2)); do check "The task that was accepted before cut $n ends" within 300 task_is "cut-$n-$run" '.status == "SUCCEEDED"'; done
    check 'The task that waits is still there' within 120 on_device "edgeagent task show later | grep -q 'status: QUEUED'"
    check 'and the slot still has all its tries' within 120 on_device '[ "$(fw_printenv -n BOOT_A_LEFT)" = 3 ]'
}

phase_updates() {
    echo "== updates of the agent ($SECONDS s)"
    tests/systemd/versions.sh "$package" "$work/update.key" "$work/web" "$run"
    # Both at once. C ends at once, so that its whole time need not be waited for.
    update to-b b.update "90.$run.0"
    within 120 task_is to-b-$run '.status == "IN_PROGRESS"' || true
    update to-c c.update "91.$run.0"
    check 'Of two updates at once the second waits for the first' within 180 task_is to-c-$run "any(.wait_reasons[]?; .reason == \"CONCURRENCY\" and .required == \"the end of update to-b-$run\")"
    check 'An update from A to B succeeds' within 900 task_is to-b-$run '.status == "SUCCEEDED"'
    check 'An update to C, which does not start, is taken back' within 1200 task_is to-c-$run '.status == "FAILED" and (.error.message | startswith("rolled back: the new agent ended 4 times"))'
    check 'and B runs' version_is "90.$run.0"
}

phase_images() {
    echo "== updates of the image ($SECONDS s)"
    # make_bundle NAME VERSION: of $work/bundle/slot.img
    make_bundle() {
        printf '[update]\ncompatible=edgeagent-rpi-arm64\nversion=%s\n\n[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=slot.img\n' "$2" >"$work/bundle/manifest.raucm"
        rm -f "$work/web/$1"
        rauc --cert "$work/image.pem" --key "$work/image.key" bundle "$work/bundle" "$work/web/$1"
    }
    mkdir -p "$work/bundle"
    head -c 4M /dev/urandom >"$work/bundle/slot.img"
    make_bundle dead.raucb 98.0.0 >/dev/null
    dd if="$work/disk" of="$work/bundle/slot.img" bs=1M skip=128 count="$(($(dumpe2fs -h "$work/disk?offset=$((128 << 20))" 2>/dev/null | sed -n 's/^Block count: *//p') * 4 / 1024))" status=none
    make_bundle good.raucb 99.0.0 >/dev/null
    update dead dead.raucb 98.0.0
    check 'An image that cannot start is left by U-Boot after its tries, and reported' within 1800 task_is dead-$run '.status == "FAILED" and (.error.message | contains("the new image did not start"))'
    check 'and the device is back in slot A' within 300 booted_slot_is A
    before=$(session)
    update good good.raucb 99.0.0
    check 'A good image is written' within 900 task_is good-$run '.message == "installing"'
    sleep $((10 + RANDOM % 30))
    cut_power
    power_on
    check 'After a cut while it is written the device is online' within 900 is_in_session_after "$before"
    check 'and the update goes on to its end' within 2400 task_is good-$run '.status == "SUCCEEDED"'
    check 'from slot B' within 300 booted_slot_is B
    check 'which has all its tries' within 120 on_device '[ "$(fw_printenv -n BOOT_B_LEFT)" = 3 ]'
    check 'with the tasks of before' within 120 on_device "edgeagent task show later | grep -q 'status: QUEUED'"
}

if [ -n "$from" ]; then
    power_on
    check 'The card of before goes online' within 900 status_is true
    check 'and has ended the updates that were on their way' within 900 has_no_pending_update
fi
for phase in $phases; do "phase_$phase"; done
cut_power
code=0
dd if="$work/disk" of="$work/data" bs=1M skip="$(($(sfdisk -l -o Start "$work/disk" | tail -n 1) / 2048))" status=none
e2fsck -p "$work/data" >/dev/null || code=$?
check 'The data partition is whole, or mended by its journal' [ $code -le 1 ]
echo "took $SECONDS s"
end_checks
