# U-Boot's script: chooses the slot (A: partition 2, B: partition 3) and starts its kernel. Each slot has a number of tries. Each start
# takes one, and the running system gives them back once it is well. A slot without tries is passed over.
#
# The choice stands in one sector, because a sector is written whole or not at all, and in a copy. It is an environment of U-Boot, so
# that RAUC reads and writes it with fw_setenv (/etc/fw_env.config).
setenv state 0x02500000
if mmc read ${state} 0x800 1 && env import -c ${state} 0x200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then
    echo "slots: ${BOOT_ORDER}, tries left: A ${BOOT_A_LEFT}, B ${BOOT_B_LEFT}"
elif mmc read ${state} 0x801 1 && env import -c ${state} 0x200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then
    echo "slots (from the copy): ${BOOT_ORDER}, tries left: A ${BOOT_A_LEFT}, B ${BOOT_B_LEFT}"
else
    echo "slots: nothing is stored"
    setenv BOOT_ORDER "A B"
    setenv BOOT_A_LEFT 3
    setenv BOOT_B_LEFT 3
fi

setenv slot
for candidate in ${BOOT_ORDER}; do
    if test "x${slot}" != "x"; then
        true
    elif test "x${candidate}" = "xA" && test ${BOOT_A_LEFT} -gt 0; then
        setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
        setenv slot A
        setenv partition 2
    elif test "x${candidate}" = "xB" && test ${BOOT_B_LEFT} -gt 0; then
        setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
        setenv slot B
        setenv partition 3
    fi
done
if test "x${slot}" = "x"; then
    # A device that tries again is better than one that waits for somebody.
    echo "no slot has a try left: all of them get theirs back"
    setenv BOOT_A_LEFT 3
    setenv BOOT_B_LEFT 3
fi
mw.b ${state} 0 0x200
env export -c -s 0x200 ${state} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
mmc write ${state} 0x800 1
mmc write ${state} 0x801 1
if test "x${slot}" = "x"; then
    reset
fi

# What the firmware and cmdline.txt say comes first.
fdt addr ${fdt_addr}
fdt get value bootargs /chosen bootargs
setenv bootargs "${bootargs} root=PARTUUID=ed6ea6e7-0${partition} rootfstype=ext4 ro rootwait fastboot panic=10 net.ifnames=0 rauc.slot=${slot}"
echo "starting slot ${slot}"
setenv kernel_comp_addr_r 0x0c000000
setenv kernel_comp_size 0x03000000
if load mmc ${devnum}:${partition} 0x10000000 /boot/vmlinuz.gz && load mmc ${devnum}:${partition} 0x18000000 /boot/initrd.img; then
    booti 0x10000000 0x18000000:${filesize} ${fdt_addr}
fi
echo "slot ${slot} does not start"
sleep 5
reset
