#!/usr/bin/env bash
# Makes a card image for the Raspberry Pi: Debian 12 (arm64) with the agent, two slots for the system, and a partition for data.
#
#   deploy/image/build.sh [--package DEB] [--certificate FILE --sign-key FILE] [--out DIR]
#
#   --package DEB        the agent's package for arm64 (deploy/package.sh); without it, one is built
#   --certificate FILE   with --sign-key: also makes an update of the whole image, signed with this certificate and its key (PEM; make them:
#                        openssl req -x509 -newkey rsa:3072 -nodes -days 7300 -subj /CN=images -keyout image.key -out image.pem)
#   --out DIR            where the files go (default artifacts)
#
# Makes DIR/edgeagent-rpi-arm64.img.zst and, with a certificate, DIR/edgeagent-rpi-arm64.raucb. The last line printed is the image.
#
# The card: 1 FAT (firmware, U-Boot, edgeagent.conf), 2 slot A, 3 slot B (both read-only), 4 data, grown at the first start.
# Debian's part is made once for each list of packages and kept in ${XDG_CACHE_HOME:-~/.cache}/edgeagent (five minutes of processor time,
# because its programs run under qemu-user). Needs root on Debian 12 (x86-64); binfmt_misc is mounted and told of arm64 if need be.
set -euo pipefail
umask 022
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
package='' certificate='' key='' out=artifacts
while [ $# -gt 0 ]; do
    case $1 in
        --package) package=${2:?--package needs a file}; shift 2 ;;
        --certificate) certificate=$(realpath "${2:?--certificate needs a file}"); shift 2 ;;
        --sign-key) key=$(realpath "${2:?--sign-key needs a file}"); shift 2 ;;
        --out) out=${2:?--out needs a folder}; shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "build.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
for file in "$package" "$certificate" "$key"; do
    [ -z "$file" ] || [ -r "$file" ] || { echo "build.sh: '$file' cannot be read" >&2; exit 2; }
done
[ -n "$certificate" ] && [ -n "$key" ] || [ -z "$certificate$key" ] || { echo 'build.sh: --certificate and --sign-key need each other' >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo 'build.sh: root is needed' >&2; exit 1; }
. deploy/release/common.sh
. tests/packages.sh
need_packages mmdebstrap qemu-user-static arch-test dosfstools mtools e2fsprogs fdisk u-boot-tools zstd kmod dpkg
[ -z "$certificate" ] || need_packages rauc squashfs-tools
[ -n "$package" ] || package=$(deploy/package.sh --rid linux-arm64 --out "$out" | tail -n 1)
[ "$(dpkg-deb --field "$package" Architecture)" = arm64 ] || { echo "build.sh: --package '$package' is not for arm64" >&2; exit 2; }
set_surroundings
here=deploy/image
work=$(mktemp -d)
root=$work/root
# The host's folders are mounted below it only while a command runs.
finish() { rm -rf "$work"; }
trap finish EXIT

# qemu-user runs the programs of arm64. On a machine with systemd the package qemu-user-static has registered it with the kernel already.
mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
[ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || cat /usr/lib/binfmt.d/qemu-aarch64.conf >/proc/sys/fs/binfmt_misc/register
inside() {
    unshare --mount bash -c 'root=$1; shift; mount -t proc proc "$root/proc"; mount -t tmpfs tmpfs "$root/tmp"; exec chroot "$root" "$@"' - "$root" "$@"
}

# Debian's part.
packages=$(grep -v '^#' $here/packages | tr '\n' ',' | sed 's/,$//')
base=${XDG_CACHE_HOME:-$HOME/.cache}/edgeagent/card-$(cat $here/packages $here/root/etc/initramfs-tools/conf.d/* $here/root/etc/initramfs-tools/modules \
    $here/root/etc/initramfs-tools/scripts/*/* | sha256sum | cut -c 1-12).tar
if [ ! -e "$base" ]; then
    echo 'making the part of the image that is Debian, once' >&2
    mkdir -p "$(dirname "$base")"
    security=$(deploy/debian-mirror.sh --security)
    components='main non-free-firmware'
    mmdebstrap --quiet --mode=root --architectures=arm64 --variant=minbase --include="$packages" \
        --aptopt='Acquire::Retries "5"' --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --essential-hook="mkdir -p \"\$1/etc\" \"\$1/boot/firmware\"; cp -r $here/root/etc/initramfs-tools \"\$1/etc/\"" \
        bookworm "$base.new.tar" "deb $(deploy/debian-mirror.sh) bookworm $components" "deb $(deploy/debian-mirror.sh) bookworm-updates $components" \
        ${security:+"deb $security bookworm-security $components"} >&2
    mv "$base.new.tar" "$base"
fi
mkdir "$root"
tar -C "$root" -xf "$base"

# The agent. Its user has the same number in every image, because the data partition outlives them.
inside groupadd --system --gid 900 edgeagent
inside useradd --system --uid 900 --gid 900 --home-dir /var/lib/edgeagent --shell /usr/sbin/nologin --comment EdgeAgent edgeagent
cp "$package" "$root/agent.deb"
inside dpkg --install /agent.deb >&2
rm "$root/agent.deb"
version=$(dpkg-deb --field "$package" Version)

# The card's own files.
cp -r $here/root/. "$root/"
inside systemctl --quiet enable edgeagent-data.service edgeagent-card.service edgeagent-log.timer edgeagent-log-end.service edgeagent-slot.service \
    systemd-networkd.service systemd-resolved.service systemd-timesyncd.service
# They maintain a system that is written to; here they only cost energy.
inside systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
ln -sf /run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
echo edgeagent >"$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 edgeagent\n::1 localhost\n' >"$root/etc/hosts"
kernel=$(basename "$root"/boot/vmlinuz-*)
gzip -9nc "$root/boot/$kernel" >"$root/boot/vmlinuz.gz"
mv "$root/boot/initrd.img-${kernel#vmlinuz-}" "$root/boot/initrd.img"
rm -rf "$root/boot/$kernel" "$root/boot/firmware" "$root"/boot/System.map-* "$root"/{vmlinuz,initrd.img}{,.old}
printf 'image=%s\n' "$version" >"$root/etc/edgeagent-image"

# A third of the system are modules that a small computer with I2C, Wi-Fi and USB does not need.
for folder in gpu media infiniband isdn ata scsi nvme hid/intel-ish-hid iommu message net/ethernet/mellanox net/ethernet/intel net/ethernet/broadcom/bnx2x net/ethernet/chelsio \
    net/ethernet/qlogic net/wireless/ath net/wireless/intel net/wireless/mediatek net/wireless/marvell net/wireless/ti net/wireless/quantenna target md/bcache comedi staging; do
    rm -rf "$root/lib/modules/${kernel#vmlinuz-}/kernel/drivers/$folder"
done
for folder in sound fs/ocfs2 fs/xfs fs/btrfs fs/gfs2 fs/ceph fs/nfsd fs/jfs fs/reiserfs fs/f2fs fs/smb fs/cifs net/sctp drivers/video; do
    rm -rf "$root/lib/modules/${kernel#vmlinuz-}/kernel/$folder"
done
depmod -b "$root" "${kernel#vmlinuz-}"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/etc/ssh/ssh_host_* "$root/var/lib/dbus/machine-id" "$root"/var/log/* "$root"/usr/lib/u-boot/{rpi_3,rpi_4}
: >"$root/etc/machine-id"
# Without a clock chip systemd starts the clock at the time of this file, unless timesyncd has kept a later one. So a device that has never
# been connected does not take certificates for "not yet valid".
touch -d "@$SOURCE_DATE_EPOCH" "$root/usr/lib/clock-epoch"

# Partition 4: the data that outlive an update of the image.
mkdir -p "$work/data"/{card,log,rauc,ssh,timesync}
chmod 700 "$work/data"/{card,rauc,ssh}
chown "$(grep '^systemd-timesync:' "$root/etc/passwd" | cut -d : -f 3,4)" "$work/data/timesync"
cp -a "$root/etc/edgeagent" "$work/data/etc"
echo '{ "EdgeAgent": { } }' >"$work/data/etc/agent.json"
install -d -m 750 -o 900 -g 900 "$work/data/edgeagent"
install -d -m 755 "$work/data/edgeagent-update"
mkdir -p "$root/data" "$root/var/lib/edgeagent" "$root/var/lib/edgeagent-update" "$root/var/lib/systemd/timesync"

# Partition 1: the files that the firmware reads, and those that people write.
fat=$work/fat
mkdir "$fat"
cp "$root"/usr/lib/raspi-firmware/{bootcode.bin,start*.elf,fixup*.dat} "$root"/usr/lib/linux-image-*/broadcom/bcm2837-*.dtb "$root"/usr/lib/linux-image-*/broadcom/bcm2711-*.dtb \
    "$root/usr/lib/u-boot/rpi_arm64/u-boot.bin" $here/boot/config.txt $here/boot/cmdline.txt "$fat/"
sed 's/$/\r/' $here/boot/edgeagent.conf >"$fat/edgeagent.conf"
mkimage -A arm64 -T script -C none -n 'EdgeAgent' -d $here/boot/boot.cmd "$fat/boot.scr" >/dev/null
rm -rf "$root"/usr/lib/raspi-firmware "$root"/usr/lib/u-boot "$root"/usr/lib/linux-image-*

# A slot has no journal, because it is never written to. Its file system is as small as possible; the partition has room for a larger one.
make_ext4() { mke2fs -q -t ext4 -b 4096 -L "$2" -U "$3" -E hash_seed="$3",lazy_itable_init=0,root_owner=0:0 -O "$4" -m "$5" -d "$6" "$1" "$7"; }
slot_size=$(($(du -sm --apparent-size "$root" | cut -f 1) * 115 / 100 + 24))
make_ext4 "$work/slot" slot ed6ea6e7-0000-4000-8000-000000000001 ^has_journal,^metadata_csum_seed 0 "$root" "${slot_size}M"
make_ext4 "$work/data.ext4" data ed6ea6e7-0000-4000-8000-000000000002 ^metadata_csum_seed 1 "$work/data" 96M
truncate -s 124M "$work/fat.img"
mkfs.vfat -n EDGEAGENT -i ed6ea6e7 -F 32 "$work/fat.img" >/dev/null
mcopy -s -i "$work/fat.img" "$fat"/* ::/
slot_room=704
[ $slot_size -le $slot_room ] || { echo "build.sh: the system needs $slot_size MiB, a slot has $slot_room" >&2; exit 1; }

image=$work/edgeagent-rpi-arm64.img
truncate -s $((128 + 2 * slot_room + 96))M "$image"
# The choice of the slot is stored at 1 MiB (boot.cmd).
printf '%s\n' 'label: dos' 'label-id: 0xed6ea6e7' 'start=4MiB, size=124MiB, type=c, bootable' "start=128MiB, size=${slot_room}MiB, type=83" \
    "start=$((128 + slot_room))MiB, size=${slot_room}MiB, type=83" "start=$((128 + 2 * slot_room))MiB, size=96MiB, type=83" | sfdisk -q "$image"
write() { dd if="$1" of="$image" bs=1M seek="$2" conv=notrunc,sparse status=none; }
write "$work/fat.img" 4
write "$work/slot" 128
write "$work/data.ext4" $((128 + 2 * slot_room))
mkdir -p "$out"
zstd -q -f -T0 -9 "$image" -o "$out/edgeagent-rpi-arm64.img.zst"
echo "slot $slot_size of $slot_room MiB, first partition $(du -sm "$fat" | cut -f 1) of 124 MiB, image $(du -m "$out/edgeagent-rpi-arm64.img.zst" | cut -f 1) MiB" >&2

if [ -n "$certificate" ]; then
    mkdir "$work/bundle"
    mv "$work/slot" "$work/bundle/slot.img"
    printf '[update]\ncompatible=edgeagent-rpi-arm64\nversion=%s\n\n[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=slot.img\n' "$version" >"$work/bundle/manifest.raucm"
    rm -f "$out/edgeagent-rpi-arm64.raucb"
    rauc --cert "$certificate" --key "$key" bundle "$work/bundle" "$out/edgeagent-rpi-arm64.raucb" >&2
fi
echo "$out/edgeagent-rpi-arm64.img.zst"
