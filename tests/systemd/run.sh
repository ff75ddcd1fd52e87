#!/usr/bin/env bash
# The package under a real service manager: a Debian 12 guest with systemd as process 1 and a broker on its loopback. The package
# is installed, upgraded, confined, killed, stopped, updated and purged there (guest.sh); nothing of the host is touched.
#
#   tests/systemd/run.sh [--package DEB] [--kernel qemu|uml] [--keep]
#
#   --package DEB       a package for amd64 that deploy/package.sh has made; without it, one is built
#   --kernel NAME       qemu (default): Debian's kernel on an emulated machine; uml: a user-mode Linux, which costs a fraction of the
#                       processor time and has no I2C, so that what needs it is left out
#   --keep              leave the guest's console log in the folder that is printed
#
# The root file system is made once and kept in ${XDG_CACHE_HOME:-~/.cache}/edgeagent (1.5 GB). No hardware virtualization is needed:
# on two quiet processors a run in QEMU takes about ten minutes. Needs root. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
package='' kernel=qemu keep=0
while [ $# -gt 0 ]; do
    case $1 in
        --package) package=${2:?--package needs a file}; shift 2 ;;
        --kernel) kernel=${2:?--kernel needs a name}; shift 2 ;;
        --keep) keep=1; shift ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
case $kernel in
    qemu) machine=qemu-system-x86 ;;
    uml) machine=user-mode-linux ;;
    *) echo "run.sh: --kernel '$kernel': qemu or uml is needed" >&2; exit 2 ;;
esac
. tests/packages.sh
need_packages $machine mmdebstrap e2fsprogs openssl dpkg
cache=${XDG_CACHE_HOME:-$HOME/.cache}/edgeagent
work=$(mktemp -d)
finish() { if [ $keep = 1 ]; then echo "kept: $work" >&2; else rm -rf "$work"; fi; }
trap finish EXIT

# The guest's file system without the package; a change of this list makes it anew.
guest_packages=systemd,systemd-sysv,udev,dbus,kmod,iproute2,procps,ca-certificates,tzdata,openssl,libsqlite3-0,libssl3,zlib1g,initramfs-tools,linux-image-amd64,mosquitto,mosquitto-clients,jq,i2c-tools,busybox
base=$cache/guest-$(sha256sum <<<"$guest_packages" | cut -c1-12)
if [ ! -e "$base.ext4" ]; then
    mkdir -p "$cache"
    echo 'making the guest'\''s root, once' >&2
    mmdebstrap --quiet --mode=root --architectures=amd64 --variant=minbase --include="$guest_packages" \
        --aptopt='Acquire::Retries "5"' --aptopt='APT::Install-Recommends "false"' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='copy-in tests/systemd/edgeagent-test.service /etc/systemd/system' \
        --customize-hook='ln -s /etc/systemd/system/edgeagent-test.service "$1/etc/systemd/system/multi-user.target.wants/"' \
        --customize-hook='echo edgeguest >"$1/etc/hostname"; echo "127.0.0.1 localhost edgeguest" >"$1/etc/hosts"' \
        --customize-hook='printf "listener 1883 127.0.0.1\nallow_anonymous true\npersistence true\n" >"$1/etc/mosquitto/conf.d/local.conf"' \
        --customize-hook='printf "%s\n" 9p 9pnet_virtio virtio_pci virtio_blk ext4 >>"$1/etc/initramfs-tools/modules"; chroot "$1" update-initramfs -u' \
        bookworm "$work/root" "deb $(deploy/debian-mirror.sh) bookworm main" >&2
    cp "$work"/root/boot/vmlinuz-* "$base.kernel"
    cp "$work"/root/boot/initrd.img-* "$base.initrd"
    truncate -s 3G "$base.ext4.new"
    mke2fs -q -t ext4 -d "$work/root" "$base.ext4.new"
    mv "$base.ext4.new" "$base.ext4"
    rm -rf "$work/root"
fi

share=$work/share
mkdir "$share"
openssl genpkey -algorithm ed25519 -out "$work/key"
openssl pkey -in "$work/key" -pubout -out "$share/key.pem"
[ -n "$package" ] || package=$(deploy/package.sh --rid linux-x64 --out "$work/release" | tail -n 1)
cp "$package" "$share/agent.deb"
cp tests/systemd/guest.sh tests/checks.sh "$share/"

# Other versions of the same agent: packages one older and one newer, and updates to B and to C, which starts and ends at once.
tests/systemd/versions.sh "$package" "$work/key" "$share"

echo 'booting the guest' >&2
cp --sparse=always "$base.ext4" "$work/disk"
# The kept root file system may have an older one.
printf '%s\n' 'rm /etc/systemd/system/edgeagent-test.service' 'write tests/systemd/edgeagent-test.service /etc/systemd/system/edgeagent-test.service' |
    debugfs -w -f - "$work/disk" >/dev/null 2>&1
start_qemu() {
    nice -n 19 timeout 5400 qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 -display none -no-reboot -nodefaults \
        -kernel "$base.kernel" -initrd "$base.initrd" -append 'root=/dev/vda rw console=ttyS0 quiet systemd.show_status=0' \
        -drive file="$work/disk",if=virtio,format=raw,cache=unsafe -serial file:"$work/console" \
        -virtfs local,path="$share",mount_tag=share,security_model=none -device virtio-rng-pci </dev/null
}
start_uml() {
    touch "$share/without-i2c"
    nice -n 19 timeout 5400 linux.uml mem=700M ubda="$work/disk" root=/dev/ubda rw con=null con0=fd:0,fd:1 quiet systemd.show_status=0 systemd.mask=serial-getty@ttyS0.service \
        edgeagent.share="$share" </dev/null >"$work/console" 2>&1
}
start_$kernel || echo "run.sh: the guest ended with $?" >&2
if [ ! -e "$share/log" ]; then
    tail -n 30 "$work/console" >&2
    echo 'run.sh: the guest wrote no log' >&2
    exit 1
fi
cat "$share/log"
tail -n 1 "$share/log" | grep -q '^[1-9][0-9]* passed, 0 failed$'
