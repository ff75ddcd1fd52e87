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
. tests/checks.sh
need_packages openssl dpkg rauc squashfs-tools faketime
checkout=$PWD work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check_output=$work/out check_shows=failures
. tests/update/device.sh

make_keys
make_doubles
make_bundle "$work/good" 1.1.0
make_bundle "$work/better" 1.2.0
make_bundle "$work/bad" 1.3.0 "$work/key" broken
make_bundle "$work/forged" 1.1.0 "$work/other"
make_bundle "$work/old" 0.9.0

new_device; put "$work/good"; supervise
check 'A signed update runs after its health check' runs 1.1.0+c0ffee
check 'and is reported' reports state=succeeded
check 'and nothing is left to do' is_settled
put "$work/bad"; supervise
check 'An update whose agent does not become ready is taken back to the version before' runs 1.1.0+c0ffee
check 'and the reason is told' reports 'reason=within 1 s the new agent was not ready'
mkdir -p "$root/run/edgeagent"; echo '7 1000' >"$root/run/edgeagent/starts"; put "$work/better"; supervise
check 'The starts of the version before make the next one wait for none' [ ! -e "$root/run/edgeagent/starts" ]
check 'After that the next update is taken' runs 1.2.0+c0ffee
check 'and the version before it is kept, older ones are not' [ "$(ls "$root/var/lib/edgeagent-update/versions" | wc -l)" = 2 ]
put "$work/good"; supervise
check 'An older version is refused' reports 'reason=1.1.0 is older than 1.2.0'
printf 'version=1.4.0\n' >"$root/usr/lib/edgeagent/version"
check 'A newer package beneath it takes over from an update' runs 1.0.0

# Which agent ended, how and how often: a fault that shows at once is not watched for the whole time.
make_bundle "$work/crashing" 1.3.0 "$work/key" crashing
make_bundle "$work/refused" 1.3.0 "$work/key" refused
for case in 'crashing:the new agent ended 4 times before it was ready and connected for 0 s, the last time with exit status 1' \
    'refused:the service manager starts the new agent no more; it ended with exit status 78'; do
    new_device; put "$work/${case%%:*}"; began=$SECONDS; supervise EDGEAGENT_UPDATE_WATCH_S=120
    check "An agent that is ${case%%:*} is taken back with what ended it" reports "reason=${case#*:}"
    check 'long before its time is over' [ $((SECONDS - began)) -lt 60 ]
    check 'and the package runs again' runs 1.0.0
done
new_device; put "$work/bad"; supervise
check 'The end of the agent that was replaced is not told as that of the new one' reports 'for 0 s: it is activating$'

# Several bundles: the last word on each is kept, also when another one has come, in whatever order, and after a restart.
ended() { grep -q "^$(sha256sum <"$work/$1" | cut -d ' ' -f 1) $2" "$root/var/lib/edgeagent-update/history"; }
new_device; put "$work/good"; supervise; put "$work/bad"; supervise; put "$work/better"; supervise; put "$work/forged"; supervise
check 'The end of an update is known after others: one that succeeded' ended good '1.1.0 succeeded'
check 'and one that was taken back, with its reason' ended bad '1.3.0 rolled_back within 1 s the new agent was not ready'
check 'and the next' ended better '1.2.0 succeeded'
check 'and one that was refused' ended forged '? rejected no key in'
put "$work/good"; supervise
check 'A bundle that comes again has its latest end there' ended good '1.1.0 rejected 1.1.0 is older than 1.2.0'
check 'and no other' [ "$(wc -l <"$root/var/lib/edgeagent-update/history")" = 4 ]
for n in 1 2 3 4 5 6 7 8; do echo "noise $n" >"$work/noise-$n"; put "$work/noise-$n"; supervise; done
check 'The last eight are kept' [ "$(wc -l <"$root/var/lib/edgeagent-update/history")" = 8 ]
check 'and the older ones are not' not ended bad ''
new_device; put "$work/good"; supervise; ln -s /etc/shadow "$root/var/lib/edgeagent/update/bundle"; supervise
check 'What cannot be read is not told as the end of the bundle before it' ended good '1.1.0 succeeded'
check 'and is thrown away' is_settled
new_device; put "$work/good"; supervise COMES="$work/better"
check 'A bundle that comes while another is installed stays in the inbox' cmp -s "$work/better" "$root/var/lib/edgeagent/update/bundle"
supervise
check 'and has its turn then' runs 1.2.0+c0ffee
check 'and both ends are known' ended good '1.1.0 succeeded'
check 'and both ends are known, the second too' ended better '1.2.0 succeeded'

for case in 'forged:no key in /etc/edgeagent/update-keys has signed' 'old:0.9.0 is older than 1.0.0'; do
    new_device; put "$work/${case%%:*}"; supervise
    check "The bundle '${case%%:*}' is refused with a reason" reports "reason=${case#*:}"
    check 'and the package goes on running' runs 1.0.0
    check 'and the inbox is empty' is_settled
done
new_device; head -c 5000 /dev/urandom >"$root/var/lib/edgeagent/update/bundle"; supervise
check 'Noise is refused' reports 'state=rejected'
new_device; rm "$root"/etc/edgeagent/update-keys/*; put "$work/good"; supervise
check 'Without a key no update is taken' reports 'reason=no key in'
new_device; ln -s /etc/shadow "$root/var/lib/edgeagent/update/bundle"; supervise
check 'A link in the inbox is not installed' reports 'state=rejected'
make_bundle "$work/tampered" 1.1.0; echo more >>"$work/bundle.in/payload.tar.gz"; tar -C "$work/bundle.in" -cf "$work/tampered" manifest manifest.sig payload.tar.gz
new_device; put "$work/tampered"; supervise
check 'A payload that was changed after it was signed is refused' reports state=rejected
new_device; touch "$root/mute"; put "$work/good"; supervise
check 'An agent that had its broker before and has it no more is taken back' reports 'reason=within 1 s the new agent was not ready and connected'
check 'and the package runs again' runs 1.0.0
new_device; touch "$root/offline"; put "$work/good"; supervise
check 'An agent that had no broker before need not have it after' reports state=succeeded

# beside COMMAND...: checks beside three others at most; they wait more than they compute.
begun=0
beside() {
    while [ "$(jobs -rp | wc -l)" -ge 4 ]; do wait -n || true; done
    begun=$((begun + 1))
    (trap - EXIT; passed=0 failed=0 check_output=$work/out-$begun; "$@"; echo "$passed $failed" >"$work/count-$begun") &
}
# gather: counts what they have found; one that did not come to its end has failed.
gather() {
    local n p f
    wait
    for ((n = 1; n <= begun; n++)); do
        read -r p f <"$work/count-$n" || { p=0 f=1; echo "FAIL the case with number $n did not come to its end"; }
        passed=$((passed + p)) failed=$((failed + f))
    done
    rm -f "$work"/count-*
    begun=0
}

# The power is cut before each command; the device then starts again.
# cut_at COMMAND BUNDLE VERSION
cut_at() {
    new_device; put "$work/$2"; supervise CUT="$1"
    check "After a cut at command $1 of '$2' one whole agent is there" [ -n "$(running)" ]
    echo boot-2 >"$root/boot"; supervise
    check "After a cut at command $1 of '$2' the next start ends as if there had been none" runs "$3"
    check "After a cut at command $1 of '$2' nothing is left to do" is_settled
    check "After a cut at command $1 of '$2' its end is known" ended "$2" ''
    rm -rf "$root"
}
for bundle in good bad; do
    new_device; put "$work/$bundle"; supervise
    commands=$(cat "$root/commands") expected=$([ $bundle = good ] && echo 1.1.0+c0ffee || echo 1.0.0)
    for ((n = 1; n <= commands; n++)); do beside cut_at "$n" $bundle "$expected"; done
    gather
    echo "$bundle: cut at each of $commands commands"
done
# The real RAUC, with the configuration that is on the card.
mkdir "$work/slots"
head -c 64K /dev/urandom >"$work/slots/slot.img"
printf '[update]\ncompatible=edgeagent-rpi-arm64\nversion=2.0.0\n\n[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=slot.img\n' >"$work/slots/manifest.raucm"
for name in ours other; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$name" -keyout "$work/$name.key" -out "$work/$name.pem" 2>/dev/null
    rauc --cert "$work/$name.pem" --key "$work/$name.key" bundle "$work/slots" "$work/$name.raucb" >/dev/null 2>&1
done
sed "s|^path=.*|path=$work/ours.pem|; s|^statusfile=.*|statusfile=$work/status|" deploy/image/root/etc/rauc/system.conf >"$work/system.conf"
rauc_takes() { faketime "$1" /usr/bin/rauc --conf "$work/system.conf" info "$work/$2.raucb"; }
check 'An image signed with the certificate on the device is taken' rauc_takes now ours
check 'also before the clock is set, when its certificate seems not yet valid' rauc_takes '2020-01-01 12:00:00' ours
check 'and another signature is not' not rauc_takes now other
# Whole images.
for kind in good broken dead unwritable forged; do make_image "$work/image-$kind" 2.0.0 $kind; done
make_image "$work/image-old" 0.9.0 old
new_card; put "$work/image-good"; supervise_image
check 'A signed image is written to the other slot and started' started_from B
check 'and accepted' test -e "$root/good"
check 'and reported' reports state=succeeded
check 'and nothing of it is left' is_settled
new_card; put "$work/image-broken"; supervise_image
check 'An image whose agent does not become ready is left again' started_from A
check 'with the reason' reports 'reason=within 1 s the new agent was not ready'
check 'and nothing of it is left' is_settled
new_card; put "$work/image-dead"; supervise_image; echo A >"$root/order"
check 'An image that never starts is left by U-Boot' started_from A
check 'and reported' reports 'reason=the new image did not start'
new_card; put "$work/image-unwritable"; supervise_image
check 'An image that cannot be written is reported' reports 'reason=RAUC could not install the image: Failed writing the image'
check 'and the device is not restarted' started_from A
new_card; put "$work/image-forged"; supervise_image
check 'An image that nobody has signed is refused' reports 'reason=RAUC refuses the bundle: signature verification failed'
new_card; put "$work/image-old"; supervise_image
check 'An older image is refused' reports 'reason=0.9.0 is older than 1.0.0'
new_card; put "$work/image-good"; supervise; put "$work/better"; supervise
check 'While the device goes down for an image an update of the agent stays in the inbox' cmp -s "$work/better" "$root/var/lib/edgeagent/update/bundle"
start_device; supervise
check 'and has its turn in the new image, once that is accepted' ended image-good '2.0.0 succeeded'
check 'with an end of its own' ended better '1.2.0 '
check 'and the image stays' started_from B
new_card; put "$work/better"; supervise COMES="$work/image-good"; supervise_image
check 'An image that comes while the agent is updated follows' started_from B
check 'and both ends are known' ended better '1.2.0 succeeded'
check 'and both ends are known, that of the image too' ended image-good '2.0.0 succeeded'
new_card; rm "$root/etc/edgeagent/image-certificate.pem"; put "$work/image-good"; supervise_image
check 'Without a certificate no image is taken' reports 'reason=no /etc/edgeagent/image-certificate.pem'
new_device; put "$work/image-good"; supervise_image
check 'A device that was not flashed takes no image' reports 'reason=the bundle is a whole image'
# cut_image_at COMMAND KIND SLOT
cut_image_at() {
    new_card; put "$work/image-$2"; supervise_image CUT="$1"
    start_device; supervise_image
    [ "$2" != dead ] || echo A >"$root/order"
    check "After a cut at command $1 of the $2 image the device ends as if there had been none" started_from "$3"
    check "After a cut at command $1 of the $2 image nothing is left to do" is_settled
    check "After a cut at command $1 of the $2 image its end is known" ended "image-$2" ''
    rm -rf "$root"
}
for kind in good broken dead; do
    new_card; put "$work/image-$kind"; supervise_image
    commands=$(cat "$root/commands") expected=$([ $kind = good ] && echo B || echo A)
    for ((n = 1; n <= commands; n++)); do beside cut_image_at "$n" $kind "$expected"; done
    gather
    echo "$kind image: cut at each of $commands commands"
done
end_checks
