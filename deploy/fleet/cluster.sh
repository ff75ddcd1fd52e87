#!/usr/bin/env bash
# A fleet's cluster by one command, on one machine, to try and to test: three nats-servers, which are the devices' MQTT broker and hold the
# fleet's state, with TLS and a certificate for each device; two controllers. All end with the script. On three hosts, use compose.yaml or
# systemd/ beside this file, with the configurations that nats-conf.sh writes.
#
#   deploy/fleet/cluster.sh --folder FOLDER [--listen ADDRESS] [--port PORT] DEVICE...
#
#   --port   of the first node for MQTT (8883); the other nodes take the next two, and 100 and 200 above it the clients' and the routes'
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. deploy/fleet/common.sh
base=8883
arguments "$@"
. tests/packages.sh
need_packages nats-server openssl libsqlite3-0
build
certify
trap finish EXIT
trap 'exit 130' INT TERM HUP

routes='' urls=''
for n in 0 1 2; do
    routes+=,tls://$listen:$((base + 200 + n))
    urls+=,tls://$listen:$((base + 100 + n))
done
for n in 0 1 2; do
    deploy/fleet/nats-conf.sh "n$n" --certs "$folder/certs" --data "$folder/js$n" --routes "${routes#,}" --listen "$listen" --client $((base + 100 + n)) \
        --mqtt $((base + n)) --route $((base + 200 + n)) ${devices[@]+"${devices[@]}"} >"$folder/n$n.conf"
    run "n$n" nats-server -c "$folder/n$n.conf"
done
for n in 0 1 2; do wait_log "n$n" 'Server is ready'; done

# Each controller is connected to a different node for MQTT.
for n in 0 1; do
    controller "controller$n" $((base + n)) --EdgeAgentFleet:Cluster:Urls="${urls#,}" --EdgeAgentFleet:Cluster:Controller="c$n" \
        --EdgeAgentFleet:Cluster:CaFile="$folder/certs/ca.crt" --EdgeAgentFleet:Cluster:CertificateFile="$folder/certs/edgeagent-fleet.crt" \
        --EdgeAgentFleet:Cluster:KeyFile="$folder/certs/edgeagent-fleet.key"
done
wait_log controller0 'connected to\|stands by'
wait_log controller1 'connected to\|stands by'
how_to_reach "$base"
wait "${started[@]}"
