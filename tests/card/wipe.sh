#!/usr/bin/env bash
# The card's first partition (deploy/image: edgeagent-card) on a disk of a kernel of its own (user-mode Linux): after edgeagent.conf was taken in, no
# password or key of this or an earlier file is left in any sector, also when the power is cut meanwhile.
#
#   tests/card/wipe.sh
#
# The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. tests/packages.sh
. tests/checks.sh
need_packages user-mode-linux dosfstools mtools e2fsprogs jq openssl openssh-client python3
here=$PWD work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'echo "wipe.sh: line $LINENO failed" >&2' ERR
check_output=$work/said check_shows=failures
explain_failure() { tail -n 20 "$work/out"; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=pi -keyout "$work/device.key" -out "$work/device.crt" 2>/dev/null
# A line in the middle of the key is a secret of its own.
key_part=$(sed -n 3p "$work/device.key")
secrets="-e wifi-secret -e broker-secret -e $key_part"

# set_value NAME VALUE
set_value() { NAME=$1 VALUE=$2 awk '$1 == ENVIRON["NAME"] && $2 == "=" { print $1 " = " ENVIRON["VALUE"]; next } { print }' "$work/conf" >"$work/conf.new"; mv "$work/conf.new" "$work/conf"; }
put() { mcopy -o -i "$work/fat" "$1" "::/$2"; }
on_card() { mcopy -n -i "$work/fat" "::/$1" -; }
is_on_card() { on_card "$1" | grep -q -- "$2"; }

# A laptop has written the file three times; what it replaced or deleted lies in the partition's free space.
new_card() {
    rm -f "$work/fat" "$work/data"
    truncate -s 40M "$work/fat"
    mkfs.vfat -n EDGEAGENT -F 32 "$work/fat" >/dev/null
    head -c 9M /dev/urandom >"$work/firmware"
    put "$work/firmware" start.elf
    truncate -s 16M "$work/data"
    mke2fs -q -F -t ext4 "$work/data"
    cp deploy/image/boot/edgeagent.conf "$work/conf"
    set_value broker_host broker.example.org; set_value wifi_country DE; set_value wifi_name home; set_value broker_user u
    set_value broker_tls yes; set_value broker_certificate_file device.crt; set_value broker_key_file device.key
    put "$work/device.crt" device.crt
    for attempt in 1 2 3; do
        set_value wifi_password "wifi-secret-$attempt"; set_value broker_password "broker-secret-$attempt"
        put "$work/conf" edgeagent.conf
        put "$work/device.key" "device$attempt.key"
        mdel -i "$work/fat" "::/device$attempt.key"
        put "$work/device.key" device.key
    done
}

# The root is in memory, with the host's programs; only the two disks are real. The agent is a double that finds nothing wrong.
modules=$(echo /usr/lib/uml/modules/*/kernel/fs)
cat >"$work/init" <<GUEST
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
for module in fat/fat nls/nls_cp437 nls/nls_ascii fat/vfat; do insmod $modules/\$module.ko; done
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mount -t tmpfs none /mnt; cd /mnt
mkdir -p data usr dev proc sys run tmp etc/edgeagent
for folder in usr dev proc sys; do mount --bind /\$folder \$folder; done
for folder in bin sbin lib lib64; do ln -s usr/\$folder \$folder; done
cp $here/deploy/image/root/usr/lib/edgeagent-card/{start,configure} tmp/
sed -i 's|/usr/lib/edgeagent-card/|/tmp/|' tmp/start
printf '#!/bin/sh\necho "{ \\\\"checks\\\\": [] }"\n' >tmp/agent; chmod +x tmp/agent
echo root:x:0: >etc/group; echo edgeagent:x:900: >>etc/group; echo root:x:0:0::/:/bin/sh >etc/passwd
echo 0123456789abcdef0123456789abcdef >etc/machine-id
[ -e dev/fd ] || ln -s /proc/self/fd dev/fd
mkdir -p dev/disk/by-partuuid; ln -s ../../ubda dev/disk/by-partuuid/ed6ea6e7-01
mount -t ext4 /dev/ubdb data
mkdir -p data/etc; mount --bind data/etc etc/edgeagent
(until [ -e run/edgeagent-boot/edgeagent.fill ]; do sleep 0.02; done; echo FILLING) &
echo BEGIN
EDGEAGENT_CARD_AGENT=/tmp/agent chroot . /tmp/start; echo "code \$?"
grep -c edgeagent-boot /proc/mounts
sync; umount etc/edgeagent data
echo END; sync; echo o >/proc/sysrq-trigger; sleep 10
GUEST
chmod +x "$work/init"
kernel=(mem=256M rootfstype=hostfs root=/dev/root ro con=null con0=fd:0,fd:1 quiet ubda="$work/fat" ubdb="$work/data" init=/bin/bash -- "$work/init")
start() { timeout 120 linux.uml "${kernel[@]}" >"$work/out" 2>&1 </dev/null; }

# cut_after SECONDS WORD: so long after the guest says WORD: BEGIN, or FILLING while the free space is written over. The kernel is several processes, not all of one group; this disk is named by them alone.
cut_after() (
    : >"$work/out"
    timeout 120 linux.uml "${kernel[@]}" >"$work/out" 2>&1 </dev/null &
    until grep -q "$2" "$work/out" || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
    sleep "$1"
    # One that is forked meanwhile is found the next time.
    for _ in $(seq 100); do
        pids=$(pgrep -f "ubda=$work/fat") || break
        kill -KILL $pids || true
        sleep 0.05
    done
    wait || true
    # Its helpers end a little later, and hold the disk as long.
    timeout 60 python3 -c 'import fcntl, sys; fcntl.lockf(open(sys.argv[1], "r+"), fcntl.LOCK_EX)' "$work/fat"
) 2>/dev/null

# whole SENTENCE: what must be true after the file was taken in.
whole() {
    check "$1 no password or key is left in any sector" not grep -aq $secrets "$work/fat"
    check "$1 the file was taken in" is_on_card edgeagent-result.txt 'moved to the device and wiped'
    check "$1 it says where the passwords are" is_on_card edgeagent.conf '^wifi_password = (stored on the device)'
    check "$1 the passwords are on the data partition" [ "$(debugfs -R 'cat /card/wifi.password' "$work/data" 2>/dev/null)$(debugfs -R 'cat /etc/broker.password' "$work/data" 2>/dev/null)" = wifi-secret-3broker-secret-3 ]
    check "$1 the other files are as they were" cmp "$work/firmware" <(on_card start.elf)
    check "$1 the file system is whole, and its space is free again" sh -c "fsck.vfat -n '$work/fat' && [ \$(mdir -i '$work/fat' ::/ | sed -n 's/ bytes free//p' | tr -d ' ') -gt 30000000 ]"
}

new_card
check 'Before the start the secrets of each attempt are there' sh -c "[ \$(grep -aoe 'wifi-secret-[123]' '$work/fat' | sort -u | wc -l) = 3 ] && [ \$(grep -aoe '$key_part' '$work/fat' | wc -l) -gt 1 ]"
start || true
whole 'After the start'
for cut in '1 BEGIN' '0 FILLING' '0.5 FILLING'; do
    new_card
    # shellcheck disable=SC2086 # two words
    cut_after $cut
    check "After a cut ($cut) the firmware is there" cmp "$work/firmware" <(on_card start.elf)
    start || true
    whole "After a cut ($cut) and a start"
done
end_checks
