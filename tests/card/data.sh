#!/usr/bin/env bash
# The card's data partition (deploy/image: edgeagent-data) on a disk of a kernel of its own (user-mode Linux): grown at the first start, left
# alone at the next, mended, and grown all the same when the power is cut meanwhile.
#
#   tests/card/data.sh
#
# The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. tests/packages.sh
. tests/checks.sh
need_packages user-mode-linux e2fsprogs fdisk python3
here=$PWD work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check_output=$work/said check_shows=failures
explain_failure() { tail -n 20 "$work/out"; }
console_says() { grep -q -- "$1" "$work/out"; }

# An image of 64 MiB, the last 32 MiB of it for data, on a card of 512 MiB.
new_card() {
    rm -rf "$work/disk" "$work/data"
    mkdir -p "$work/data"/{edgeagent,edgeagent-update,etc,timesync}
    echo kept >"$work/data/edgeagent/agent.db"
    truncate -s 64M "$work/disk"
    printf '%s\n' 'label: dos' 'label-id: 0xed6ea6e7' 'start=4MiB, size=4MiB, type=c' 'start=8MiB, size=4MiB, type=83' 'start=12MiB, size=4MiB, type=83' 'start=16MiB, size=32MiB, type=83' |
        sfdisk -q "$work/disk"
    truncate -s 32M "$work/ext4"
    mke2fs -q -F -t ext4 -b 4096 -d "$work/data" "$work/ext4"
    dd if="$work/ext4" of="$work/disk" bs=1M seek=16 conv=notrunc status=none
    truncate -s 512M "$work/disk"
}

# The root is in memory, with the host's programs; only the disk is real.
cat >"$work/init" <<GUEST
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mount -t tmpfs none /mnt; cd /mnt
mkdir -p data usr dev proc sys run tmp etc/edgeagent var/lib/{edgeagent,edgeagent-update,systemd/timesync}
for folder in usr dev proc sys; do mount --bind /\$folder \$folder; done
for folder in bin sbin lib lib64; do ln -s usr/\$folder \$folder; done
cp $here/deploy/image/root/usr/lib/edgeagent-card/data tmp/data
mkdir -p dev/disk/by-partuuid; ln -s ../../ubda4 dev/disk/by-partuuid/ed6ea6e7-04
echo BEGIN
chroot . /tmp/data; echo "code \$?"
chroot . /bin/sh -c 'df --output=target,size -m /data | tail -n 1; cat /var/lib/edgeagent/agent.db; cat /proc/mounts | grep " /etc/edgeagent "'
sync; umount var/lib/edgeagent var/lib/edgeagent-update etc/edgeagent var/lib/systemd/timesync data
echo END; sync; echo o >/proc/sysrq-trigger; sleep 10
GUEST
chmod +x "$work/init"
kernel=(mem=256M rootfstype=hostfs root=/dev/root ro con=null con0=fd:0,fd:1 quiet ubda="$work/disk" init=/bin/bash -- "$work/init")
start() { timeout 120 linux.uml "${kernel[@]}" >"$work/out" 2>&1 </dev/null; }

# cut_after SECONDS, from the beginning of the work. The kernel is several processes, not all of one group; this disk is named by them alone.
cut_after() (
    : >"$work/out"
    timeout 120 linux.uml "${kernel[@]}" >"$work/out" 2>&1 </dev/null &
    until grep -q BEGIN "$work/out" || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
    sleep "$1"
    kill -KILL $(pgrep -f "ubda=$work/disk") || true
    wait || true
    # Its helpers end a little later, and hold the disk as long.
    timeout 60 python3 -c 'import fcntl, sys; fcntl.lockf(open(sys.argv[1], "r+"), fcntl.LOCK_EX)' "$work/disk"
) 2>/dev/null

new_card
start || true
check 'At the first start the data partition grows to the end of the card' console_says '/data  *4[5-9][0-9]'
check 'and tells it' console_says 'growing /dev/ubda4 by 464 MiB'
check 'and is mounted where it is used' console_says '/etc/edgeagent ext4'
check 'What was in it stays' console_says '^kept'
start || true
check 'At the next start there is nothing to grow' not console_says growing
check 'and it is mounted' console_says '/data  *4[5-9][0-9]'
offset=$((16 << 20))
debugfs -w -R 'set_inode_field <2> links_count 77' "$work/disk?offset=$offset" >/dev/null 2>&1
debugfs -w -R 'set_super_value state 2' "$work/disk?offset=$offset" >/dev/null 2>&1
start || true
check 'A damaged file system is mended' console_says 'code 0'
check 'and mounted' console_says '^kept'
for wait in 0.2 0.4 0.6 0.8 1 1.3 1.6 2; do
    new_card
    cut_after $wait
    start || true
    check "After a cut $wait s after the beginning it has grown" console_says '/data  *4[5-9][0-9]'
    check "After a cut $wait s after the beginning what was in it is there" console_says '^kept'
done
end_checks
