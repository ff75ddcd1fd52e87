#!/usr/bin/env bash
# The supervisor of updates (deploy/update/edgeagent-update) and the launcher, on a root folder of their own with real signatures and
# files; systemctl is a double that calls a version healthy or not. The power may be cut at each external command of the supervisor:
# each is tried.
#
#   tests/update/run.sh
#
# The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. tests/packages.sh
need_packages openssl dpkg
here=$PWD work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
architecture=$(dpkg --print-architecture)

# check SENTENCE COMMAND...
check() {
    local sentence=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $sentence" >&2; fi
}

# An agent is a program that knows its version; "broken" makes the double of systemctl call it so.
agent() { printf '#!/bin/sh\necho "%s"\n' "$1"; }

# make_bundle FILE VERSION [KEY] [broken]
make_bundle() {
    local in=$work/bundle.in name=edgeagent-$2
    rm -rf "$in"
    mkdir -p "$in/$name/bin"
    agent "$2+c0ffee" >"$in/$name/bin/edgeagent"
    chmod +x "$in/$name/bin/edgeagent"
    printf 'version=%s\n' "$2" >"$in/$name/version"
    [ -z "${4:-}" ] || touch "$in/$name/broken"
    tar -C "$in" -czf "$in/payload.tar.gz" "$name"
    printf 'format=1\nversion=%s\ncommit=c0ffee\narchitecture=%s\npayload_sha256=%s\n' "$2" "$architecture" "$(sha256sum <"$in/payload.tar.gz" | cut -d ' ' -f 1)" >"$in/manifest"
    openssl pkeyutl -sign -rawin -inkey "${3:-$work/key}" -in "$in/manifest" -out "$in/manifest.sig"
    tar -C "$in" -cf "$1" manifest manifest.sig payload.tar.gz
}

# The doubles. "cut" counts the commands and kills the supervisor at the one that the test names.
make_doubles() {
    local command real
    mkdir -p "$work/bin"
    cat >"$work/bin/systemctl" <<'DOUBLE'
#!/bin/sh
root=$EDGEAGENT_UPDATE_ROOT
case "$*" in
    *restart*) echo restart >>"$root/restarts" ;;
    *'-p MainPID'*) printf 'MainPID=%s\nStatusText=%s\nActiveState=%s\n' "$("$0" show -P MainPID)" "$("$0" show -P StatusText)" "$("$0" show -P ActiveState)" ;;
    reboot) touch "$root/goes-down" ;;
    *MainPID*) echo 42 ;;
    *ExecMainStatus*) echo 1 ;;
    *ActiveState*) if [ -e "$root/var/lib/edgeagent-update/current/broken" ] || { grep -q slot=B "$root/cmdline" && grep -q broken "$root/slot-B"; } 2>/dev/null; then echo activating; else echo active; fi ;;
    *StatusText*) if [ -e "$root/offline" ] || { [ -e "$root/mute" ] && [ -e "$root/var/lib/edgeagent-update/current" ]; }; then echo connecting; else echo 'connected to broker'; fi ;;
esac
DOUBLE
    cat >"$work/bin/cut-power" <<'DOUBLE'
#!/bin/sh
# cut-power REAL ARGUMENTS...
real=$1; shift
n=$(cat "$EDGEAGENT_UPDATE_ROOT/commands" 2>/dev/null || echo 0); n=$((n + 1)); echo $n >"$EDGEAGENT_UPDATE_ROOT/commands"
[ "$n" != "${CUT:-}" ] || { kill -9 "$SUPERVISOR"; exit 137; }
exec "$real" "$@"
DOUBLE
    cat >"$work/rauc" <<'DOUBLE'
#!/bin/sh
# A bundle is "hsqs VERSION KIND". The order of the slots is what U-Boot would read.
root=$EDGEAGENT_UPDATE_ROOT
case "$*" in
    info*) grep -q forged "$3" && { echo 'signature verification failed: self-signed certificate' >&2; exit 1; }; echo "RAUC_MF_VERSION='$(cut -d ' ' -f 2 "$3")'" ;;
    install*) /bin/cp "$2" "$root/slot-B"; grep -q unwritable "$2" && { echo 'Failed writing the image' >&2; exit 1; }; echo B >"$root/order" ;;
    *mark-good) touch "$root/good" ;;
    *mark-active*) echo A >"$root/order" ;;
esac
DOUBLE
    chmod +x "$work/rauc"
    for command in sync mv rm ln tar cp rauc; do
        real=$(command -v $command || true)
        [ $command != rauc ] || real=$work/rauc
        printf '#!/bin/sh\nexec %s %s "$@"\n' "$work/bin/cut-power" "$real" >"$work/bin/$command"
    done
    chmod +x "$work"/bin/*
}

# A device with the package 1.0.0, a key, and nothing in the inbox.
new_device() {
    root=$(mktemp -d "$work/root.XXXX")
    state=$root/var/lib/edgeagent-update/state
    mkdir -p "$root/usr/lib/edgeagent/bin" "$root/etc/edgeagent/update-keys" "$root/var/lib/edgeagent/update" "$root/var/lib/edgeagent-update"
    agent 1.0.0 >"$root/usr/lib/edgeagent/bin/edgeagent"
    chmod +x "$root/usr/lib/edgeagent/bin/edgeagent"
    printf 'version=1.0.0\n' >"$root/usr/lib/edgeagent/version"
    cp "$work/key.pem" "$root/etc/edgeagent/update-keys/a.pem"
    echo boot-1 >"$root/boot"
    echo quiet >"$root/cmdline"
}

# A device that was flashed, and has started from slot A.
new_card() {
    new_device
    echo certificate >"$root/etc/edgeagent/image-certificate.pem"
    echo A >"$root/order"
    echo 'quiet rauc.slot=A' >"$root/cmdline"
}

# make_image FILE VERSION KIND
make_image() { echo "hsqs $2 $3" >"$1"; }

# The device starts: from the first slot of the order, or from A when the image in B is one that never starts.
start_device() {
    local slot
    slot=$(cat "$root/order")
    if [ "$slot" = B ] && grep -q dead "$root/slot-B"; then slot=A; fi
    echo "quiet rauc.slot=$slot" >"$root/cmdline"
    echo "boot-$RANDOM$RANDOM" >"$root/boot"
    rm -f "$root/goes-down"
}

# Supervises, and starts the device as often as it goes down.
supervise_image() {
    supervise "$@"
    for _ in 1 2 3; do
        [ -e "$root/goes-down" ] || break
        start_device
        supervise "$@"
    done
}

started_from() { grep -q "rauc.slot=$1" "$root/cmdline" && [ "$(cat "$root/order")" = "$1" ]; }

put() { cp "$1" "$root/var/lib/edgeagent/update/bundle"; }

# supervise [VARIABLE=VALUE...]
supervise() {
    env EDGEAGENT_UPDATE_ROOT="$root" EDGEAGENT_UPDATE_AS=test EDGEAGENT_UPDATE_PATH="$work/bin:$PATH" EDGEAGENT_BOOT_ID="$root/boot" EDGEAGENT_CMDLINE="$root/cmdline" \
        EDGEAGENT_UPDATE_WATCH_S=1 EDGEAGENT_UPDATE_STEADY_S=0 "$@" \
        bash -c 'export SUPERVISOR=$$; exec bash "$0"' "$here/deploy/update/edgeagent-update" 2>>"$root/log" &
    wait $! 2>/dev/null || true
}

running() { EDGEAGENT_UPDATE_ROOT=$root sh "$here/deploy/release/edgeagent-launch" --version; }
says() { grep -q "$1" "$state"; }
runs() { [ "$(running)" = "$1" ]; }
is_settled() { [ ! -e "$root/var/lib/edgeagent-update/pending" ] && [ ! -e "$root/var/lib/edgeagent/update/bundle" ]; }

openssl genpkey -algorithm ed25519 -out "$work/key" 2>/dev/null
openssl pkey -in "$work/key" -pubout -out "$work/key.pem"
openssl genpkey -algorithm ed25519 -out "$work/other" 2>/dev/null
make_doubles
make_bundle "$work/good" 1.1.0
make_bundle "$work/better" 1.2.0
make_bundle "$work/bad" 1.3.0 "$work/key" broken
make_bundle "$work/forged" 1.1.0 "$work/other"
make_bundle "$work/old" 0.9.0

new_device; put "$work/good"; supervise
check 'A signed update runs after its health check' runs 1.1.0+c0ffee
check 'and is reported' says state=succeeded
check 'and nothing is left to do' is_settled
put "$work/bad"; supervise
check 'An update whose agent does not become ready is taken back to the version before' runs 1.1.0+c0ffee
check 'and the reason is told' says 'reason=within 1 s the new agent was not ready'
put "$work/better"; supervise
check 'After that the next update is taken' runs 1.2.0+c0ffee
check 'and the version before it is kept, older ones are not' [ "$(ls "$root/var/lib/edgeagent-update/versions" | wc -l)" = 2 ]
put "$work/good"; supervise
check 'An older version is refused' says 'reason=1.1.0 is older than 1.2.0'
printf 'version=1.4.0\n' >"$root/usr/lib/edgeagent/version"
check 'A newer package beneath it takes over from an update' runs 1.0.0

for case in 'forged:no key in /etc/edgeagent/update-keys has signed' 'old:0.9.0 is older than 1.0.0'; do
    new_device; put "$work/${case%%:*}"; supervise
    check "The bundle '${case%%:*}' is refused with a reason" says "reason=${case#*:}"
    check 'and the package goes on running' runs 1.0.0
    check 'and the inbox is empty' is_settled
done
new_device; head -c 5000 /dev/urandom >"$root/var/lib/edgeagent/update/bundle"; supervise
check 'Noise is refused' says 'state=rejected'
new_device; rm "$root"/etc/edgeagent/update-keys/*; put "$work/good"; supervise
check 'Without a key no update is taken' says 'reason=no key in'
new_device; ln -s /etc/shadow "$root/var/lib/edgeagent/update/bundle"; supervise
check 'A link in the inbox is not installed' says 'state=rejected'
make_bundle "$work/tampered" 1.1.0; echo more >>"$work/bundle.in/payload.tar.gz"; tar -C "$work/bundle.in" -cf "$work/tampered" manifest manifest.sig payload.tar.gz
new_device; put "$work/tampered"; supervise
check 'A payload that was changed after it was signed is refused' says state=rejected
new_device; touch "$root/mute"; put "$work/good"; supervise
check 'An agent that had its broker before and has it no more is taken back' says 'reason=within 1 s the new agent was not ready and connected'
check 'and the package runs again' runs 1.0.0
new_device; touch "$root/offline"; put "$work/good"; supervise
check 'An agent that had no broker before need not have it after' says state=succeeded

# The power is cut before each command; the device then starts again.
for bundle in good bad; do
    new_device; put "$work/$bundle"; supervise
    commands=$(cat "$root/commands") expected=$([ $bundle = good ] && echo 1.1.0+c0ffee || echo 1.0.0)
    for ((n = 1; n <= commands; n++)); do
        new_device; put "$work/$bundle"; supervise CUT=$n
        check "After a cut at command $n of '$bundle' one whole agent is there" [ -n "$(running)" ]
        echo boot-2 >"$root/boot"; supervise
        check "After a cut at command $n of '$bundle' the next start ends as if there had been none" runs "$expected"
        check "After a cut at command $n of '$bundle' nothing is left to do" is_settled
        rm -rf "$root"
    done
    echo "$bundle: cut at each of $commands commands"
done
# Whole images.
for kind in good broken dead unwritable forged; do make_image "$work/image-$kind" 2.0.0 $kind; done
make_image "$work/image-old" 0.9.0 old
new_card; put "$work/image-good"; supervise_image
check 'A signed image is written to the other slot and started' started_from B
check 'and accepted' test -e "$root/good"
check 'and reported' says state=succeeded
check 'and nothing of it is left' is_settled
new_card; put "$work/image-broken"; supervise_image
check 'An image whose agent does not become ready is left again' started_from A
check 'with the reason' says 'reason=within 1 s the new agent was not ready'
check 'and nothing of it is left' is_settled
new_card; put "$work/image-dead"; supervise_image; echo A >"$root/order"
check 'An image that never starts is left by U-Boot' started_from A
check 'and reported' says 'reason=the new image did not start'
new_card; put "$work/image-unwritable"; supervise_image
check 'An image that cannot be written is reported' says 'reason=RAUC could not install the image: Failed writing the image'
check 'and the device is not restarted' started_from A
new_card; put "$work/image-forged"; supervise_image
check 'An image that nobody has signed is refused' says 'reason=RAUC refuses the bundle: signature verification failed'
new_card; put "$work/image-old"; supervise_image
check 'An older image is refused' says 'reason=0.9.0 is older than 1.0.0'
new_card; rm "$root/etc/edgeagent/image-certificate.pem"; put "$work/image-good"; supervise_image
check 'Without a certificate no image is taken' says 'reason=no /etc/edgeagent/image-certificate.pem'
new_device; put "$work/image-good"; supervise_image
check 'A device that was not flashed takes no image' says 'reason=the bundle is a whole image'
for kind in good broken dead; do
    new_card; put "$work/image-$kind"; supervise_image
    commands=$(cat "$root/commands") expected=$([ $kind = good ] && echo B || echo A)
    for ((n = 1; n <= commands; n++)); do
        new_card; put "$work/image-$kind"; supervise_image CUT=$n
        start_device; supervise_image
        [ $kind != dead ] || echo A >"$root/order"
        check "After a cut at command $n of the $kind image the device ends as if there had been none" started_from "$expected"
        check "After a cut at command $n of the $kind image nothing is left to do" is_settled
        rm -rf "$root"
    done
    echo "$kind image: cut at each of $commands commands"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
