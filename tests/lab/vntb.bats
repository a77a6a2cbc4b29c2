#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The boards' set-up scripts against the kernel's own configfs, vNTB and NTB drivers, in a guest where nothing is set up.

load common

guest_with_scripts() {
	local dir=$1 s adds=()
	shift
	for s in vntb-ep-up vntb-ep-down vntb-rc-up vntb.sh; do adds+=(--add "$TOP/scripts/$s:/bin/$s"); done
	guest "$dir" --deterministic --no-setup "${adds[@]}" "$@"
}

setup_file() {
	guest_with_scripts "$BATS_FILE_TMPDIR/vntb" --backend its -- vntb
}

setup() { d=$BATS_FILE_TMPDIR/vntb; }

ended() { grep -qx "$1 $2" "$d/status" || fail "$(grep "^$1 " "$d/status"): $(cat "$d/$1.out" "$d/$1.err")"; }
said() { grep -qF -- "$2" "$d/$1.err" || fail "$1 said: $(cat "$d/$1.err")"; }
shown() { grep -qF -- "$2" "$d/$1.out" || fail "$1 showed: $(cat "$d/$1.out")"; }
left_nothing() { [ ! -s "$d/$1.left" ] || fail "$1 left: $(cat "$d/$1.left")"; }

@test "a value that the kernel refuses: which, why, and nothing is left behind" {
	ended refused 1
	said refused 'spad_count does not take 0x100000000: Numerical result out of range'
	said refused 'undone: all is as before'
	left_nothing refused
}

@test "a function that cannot be bound: the kernel's reason, and nothing is left behind" {
	ended no_room 1
	said no_room 'cannot be bound to 70000000.pcie-ep: Cannot allocate memory'
	said no_room 'MW BAR init failed'
	left_nothing no_room
}

@test "a controller that is not there: those that are, and nothing is left behind" {
	ended no_controller 1
	said no_controller 'no endpoint controller none; there are: 70000000.pcie-ep'
	left_nothing no_controller
}

@test "interrupted while it waits for the root complex: all of it is taken back" {
	# There was something to take back: modules, mount, function, link, network device.
	for what in ntb_netdev ntb_transport pci_epf_vntb configfs primary/70000000.pcie-ep 10.0.0.11/24; do
		grep -q "^+.*$what" "$d/waiting.left" || fail "$what was not there"
	done
	ended stopped 143
	said stopped 'undone: all is as before'
	left_nothing stopped
}

@test "a dry run changes nothing" {
	ended dry 0
	shown dry 'mkdir /sys/kernel/config/pci_ep/functions/pci_epf_vntb/func1'
	left_nothing dry
}

@test "a function that was there before gets its values back" {
	ended restored 1
	said restored 'undone: all is as before'
	left_nothing restored
}

@test "the function that was there is set, bound and started; doctor tells the backend" {
	ended first 0
	shown first 'controller: 70000000.pcie-ep, started'
	grep -qE '^  ok  pci_epf_vntb.[0-9]+ +its ' "$d/first.out" || fail "$(cat "$d/first.out")"
	# What the kernel has is what the options said, in its own notation.
	for value in vendorid:0x1912 deviceid:0x0030 msi_interrupts:16 db_count:16 spad_count:64 num_mws:1 mw1:1048576 \
		ctrl_bar:0 db_bar:4 mw1_bar:2 vntb_vid:6418 vntb_pid:48 vbus_number:16; do
		grep -q "/${value%:*}:${value#*:}$" "$d/second.state" || fail "not $value"
	done
}

@test "twice: all is so already, nothing changes" {
	ended second 0
	shown second 'as wanted already'
	shown second 'started already'
	left_nothing second
	ended ep_again 0
	left_nothing ep_again
	ended rc_again 0
	left_nothing rc_again
}

@test "bound with other values: which, and nothing is touched" {
	ended other 1
	said other 'db_count is 16, not 8'
	left_nothing other
}

@test "a second function on a controller that is started is refused" {
	ended another 1
	said another 'it serves: pci_epf_vntb/func1'
	left_nothing another
}

@test "the root complex: device, network device, link, ping" {
	ended rc_first 0
	shown rc_first 'device: 0000:00:00.0'
	ended rc_up 0
	grep -qE '^network: eth[0-9] 10\.0\.0\.1/24, MTU 1500, link up$' "$d/rc_up.out" || fail "$(cat "$d/rc_up.out")"
	ended ep_up 0
	grep -qE '^network: eth[0-9] 10\.0\.0\.11/24, MTU 1500, link up$' "$d/ep_up.out" || fail "$(cat "$d/ep_up.out")"
	ended ping 0
	shown ping '3 packets received'
}

@test "a network device in another namespace is not taken away by loading ntb_netdev anew" {
	ended elsewhere 1
	said elsewhere 'not in this network namespace'
	left_nothing elsewhere
}

@test "no answer: an error, but what is set up stays" {
	ended no_answer 1
	said no_answer 'no link after 1 s: the root complex has not answered'
	grep -q '^+.*10\.0\.0\.11/24' "$d/no_answer.left"
	ended rc_addr2 1
	said rc_addr2 'no link after 0 s: the endpoint has not answered'
}

@test "an MTU that does not fit: why, and the second address is not there either" {
	ended too_long 1
	said too_long 'takes no MTU of 65535: Invalid argument'
	left_nothing too_long
}

@test "down: not while the root complex has the link; then all of it; then nothing to do" {
	ended held 1
	said held 'the root complex still has the link'
	left_nothing held
	ended rc_down 0
	ended ep_down 0
	for what in primary/70000000.pcie-ep func1/pci_epf_vntb.0/db_count 10.0.0.11/24 0001:10:00.0; do
		grep -q "^-.*$what" "$d/ep_down.left" || fail "$what is still there"
	done
	ended ep_down_again 0
	shown ep_down_again 'no func1'
	left_nothing ep_down_again
}

@test "up again after down, with ntb_netdev loaded before: ping" {
	for step in up2 rc_up2 ep_addr2 ping2 rc_down2 ep_down2; do ended "$step" 0; done
	shown ping2 '3 packets received'
	grep -q '^-ntb_netdev' "$d/ep_down2.left"
	grep -q '^-pci_epf_vntb' "$d/ep_down2.left"
}

@test "an id that is not in ntb_hw_epf's table: an error without --bind, a device with it" {
	ended up3 0
	ended unknown 1
	said unknown 'no endpoint that ntb_hw_epf would take'
	left_nothing unknown
	ended bind 0
	shown bind 'ntb_hw_epf takes 1912:0099, BARs as rcar'
	shown bind 'device: 0000:00:00.0'
	ended rc_down3 0
	ended ep_down3 0
}

@test "the drivers had nothing to complain of: nobody waited for an endpoint that had gone" {
	[ -s "$d/dmesg" ]
	[ "$(grep -c 'WARNING' "$d/dmesg")" -eq 0 ] || fail "$(grep -A 20 WARNING "$d/dmesg")"
}

@test "edma and poll: the backend without an epbell, by the interrupt's chip" {
	guest_with_scripts "$BATS_TEST_TMPDIR/edma" --backend edma -- vntb short
	grep -qx 'doorbells: edma (dw-edma-emul)' "$BATS_TEST_TMPDIR/edma/first.out"
	guest_with_scripts "$BATS_TEST_TMPDIR/poll" --backend poll -- vntb short
	grep -qx 'doorbells: poll (no interrupt)' "$BATS_TEST_TMPDIR/poll/first.out"
}
