#!/usr/bin/env bash
# Looks whether what deploy/fleet has for real hosts is well formed: the unit files, the compose file, and the nodes' configuration that both
# name. Nothing is started. The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. tests/packages.sh
. tests/checks.sh
need_packages systemd nats-server openssl python3-yaml
work=$(mktemp -d "${TMPDIR:-/tmp}/edgeagent-units.XXXXXX")
trap 'rm -rf "$work"' EXIT

check_output=$work/out
# The unit with a program that is there, or systemd says only that it is not.
unit() {
    sed 's|^ExecStart=/usr/lib/edgeagent-fleet/edgeagent-fleet |ExecStart=/bin/true |' "deploy/fleet/systemd/$1" >"$work/$1"
    local said
    said=$(systemd-analyze verify "$work/$1" 2>&1) && [ -z "$said" ] || { echo "       $said"; return 1; }
}
check 'systemd finds nothing wrong in the controller'"'"'s unit' unit edgeagent-fleet.service
check 'systemd finds nothing wrong in the node'"'"'s unit' unit edgeagent-nats.service

deploy/fleet/certificates.sh "$work/certs" --server localhost edgeagent-fleet operator dev-a >"$work/certificates.log" 2>&1
node() {
    deploy/fleet/nats-conf.sh n0 --certs "$work/certs" --data "$work/data" --routes tls://a:6222,tls://b:6222 dev-a >"$work/nats.conf" &&
        nats-server -t -c "$work/nats.conf" >"$work/nats.log" 2>&1 || { cat "$work/nats.log"; return 1; }
}
check 'nats-server takes the configuration that is written for a node' node
broken() { sed 's/jetstream {/jetstream { no_such_key: 1,/' "$work/nats.conf" >"$work/broken.conf" && ! nats-server -t -c "$work/broken.conf" 2>/dev/null; }
check 'and would not take a key that it does not know' broken

check 'the compose file names only what is there: images, files beside it, volumes, services' python3 - deploy/fleet/compose.yaml <<'PY'
import sys, yaml
document = yaml.safe_load(open(sys.argv[1]))
text = open(sys.argv[1]).read()
faults = [f"{key}: not a key of the file" for key in document if key not in ("services", "volumes")]
known = {"image", "command", "network_mode", "restart", "volumes", "depends_on"}
for name, service in document["services"].items():
    faults += [f"{name}.{key}: not expected" for key in service if key not in known]
    faults += [f"{name}: depends on {other}, which is no service" for other in service.get("depends_on", []) if other not in document["services"]]
    if service["image"].count(":") != 1: faults.append(f"{name}: the image has no fixed version")
    targets = []
    for mount in service["volumes"]:
        source, target = mount.split(":")[:2]
        targets.append(target)
        if source.startswith("./"):
            if source[2:] not in text.split("services:")[0]: faults.append(f"{name}: {source} is not said to be put beside the file")
        elif source not in document["volumes"]: faults.append(f"{name}: volume {source} is not declared")
    for word in service["command"]:
        if word.startswith("/") and not any(word.startswith(t) for t in targets): faults.append(f"{name}: {word} is not mounted")
for fault in faults: print("      ", fault)
sys.exit(bool(faults))
PY
end_checks
