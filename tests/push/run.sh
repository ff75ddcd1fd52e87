#!/usr/bin/env bash
# deploy/push.sh and deploy/install.sh against a machine of their own: a small Debian in name spaces, whose sshd listens on loopback.
#
#   tests/push/run.sh [--package DEB]
#
#   --package DEB   a package for amd64 that deploy/package.sh has made; without it, push.sh builds one (two minutes of processor time)
#
# Needs root. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
package=''
while [ $# -gt 0 ]; do
    case $1 in
        --package) package=$(realpath "${2:?--package needs a file}"); shift 2 ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
. tests/packages.sh
. tests/checks.sh
need_packages mmdebstrap openssh-client openssl dpkg python3
work=$(mktemp -d)
machine=''
# unshare itself takes no other signal while its child runs.
finish() { [ -z "$machine" ] || kill -KILL "$machine" 2>/dev/null || true; wait 2>/dev/null; rm -rf "$work"; }
trap finish EXIT
check_output=$work/out
# ssh would read what is left for the next command.
exec </dev/null
# fails CODE COMMAND...
fails() { local code=0; "${@:2}" || code=$?; [ "$code" = "$1" ]; }
on_machine() { ssh "${ssh_options[@]}" root@127.0.0.1 "$@"; }
prints() { [ "$(on_machine "${@:2}")" = "$1" ]; }

root=$work/root
tests/package/root.sh "$root"
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
install -D -m 600 "$work/key.pub" "$root/root/.ssh/authorized_keys"
chroot "$root" useradd --create-home --shell /bin/bash --password '*' pi
install -D -m 644 "$work/key.pub" "$root/home/pi/.ssh/authorized_keys"
echo 'pi ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/pi"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' 'PidFile none' 'UsePAM no' 'PasswordAuthentication no' >"$root/etc/ssh/sshd_config"
install -d -m 755 "$root/run/sshd"
# Its processes end with the first of them.
unshare --mount --pid --fork --kill-child=KILL --mount-proc="$root/proc" chroot "$root" /usr/sbin/sshd -D -e 2>"$work/sshd" &
machine=$!
ssh_options=(-p "$port" -i "$work/key" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile="$work/known" -o LogLevel=ERROR)
for _ in $(seq 100); do ! on_machine true 2>/dev/null || break; sleep 0.1; done
on_machine true || { cat "$work/sshd" >&2; exit 1; }

push=(deploy/push.sh)
[ -z "$package" ] || push+=(--package "$package")
openssl genpkey -algorithm ed25519 -out "$work/update.key"

check 'Without a target it says what it needs' fails 2 deploy/push.sh
check 'and names an unknown option' fails 2 deploy/push.sh --wrong root@127.0.0.1
check 'and a file that is not there' fails 2 deploy/push.sh --package /nowhere.deb root@127.0.0.1
check 'A user with sudo brings the agent onto a machine without .NET' "${push[@]}" --sign-key "$work/update.key" pi@127.0.0.1 "${ssh_options[@]}"
check 'doctor has looked at it' says 'broker'
check 'The program runs there' on_machine edgeagent --version
check 'and the service is enabled' prints enabled systemctl is-enabled edgeagent
check 'The key for updates is there' prints "$(openssl pkey -in "$work/update.key" -pubout)" cat /etc/edgeagent/update-keys/push.pem
check 'Nothing is left in the temporary folder' prints '' 'ls /tmp | grep tmp'
on_machine 'echo "{ \"EdgeAgent\": { \"Device\": { \"Id\": \"mine\" } } }" >/etc/edgeagent/agent.json'
check 'root pushes the same package again' "${push[@]}" root@127.0.0.1 "${ssh_options[@]}"
check 'and the configuration stays' on_machine grep -q mine /etc/edgeagent/agent.json
on_machine 'dpkg-divert --quiet --rename /usr/bin/dpkg; printf "#!/bin/sh\n[ \"\$1\" != --print-architecture ] || { echo armhf; exit; }\nexec dpkg.distrib \"\$@\"\n" >/usr/bin/dpkg; chmod +x /usr/bin/dpkg'
check 'A system with 32 bits is refused' fails 1 "${push[@]}" root@127.0.0.1 "${ssh_options[@]}"
check 'with the reason' says 'this system has 32 bits (armhf)'
on_machine 'rm /usr/bin/dpkg; dpkg-divert --quiet --rename --remove /usr/bin/dpkg'

install="$root/root/install.sh"
install -m 755 deploy/install.sh "$install"
echo broken >"$root/root/broken.deb"
check 'install.sh refuses what is no package' fails 1 on_machine /root/install.sh /root/broken.deb
check 'with a reason' says "'/root/broken.deb' is no Debian package"
check 'and names a missing one' fails 1 on_machine /root/install.sh
check 'with what to do' says 'make one with deploy/package.sh'
check 'and needs root' fails 1 on_machine 'cp /root/install.sh /home/pi/ && setpriv --reuid pi --regid pi --clear-groups /home/pi/install.sh'
check 'and says so' says 'root is needed'
check 'What was installed is still there' on_machine edgeagent --version
mkdir -p "$root/opt/edgeagent"
echo old >"$root/etc/systemd/system/edgeagent.service"
[ -n "$package" ] || package=$(ls -t artifacts/edgeagent_*_amd64.deb | head -n 1)
cp "$package" "$root/root/"
check 'install.sh finds the package beside it' on_machine /root/install.sh --no-start
check 'and takes an installation in /opt away, whose unit would hide the package'\''s' on_machine '[ ! -e /etc/systemd/system/edgeagent.service ] && [ ! -e /opt/edgeagent ]'
check 'and leaves no policy against services behind' on_machine '[ ! -e /usr/sbin/policy-rc.d ]'
check '--remove removes the program and keeps the configuration' on_machine '/root/install.sh --remove && [ ! -e /usr/bin/edgeagent ] && [ -e /etc/edgeagent/agent.json ]'
check '--remove --purge takes everything' on_machine '/root/install.sh --remove --purge && [ ! -e /etc/edgeagent ] && [ ! -e /var/lib/edgeagent ]'
end_checks
