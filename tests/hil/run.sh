#!/bin/bash
# Boots the machine and runs the checks that need a real kernel's I2C, GPIO, power supply and thermal devices, then the real service
# (agent.sh). The last line is 'N passed, N failed'. Two minutes; the first run on a machine builds the kernel.
#   run.sh [--help]
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 0 ] || { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2; }

guest=$("$HIL_DIR/build-guest.sh")
"$HIL_DIR/build-kernel.sh" >/dev/null
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

# suite COMMAND...: shows its output and adds its totals.
suite() {
    local p f
    "$@" | tee "$log" || true
    read -r p f <<<"$(sed -nE '$s/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log")"
    [ -n "$p" ] || { say "$1 ended without totals"; f=1; p=0; }
    passed=$((passed + p)) failed=$((failed + f))
}

checks() {
    # Ten chips are what i2c-stub can hold.
    HIL_I2C=0x0b,0x34,0x36,0x40,0x41,0x48,0x49,0x57,0x6b HIL_DEVICES_SH=$HIL_DIR/devices.sh \
        "$HIL_DIR/boot-vm.sh" --env HIL_I2C --env HIL_DEVICES_SH --timeout 600 -- dotnet "$guest" check
}

suite checks
suite "$HIL_DIR/agent.sh"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
