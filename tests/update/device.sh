# Sourced by the tests of the supervisor of updates: devices that are folders, bundles with real signatures, doubles of systemctl and RAUC.
# "work" is a folder of the test's own, "checkout" that of the repository.
architecture=$(dpkg --print-architecture)

# An agent is a program that knows its version; a mark (broken, crashing, refused) makes the double of systemctl call it so.
agent() { printf '#!/bin/sh\necho "%s"\n' "$1"; }

# make_bundle FILE VERSION [KEY] [MARK]
make_bundle() {
    local in=$work/bundle.in name=edgeagent-$2
    rm -rf "$in"
    mkdir -p "$in/$name/bin"
    agent "$2+c0ffee" >"$in/$name/bin/edgeagent"
    chmod +x "$in/$name/bin/edgeagent"
    printf 'version=%s\n' "$2" >"$in/$name/version"
    [ -z "${4:-}" ] || touch "$in/$name/$4"
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
    *restart*) echo restart >>"$root/restarts"; [ -z "${COMES:-}" ] || cp "$COMES" "$root/var/lib/edgeagent/update/bundle" ;;
    *'-p MainPID'*)
        # A "crashing" version ends each time that somebody asks, one that is "refused" is not started again; both say why.
        current=$root/var/lib/edgeagent-update/current restarts=0 last=42 end='1 0'
        if [ -e "$current/crashing" ]; then echo c >>"$root/crashes"; restarts=$(wc -l <"$root/crashes") last=43 end='1 1'; fi
        if [ -e "$current/refused" ]; then last=43 end='1 78'; fi
        printf 'MainPID=%s\nStatusText=%s\nActiveState=%s\nNRestarts=%s\nExecMainPID=%s\nExecMainCode=%s\nExecMainStatus=%s\n' \
            "$("$0" show -P MainPID)" "$("$0" show -P StatusText)" "$("$0" show -P ActiveState)" "$restarts" "$last" $end ;;
    reboot) touch "$root/goes-down" ;;
    *MainPID*) echo 42 ;;
    *ActiveState*) if [ -e "$root/var/lib/edgeagent-update/current/refused" ]; then echo failed; elif [ -e "$root/var/lib/edgeagent-update/current/crashing" ] || [ -e "$root/var/lib/edgeagent-update/current/broken" ] || { grep -q slot=B "$root/cmdline" && grep -q broken "$root/slot-B"; } 2>/dev/null; then echo activating; else echo active; fi ;;
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
        bash -c 'export SUPERVISOR=$$; exec bash "$0"' "$checkout/deploy/update/edgeagent-update" 2>>"$root/log" &
    wait $! 2>/dev/null || true
}

running() { EDGEAGENT_UPDATE_ROOT=$root sh "$checkout/deploy/release/edgeagent-launch" --version; }
reports() { grep -q "$1" "$state"; }
runs() { [ "$(running)" = "$1" ]; }
is_settled() { [ ! -e "$root/var/lib/edgeagent-update/pending" ] && [ ! -e "$root/var/lib/edgeagent/update/bundle" ]; }

make_keys() {
    local name
    for name in key other; do openssl genpkey -algorithm ed25519 -out "$work/$name" 2>/dev/null; done
    openssl pkey -in "$work/key" -pubout -out "$work/key.pem"
}
