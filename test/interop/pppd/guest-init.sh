#!/bin/sh
# The first process of the User Mode Linux guest. Its root is the host's, read-only; /mnt is the run's own folder ($WORK).
# It loads PPP into the guest's kernel, gives pppd an /etc/ppp of its own, runs the scenario ($SCENARIO), and switches off.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /run/ppp
mount -t hostfs -o "$WORK" none /mnt
# There may be no kmod: finit_module(2) is system call 313.
modules=/usr/lib/uml/modules/$(uname -r)/kernel
for module in lib/crc-ccitt drivers/net/slip/slhc drivers/net/ppp/ppp_generic drivers/net/ppp/ppp_async drivers/net/ppp/bsd_comp drivers/net/ppp/ppp_deflate; do
    perl -e 'open F, "<", $ARGV[0] or die; my $e = ""; syscall(313, fileno(F), $e, 0) == 0 or die "$ARGV[0]: $!\n"' "$modules/$module.ko"
done
[ -e /dev/ppp ] || mknod /dev/ppp c 108 0
: > /run/ppp/options
: > /run/ppp/pap-secrets
: > /run/ppp/chap-secrets
chmod 600 /run/ppp/*-secrets
mount --bind /run/ppp /etc/ppp
ip link set lo up
cd /mnt || exit 1
. ./environment.sh
echo "READY"
sh "$SCENARIO"
echo "SCENARIO-EXIT $?"
sync
# Off: reboot(LINUX_REBOOT_CMD_POWER_OFF).
perl -e 'syscall(169, 0xfee1dead, 672274793, 0x4321fedc, 0)'
