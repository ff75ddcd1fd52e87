#!/usr/bin/env bash
# One authority, and a certificate for each name: the name is the user at the broker, and for a device its id.
#
#   deploy/fleet/certificates.sh FOLDER [--server HOST[,HOST...]] NAME...
#
#   --server   makes server.crt for these host names and addresses (once)
#
# What is there already is kept, so a device is added by calling it again with its name. Keep ca.key away from brokers and devices.
set -euo pipefail
case ${1:-} in '' | -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;; esac
folder=$1 server=''
shift
case ${1:-} in --server) server=$2; shift 2 ;; esac
umask 077
mkdir -p "$folder"
cd "$folder"

if [ ! -e ca.crt ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7300 -subj '/CN=EdgeAgent fleet' -keyout ca.key -out ca.crt 2>/dev/null
fi

# signed NAME EXTENSIONS
signed() {
    [ ! -e "$1.crt" ] || return 0
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 1825 -extfile <(printf '%s\n' "$2") -out "$1.crt" 2>/dev/null
    rm "$1.csr"
}

if [ -n "$server" ]; then
    names=''
    for host in ${server//,/ }; do
        case $host in
            *[!0-9.]*) names+=",DNS:$host" ;;
            *) names+=",IP:$host" ;;
        esac
    done
    # The nodes of a cluster are also clients of each other.
    signed server "subjectAltName=${names#,}
extendedKeyUsage=serverAuth,clientAuth"
fi
for name in "$@"; do
    [[ $name =~ ^[a-z0-9-]{1,64}$ ]] || { echo "certificates.sh: '$name': 1 to 64 characters from a-z, 0-9 and - are needed" >&2; exit 2; }
    signed "$name" 'extendedKeyUsage=clientAuth'
done
