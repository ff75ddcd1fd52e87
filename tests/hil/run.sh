#!/bin/bash
# Boots the machine and runs the checks that need a real kernel's I2C, GPIO, power supply and thermal devices. The last line is
# 'N passed, N failed'. About a minute; the first run on a machine builds the kernel.
#   run.sh [--help]
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 0 ] || { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2; }

guest=$("$HIL_DIR/build-guest.sh")
"$HIL_DIR/build-kernel.sh" >/dev/null
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Ten chips are what i2c-stub can hold.
status=0
HIL_I2C=0x0b,0x34,0x36,0x40,0x41,0x48,0x49,0x57,0x6b HIL_DEVICES_SH=$HIL_DIR/devices.sh \
    "$HIL_DIR/boot-vm.sh" --env HIL_I2C --env HIL_DEVICES_SH --timeout 600 -- dotnet "$guest" check | tee "$log" || status=$?
tail -n 1 "$log" | grep -Eq '^[0-9]+ passed, [0-9]+ failed$' || die "the guest ended ($status) without totals"
exit "$status"
