#!/bin/sh
# Prints the address of the Debian mirror that this machine's own apt uses; --security prints that of the security updates.
set -eu
case ${1:-} in
    '') wanted='/debian-security/\?$' keep=-v ;;
    --security) wanted='/debian-security/\?$' keep= ;;
    *) echo "debian-mirror.sh: unknown option $1" >&2; exit 2 ;;
esac
cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' | grep '/debian' | grep $keep "$wanted" | head -n 1
