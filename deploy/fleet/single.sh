#!/usr/bin/env bash
# A fleet's machine by one command: mosquitto with TLS and a certificate for each device, and the controller with its two LiteDB files.
# Both end with the script. For a host that boots into it, see systemd/ beside this file.
#
#   deploy/fleet/single.sh --folder FOLDER [--listen ADDRESS] [--port PORT] DEVICE...
#
#   --listen   where devices reach the broker (127.0.0.1)      --port   (8883)
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. deploy/fleet/common.sh
base=8883
arguments "$@"
. tests/packages.sh
need_packages mosquitto openssl libsqlite3-0
build
certify
trap finish EXIT
trap 'exit 130' INT TERM HUP

# The controller gets the rights of the operator.
sed 's/^user operator$/user edgeagent-fleet\ntopic readwrite edge\/v1\/#\n\n&/' deploy/broker/edgeagent.acl >"$folder/edgeagent.acl"
sed -e "s|^listener .*|listener $base $listen|" -e "s|/etc/mosquitto/certs/ca.crt|$folder/certs/ca.crt|" -e "s|/etc/mosquitto/certs/broker\.|$folder/certs/server.|" \
    -e "s|/etc/mosquitto/edgeagent.acl|$folder/edgeagent.acl|" deploy/broker/mosquitto.conf >"$folder/mosquitto.conf"
printf 'persistence_location %s/\nuser %s\nlog_dest stderr\n' "$folder" "$(id -un)" >>"$folder/mosquitto.conf"
run broker mosquitto -c "$folder/mosquitto.conf"
controller controller "$base" --EdgeAgentFleet:DataDirectory="$folder/state"
wait_log controller 'connected to'
how_to_reach "$base"
wait "${started[@]}"
