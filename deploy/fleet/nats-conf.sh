#!/usr/bin/env bash
# Writes the configuration of one node of a nats cluster that is the devices' MQTT broker and holds the fleet's state.
#
#   deploy/fleet/nats-conf.sh NAME --certs FOLDER --data FOLDER --routes URL[,URL...] [--listen ADDRESS] [--client PORT] [--mqtt PORT] [--route PORT] [DEVICE...] >nats.conf
#
# Each DEVICE (the common name of its certificate) publishes and hears only its own topics. edgeagent-fleet and operator may do everything
# below the root; the state's buckets are edgeagent-fleet's. After a new DEVICE write the file again and send the server SIGHUP.
set -euo pipefail
case ${1:-} in '' | -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;; esac
name=$1 listen=0.0.0.0 client=4222 mqtt=8883 route=6222 certs='' data='' routes='' devices=()
shift
while [ $# -gt 0 ]; do
    case $1 in
        --certs) certs=$2; shift 2 ;;
        --data) data=$2; shift 2 ;;
        --routes) routes=$2; shift 2 ;;
        --listen) listen=$2; shift 2 ;;
        --client) client=$2; shift 2 ;;
        --mqtt) mqtt=$2; shift 2 ;;
        --route) route=$2; shift 2 ;;
        -*) echo "nats-conf.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
        *) devices+=("$1"); shift ;;
    esac
done
for option in certs data routes; do
    [ -n "${!option}" ] || { echo "nats-conf.sh: --$option is required" >&2; exit 2; }
done

tls() { echo "tls { cert_file: \"$certs/server.crt\", key_file: \"$certs/server.key\", ca_file: \"$certs/ca.crt\", verify$1: true }"; }
cat <<CONF
server_name: $name
listen: "$listen:$client"
$(tls _and_map)
jetstream { store_dir: "$data" }
mqtt { listen: "$listen:$mqtt", $(tls _and_map) }
cluster { name: edgeagent, listen: "$listen:$route", routes: [$(sed 's/[^,]*/"&"/g; s/,/, /g' <<<"$routes")], $(tls '') }
authorization {
  users: [
    { user: "CN=edgeagent-fleet" }
    { user: "CN=operator", permissions: { publish: ["edge.v1.>"], subscribe: ["edge.v1.>", "homeassistant.>", "\$MQTT.sub.>"] } }
CONF
# A slash of an MQTT topic is a dot here. An MQTT client receives its messages of QoS 1 on \$MQTT.sub.
for d in ${devices[@]+"${devices[@]}"}; do
    cat <<CONF
    { user: "CN=$d", permissions: {
        publish: ["edge.v1.$d.status", "edge.v1.$d.state", "edge.v1.$d.telemetry", "edge.v1.$d.receipt", "edge.v1.$d.task.*.state", "edge.v1.$d.record.*", "edge.v1.$d.ctl.reply", "edge.v1.$d.ctl.reply.*", "homeassistant.device.$d.config"],
        subscribe: ["edge.v1.$d.task.submit", "edge.v1.$d.receipt.ack", "edge.v1.$d.ctl.>", "edge.v1.group.*.task.submit", "edge.v1.group.*.ctl.>", "homeassistant.status", "\$MQTT.sub.>"] } }
CONF
done
printf '  ]\n}\n'
