#!/usr/bin/env bash
# The reader of edgeagent.conf (deploy/image), on folders of its own in place of the card's partitions: right files, wrong ones, and the
# power cut at each external command. No image and no root are needed.
#
#   tests/card/run.sh
#
# The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
. tests/packages.sh
. tests/checks.sh
need_packages jq openssl openssh-client tzdata
configure=$PWD/deploy/image/root/usr/lib/edgeagent-card/configure
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check_output=$work/out check_shows=failures
explain_failure() { cat "$boot/edgeagent-result.txt"; }

# A card that has never started. Its agent is a double that finds nothing wrong; one case below asks the real one.
new_card() {
    card=$(mktemp -d "$work/card.XXXX")
    boot=$card/boot
    mkdir -p "$boot" "$card/etc/edgeagent/update-keys" "$card/usr/share" "$card/proc/device-tree" "$card/data"
    ln -s /usr/share/zoneinfo "$card/usr/share/zoneinfo"
    printf '10000000abcdef01\0' >"$card/proc/device-tree/serial-number"
    echo 0123456789abcdef0123456789abcdef >"$card/etc/machine-id"
    echo '{ "EdgeAgent": { "Tasks": { "MaxQueued": 7 } } }' >"$card/etc/edgeagent/agent.json"
    cp deploy/image/boot/edgeagent.conf "$boot/edgeagent.conf"
    set_value broker_host broker.example.org
}
# set_value NAME VALUE: changes the line of the file.
set_value() { NAME=$1 VALUE=$2 awk '$1 == ENVIRON["NAME"] && $2 == "=" { print $1 " = " ENVIRON["VALUE"]; next } { print }' "$boot/edgeagent.conf" >"$work/conf"; cp "$work/conf" "$boot/edgeagent.conf"; }
# A folder never becomes full: what is written over is bounded here, and tests/card/wipe.sh asks for the partition.
export EDGEAGENT_CARD_FILL_MIB=1
run() { env EDGEAGENT_CARD_ROOT="$card" EDGEAGENT_CARD_AGENT="${agent:-$work/agent}" "${@:2}" bash "$configure" "$1" ${boot:+"$boot"} >"$work/log" 2>&1; }
take() { run take "$@"; }
result_says() { grep -qF -- "$1" "$boot/edgeagent-result.txt"; }
agent_has() { [ "$(jq -r "$1" "$card/etc/edgeagent/agent.json")" = "$2" ]; }
file_is() { [ "$(cat "$card/$1")" = "$2" ]; }
mode_is() { [ "$(stat -c %a "$card/$1")" = "$2" ]; }
nowhere() { ! grep -rqF -- "$1" "$boot"; }

printf '#!/bin/sh\necho "{ \\"checks\\": [] }"\n' >"$work/agent"
chmod +x "$work/agent"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=pi -keyout "$work/device.key" -out "$work/device.crt" 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$work/update.key"
openssl pkey -in "$work/update.key" -pubout -out "$work/update.pem"
ssh-keygen -q -t ed25519 -N '' -C laptop -f "$work/ssh"

new_card
check 'The file of the image, with a broker in it, is taken in' take
check 'and says so' result_says 'edgeagent.conf was taken in.'
check 'and tells the name of the device, which comes from its serial number' result_says 'device id: pi-10000000abcdef01'
check 'The agent gets its id' agent_has .EdgeAgent.Device.Id pi-10000000abcdef01
check 'and its broker' agent_has .EdgeAgent.Mqtt.Host broker.example.org
check 'and its port' agent_has .EdgeAgent.Mqtt.Port 1883
check 'and its board' agent_has .EdgeAgent.Power.Board mains
check 'and keeps what its own file said otherwise' agent_has .EdgeAgent.Tasks.MaxQueued 7
rm "$boot/edgeagent-result.txt"
check 'The same file is not taken in again' take
check 'and nothing is written for it' not test -e "$boot/edgeagent-result.txt"
: >"$card/proc/device-tree/serial-number"; set_value board pijuice
check 'A changed file is taken in' take
check 'and where the board has no serial number the id comes from the card' agent_has .EdgeAgent.Device.Id pi-0123456789abcdef

: >"$card/etc/machine-id"; set_value board mains
check 'and without either it wants a name' not take
check 'and says so' result_says 'device_id: this board has no serial number: write a name'

new_card
set_value wifi_country DE; set_value wifi_name 'Gärten "2" = schön'; set_value wifi_password '  pass "word\$1#  '
set_value broker_user pi; set_value broker_password 'se&cret\1 /x'; set_value time_zone Europe/Berlin; set_value device_id garden-7; set_value clock_chip ds3231
mkdir -p "$card/sys/bus/i2c/devices/i2c-1"; : >"$card/sys/bus/i2c/devices/i2c-1/new_device"
sed -i 's/$/\r/; 1s/^/\xef\xbb\xbf/' "$boot/edgeagent.conf"
check 'A file as Windows writes it is taken in' take
check 'The Wi-Fi password is stored without the spaces around it' file_is data/card/wifi.password 'pass "word\$1#'
check 'for root alone' mode_is data/card/wifi.password 600
check 'The password of the broker is stored as it is' file_is etc/edgeagent/broker.password 'se&cret\1 /x'
check 'for root and the agent' mode_is etc/edgeagent/broker.password 640
check 'and the agent is told where' agent_has .EdgeAgent.Mqtt.PasswordFile /etc/edgeagent/broker.password
check 'No password is left on the first partition' nowhere 'word\$1#'
check 'none at all' nowhere 'se&cret'
check 'That the free space could not be overwritten whole (a folder has no end) is told' result_says 'old copies may be left'
check 'and what it was written with is gone' not test -e "$boot/edgeagent.fill"
check 'The file says where they are' grep -q '^wifi_password = *(stored on the device)' "$boot/edgeagent.conf"
boot='' check 'Clock chip, host name, time zone and Wi-Fi are applied' run apply
check 'The kernel is told of the chip and of its address' file_is sys/bus/i2c/devices/i2c-1/new_device 'ds3231 0x68'
check 'The name' file_is etc/hostname garden-7
check 'The time zone' [ "$(readlink "$card/etc/localtime")" = /usr/share/zoneinfo/Europe/Berlin ]
check 'Any name of a network is right' grep -q "ssid=$(printf 'Gärten "2" = schön' | od -An -v -tx1 | tr -d ' \n')" "$card/etc/wpa_supplicant/wpa_supplicant-wlan0.conf"
check 'and any password' grep -qF 'psk="pass "word\$1#"' "$card/etc/wpa_supplicant/wpa_supplicant-wlan0.conf"
check 'for root alone' mode_is etc/wpa_supplicant/wpa_supplicant-wlan0.conf 600
mkdir "$card/sys/bus/i2c/devices/i2c-1/1-0068"; : >"$card/sys/bus/i2c/devices/i2c-1/new_device"
boot='' check 'A chip that the kernel knows already is not set up again' run apply
check 'and nothing is written' file_is sys/bus/i2c/devices/i2c-1/new_device ''
rm -r "$card/sys"
boot='' check 'Without an I2C bus everything else is applied' run apply
check 'and the log says so' grep -q 'clock_chip: ds3231 at 0x68 could not be set up' "$work/log"
boot=$card/boot
set_value broker_host other.example.org
check 'After a change of another line the stored passwords are kept' take
check 'The one' file_is etc/edgeagent/broker.password 'se&cret\1 /x'
check 'and the other' file_is data/card/wifi.password 'pass "word\$1#'
set_value broker_password ''; set_value broker_user ''
check 'A password that is taken away' take
check 'is gone' not test -e "$card/etc/edgeagent/broker.password"
check 'also for the agent' agent_has .EdgeAgent.Mqtt.PasswordFile null

new_card
cp "$work/device.crt" "$work/device.key" "$work/update.pem" "$boot/"
cp "$work/device.crt" "$boot/ca.pem"
set_value broker_tls yes; set_value broker_port ''; set_value broker_ca_file ca.pem; set_value broker_certificate_file device.crt; set_value broker_key_file device.key
set_value update_key_file update.pem; set_value image_certificate_file device.crt; set_value ssh_key "$(cat "$work/ssh.pub")"
check 'Certificates and keys are taken in' take
check 'The key of the device is wiped' not test -e "$boot/device.key"
check 'and stored' cmp "$work/device.key" "$card/etc/edgeagent/broker-key.pem"
check 'for root and the agent' mode_is etc/edgeagent/broker-key.pem 640
check 'With TLS the port is 8883' agent_has .EdgeAgent.Mqtt.Port 8883
check 'The agent is told of the authority' agent_has .EdgeAgent.Mqtt.CaFile /etc/edgeagent/broker-ca.pem
check 'The key for updates is stored' cmp "$work/update.pem" "$card/etc/edgeagent/update-keys/card.pem"
check 'and the certificate for images' cmp "$work/device.crt" "$card/etc/edgeagent/image-certificate.pem"
check 'and the key for ssh' grep -qF "$(cat "$work/ssh.pub")" "$card/data/card/authorized_keys"
boot='' check 'A machine that may be logged into' run apply
check 'gets its own key' test -s "$card/data/ssh/ssh_host_ed25519_key"
boot=$card/boot
set_value board pijuice
check 'With the key wiped the file is still right' take
openssl genpkey -algorithm ed25519 -out "$boot/device.key"
set_value board mains
check 'Another key than that of the certificate is refused' not take
check 'with the reason' result_says 'broker_key_file: it is not the key of broker_certificate_file'

# wrong SENTENCE EXPECTED [NAME VALUE]...: the file is refused with the reason, and nothing changes.
wrong() {
    local sentence=$1 expected=$2 before
    shift 2
    new_card
    while [ $# -gt 0 ]; do set_value "$1" "$2"; shift 2; done
    before=$(sha256sum <"$boot/edgeagent.conf")
    refused "$sentence" "$expected"
    check "$sentence: the file stays as it was" [ "$(sha256sum <"$boot/edgeagent.conf")" = "$before" ]
}
refused() {
    check "$1: is refused" not take
    check "$1: with the reason" result_says "$2"
    check "$1: nothing is stored" not test -e "$card/data/card/settings" -o -e "$card/data/card/taken"
    check "$1: the agent keeps its configuration" agent_has .EdgeAgent.Mqtt null
}
line() { grep -n "^$1 " deploy/image/boot/edgeagent.conf | cut -d : -f 1; }
wrong 'A clock chip that the kernel has no driver for here' "clock_chip: 'ds9': one of ds1307 ds1338 ds1339 ds3231 pcf8523 pcf8563 rv3028 is needed" clock_chip ds9
wrong 'Two of them' "clock_chip: 'ds1307 ds3231': one of" clock_chip 'ds1307 ds3231'
wrong 'No broker' "line $(line broker_host): broker_host: the name or address of the MQTT broker is needed" broker_host ''
wrong 'An address of the web' 'without mqtt:// and without a port' broker_host mqtt://broker
wrong 'A port in the name' 'without mqtt:// and without a port' broker_host broker:1883
wrong 'A name with a space' "'a b'" broker_host 'a b'
for port in 0 65536 -1 1e3 x 99999999999999999999; do wrong "The port $port" "line $(line broker_port): broker_port: '$port': a number from 1 to 65535 is needed" broker_port $port; done
wrong 'A word that is neither yes nor no' "broker_tls: 'true': yes or no is needed" broker_tls true
wrong 'A password without a user' 'broker_user: it is needed with broker_password' broker_password secret
wrong 'A long password' 'broker_password: at most 256 bytes' broker_user u broker_password "$(printf 'x%.0s' $(seq 257))"
wrong 'A password that says that it is stored, and is not' 'nothing is stored; write it again' broker_user u broker_password '(stored on the device)'
for id in 'Garden' 'a_b' 'a b' "$(printf 'x%.0s' $(seq 65))" '../x' 'ä' '$(reboot)'; do wrong "The id $id" "device_id: '$id'" device_id "$id"; done
wrong 'No board' 'board: a board of hardware/README.md, or mains, is needed' board ''
wrong 'A board in other letters' "board: 'PiJuice'" board PiJuice
for zone in Berlin Europe ../../etc/passwd /etc/localtime 'Europe/Berlin;reboot' posix; do wrong "The time zone $zone" "time_zone: '$zone'" time_zone "$zone"; done
wrong 'Wi-Fi without a country' 'wifi_country: it is needed with wifi_name' wifi_name home wifi_password 12345678
wrong 'A country in small letters' "wifi_country: 'de': two capital letters" wifi_country de wifi_name home wifi_password 12345678
wrong 'A short Wi-Fi password' 'it has 7; empty is for an open network' wifi_country DE wifi_name home wifi_password 1234567
check 'A password that is refused is not told in the result' not result_says 1234567
wrong 'A long Wi-Fi password' 'it has 65' wifi_country DE wifi_name home wifi_password "$(printf 'x%.0s' $(seq 65))"
wrong 'A Wi-Fi password that is not plain' 'wifi_password: 8 to 63 plain characters' wifi_country DE wifi_name home wifi_password 'pässwörter'
wrong 'A Wi-Fi password without a name' 'wifi_password: there is no wifi_name for it' wifi_password 12345678
wrong 'A long name of a network' 'wifi_name: at most 32 bytes are allowed, it has 33' wifi_country DE wifi_name "$(printf 'x%.0s' $(seq 33))"
wrong 'A private key for ssh' 'ssh_key: a public key in one line' ssh_key '-----BEGIN OPENSSH PRIVATE KEY-----'
wrong 'A file that is not there' "broker_ca_file: 'ca.pem': there is no such file beside edgeagent.conf" broker_tls yes broker_ca_file ca.pem
wrong 'A path' "broker_ca_file: '../ca.pem': the name of a file beside edgeagent.conf is needed" broker_tls yes broker_ca_file ../ca.pem
wrong 'A file that is no certificate' "update_key_file: 'edgeagent.conf': the file is not the PEM file that is needed" update_key_file edgeagent.conf
wrong 'A key that was never there' "broker_key_file: 'device.key': there is no such file" broker_tls yes broker_key_file device.key

new_card; cp "$work/device.crt" "$boot/"; set_value broker_ca_file device.crt
refused 'An authority without TLS' 'broker_tls: yes is needed with broker_ca_file'
new_card; cp "$work/device.crt" "$boot/"; set_value broker_tls yes; set_value broker_certificate_file device.crt
refused 'A certificate without its key' 'broker_key_file: it is needed with broker_certificate_file'
new_card; echo 'brocker_host = x' >>"$boot/edgeagent.conf"
refused 'A misspelled name' 'brocker_host: there is no such name; there are: device_id'
new_card; echo 'board = pijuice' >>"$boot/edgeagent.conf"
refused 'A name that is there twice' "board: it stands in line $(line board) already"
new_card; echo 'just words' >>"$boot/edgeagent.conf"
refused 'A line without =' '"name = value" is needed'
new_card; printf 'x\0y' >>"$boot/edgeagent.conf"
refused 'A file with a zero byte' 'the file is not plain text'
new_card; iconv -f UTF-8 -t UTF-16 "$boot/edgeagent.conf" >"$work/conf"; cp "$work/conf" "$boot/edgeagent.conf"
refused 'A file in UTF-16' 'the file is not plain text'
new_card; printf 'wifi_name = \xe4\n' >"$boot/edgeagent.conf"
refused 'A file in Latin-1' 'the file is not plain text'
new_card; printf 'broker_user = a\x01b\n' >"$boot/edgeagent.conf"
refused 'A control character' 'broker_user: it holds a control character'
new_card; head -c 70000 /dev/zero | tr '\0' '#' >"$boot/edgeagent.conf"
refused 'A file that is too large' 'the file has more than 65536 bytes'
new_card; : >"$boot/edgeagent.conf"
refused 'An empty file' 'broker_host: the name or address of the MQTT broker is needed'
new_card; set_value broker_port 0; set_value board ''; set_value time_zone Mars
refused 'Several faults: the first' "line $(line broker_port): broker_port"
check 'the second' result_says "line $(line board): board"
check 'and the third are told at once' result_says "line $(line time_zone): time_zone"
new_card; echo '{ // mine' >"$card/etc/edgeagent/agent.json"
check 'A file of the agent that jq cannot read' not take
check 'is named' result_says '/etc/edgeagent/agent.json on the device is not plain JSON'
new_card; rm "$boot/edgeagent.conf"; take
check 'A card without the file says so' result_says 'There is no file edgeagent.conf'
new_card; take; set_value broker_port 0
check 'After a right file a wrong one is refused' not take
check 'and what was taken in before stays' agent_has .EdgeAgent.Mqtt.Port 1883

# The real agent knows its boards.
agent=$PWD/edgeagent
new_card; set_value board waveshare-ups-hat-x
check 'A board that the agent does not know is refused' not take
check 'with its words' result_says 'waveshare-ups-hat-x'
set_value board waveshare-ups-hat-c; set_value broker_user pi; set_value broker_password secret
check 'and one that it knows is taken in, with a password' take
agent=''

# The power is cut before each external command that writes; the next start ends as if there had been none.
mkdir "$work/bin"
cat >"$work/bin/cut-power" <<'DOUBLE'
#!/bin/sh
real=$1; shift
n=$(cat "$EDGEAGENT_CARD_ROOT/commands" 2>/dev/null || echo 0); n=$((n + 1)); echo $n >"$EDGEAGENT_CARD_ROOT/commands"
[ "$n" != "${CUT:-}" ] || kill -9 0                  # the whole process group
exec "$real" "$@"
DOUBLE
for command in sync mv rm cp dd; do printf '#!/bin/sh\nexec %s %s "$@"\n' "$work/bin/cut-power" "$(command -v $command)" >"$work/bin/$command"; done
chmod +x "$work"/bin/*
card_with_secrets() {
    new_card
    cp "$work/device.crt" "$work/device.key" "$boot/"
    set_value wifi_country DE; set_value wifi_name home; set_value wifi_password 'cut-password-1'; set_value broker_user u; set_value broker_password 'cut-password-2'
    set_value broker_tls yes; set_value broker_certificate_file device.crt; set_value broker_key_file device.key
}
card_with_secrets
take PATH="$work/bin:$PATH"
commands=$(cat "$card/commands")
for ((n = 1; n <= commands; n++)); do
    card_with_secrets
    (setsid --wait env EDGEAGENT_CARD_ROOT="$card" EDGEAGENT_CARD_AGENT="$work/agent" PATH="$work/bin:$PATH" CUT=$n bash "$configure" take "$boot" || true) >/dev/null 2>&1
    take || true
    check "After a cut at command $n the passwords are stored" file_is data/card/wifi.password cut-password-1
    check "After a cut at command $n both are" file_is etc/edgeagent/broker.password cut-password-2
    check "After a cut at command $n the key is" cmp -s "$work/device.key" "$card/etc/edgeagent/broker-key.pem"
    check "After a cut at command $n no secret is left on the first partition" not grep -rq 'cut-password\|PRIVATE' "$boot"
    check "After a cut at command $n the file was taken in" result_says 'was taken in.'
    rm -rf "$card"
done
echo "cut at each of $commands commands"
end_checks
