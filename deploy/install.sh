#!/usr/bin/env bash
# Installs the agent on this machine as a systemd service, or removes it.
#
#   deploy/install.sh [--prefix DIR] [--self-contained] [--no-start]
#   deploy/install.sh --remove [--purge]
#
#   --prefix DIR       where the program goes (default /opt/edgeagent)
#   --self-contained   with the .NET runtime inside (the machine then needs none)
#   --no-start         install only
#   --remove           stop and remove the service and the program; --purge also its state and configuration
#
# Needs root, systemd, and the .NET SDK to build. Configuration: /etc/edgeagent/agent.json, kept when it exists.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
prefix=/opt/edgeagent self=false start=1 remove=0 purge=0
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=${2:?--prefix needs a folder}; shift 2 ;;
        --self-contained) self=true; shift ;;
        --no-start) start=0; shift ;;
        --remove) remove=1; shift ;;
        --purge) purge=1; shift ;;
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "install.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    esac
done
[[ $prefix == /?* ]] || { echo "install.sh: --prefix '$prefix': an absolute folder is needed" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo 'install.sh: root is needed' >&2; exit 1; }
unit=/etc/systemd/system/edgeagent.service

if [ $remove = 1 ]; then
    systemctl disable --now edgeagent 2>/dev/null || true
    rm -f "$unit" /usr/local/bin/edgeagent /usr/lib/systemd/system-sleep/edgeagent
    [ ! -e "$prefix/edgeagent.dll" ] && [ ! -e "$prefix/edgeagent" ] || rm -rf "$prefix"
    systemctl daemon-reload
    [ $purge = 0 ] || rm -rf /etc/edgeagent /var/lib/edgeagent
    exit 0
fi

. tests/packages.sh
need_packages libsqlite3-0 tzdata
case $(uname -m) in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    armv7l | armv6l) rid=linux-arm ;;
    *) echo "install.sh: no build for $(uname -m)" >&2; exit 1 ;;
esac
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
dotnet publish src/EdgeAgent -c Release -r $rid --self-contained $self -p:PublishReadyToRun=true -v q -nologo -o "$new"

# The page lies beside the agent for whatever web server is there (deploy/web). Without Node the agent is installed alone.
if [ ! -e src/dashboard/dist/index.html ] && command -v npm >/dev/null; then
    (cd src/dashboard && npm ci --no-progress --no-audit --no-fund --loglevel=error && node build.mjs >/dev/null) || true
fi
if [ -e src/dashboard/dist/index.html ]; then cp -r src/dashboard/dist "$new/dashboard"; else echo 'install.sh: without Node 20 the page cannot be built; it is left out' >&2; fi

getent group edgeagent >/dev/null || groupadd --system edgeagent
getent passwd edgeagent >/dev/null || useradd --system --gid edgeagent --home-dir /var/lib/edgeagent --shell /usr/sbin/nologin edgeagent
for group in i2c gpio; do getent group $group >/dev/null || groupadd --system $group; done
install -d -m 755 "$(dirname "$prefix")"
install -d -m 750 -o root -g edgeagent /etc/edgeagent
[ -e /etc/edgeagent/agent.json ] || printf '{ "EdgeAgent": { "Device": { "Id": "%s" } } }\n' "$(hostname | tr 'A-Z_.' 'a-z--' | tr -cd 'a-z0-9-' | cut -c1-64)" >/etc/edgeagent/agent.json

# The old program stays until the new one is whole.
systemctl stop edgeagent 2>/dev/null || true
rm -rf "$prefix.old"
[ ! -e "$prefix" ] || mv "$prefix" "$prefix.old"
cp -r "$new" "$prefix"
chmod -R u=rwX,go=rX "$prefix"
rm -rf "$prefix.old"
ln -sf "$prefix/edgeagent" /usr/local/bin/edgeagent
sed "s|/opt/edgeagent|$prefix|" deploy/systemd/edgeagent.service >"$unit"
install -D -m 755 deploy/systemd/system-sleep /usr/lib/systemd/system-sleep/edgeagent
systemctl daemon-reload
if [ $start = 1 ]; then
    "$prefix/edgeagent" doctor --config /etc/edgeagent/agent.json || echo 'install.sh: doctor found faults, see above' >&2
    systemctl enable --now edgeagent
fi
