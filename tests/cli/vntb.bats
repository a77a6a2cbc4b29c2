#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The boards' set-up scripts on a made-up tree, with stubs for what changes a machine. What the kernel itself says to them is tested in
# the lab, tests/lab/vntb.bats.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	export ROOT=$BATS_TEST_TMPDIR/root STUBS=$BATS_TEST_TMPDIR/bin EPBELL='' CARRIER=1 MODPROBE=modprobe
	cfs=$ROOT/sys/kernel/config/pci_ep
	epf=$cfs/functions/pci_epf_vntb/func1
	epc=$cfs/controllers/e65d0000.pcie-ep
	rc=$ROOT/sys/devices/rc/0000:01:00.0
	driver=$ROOT/sys/bus/pci/drivers/ntb_hw_epf
	make_tree
	make_stubs
	PATH=$STUBS:$PATH
}

make_tree() {
	local ep=$ROOT/sys/devices/ep/0001:10:00.0 d
	mkdir -p "$epc" "$cfs/functions/pci_epf_vntb" "$ROOT/proc" "$ROOT/sys/module" "$ROOT/sys/class/net" "$ROOT/sys/bus/ntb_transport/devices" \
		"$ROOT/sys/bus/ntb/drivers/ntb_transport" "$ROOT/sys/bus/pci/drivers/pci-vntb" "$driver" "$ROOT/sys/bus/pci/devices" "$ep" "$rc"
	echo 0 >"$epc/start"
	echo "none /sys/kernel/config configfs rw 0 0" >"$ROOT/proc/mounts"
	: >"$ROOT/proc/interrupts"
	echo "ffff8000798e2a80 r rcar_barno	[ntb_hw_epf]" >"$ROOT/proc/kallsyms"
	ln -s "$ep" "$ROOT/sys/bus/pci/drivers/pci-vntb/0001:10:00.0"
	for d in 0001:10:00.0 0000:01:00.0; do : >"$ROOT/sys/bus/ntb/drivers/ntb_transport/$d"; done
	: >"$ROOT/sys/bus/pci/rescan"
	: >"$driver/new_id"
	: >"$driver/bind"
	echo 0x1912 >"$rc/vendor"
	echo 0x0030 >"$rc/device"
}

stub() { cat >"$STUBS/$1"; chmod +x "$STUBS/$1"; }

# The stubs do what the kernel does: attributes come and go with a function, network devices with ntb_netdev.
make_stubs() {
	mkdir "$STUBS"
	stub mkdir <<-'END'
		#!/bin/sh
		/bin/mkdir "$@" || exit
		case $1 in */pci_epf_vntb/*) ;; *) exit 0 ;; esac
		cd "$1" && /bin/mkdir primary secondary pci_epf_vntb.0
		echo 0xffff | tee vendorid deviceid >/dev/null
		echo 0 >msi_interrupts
		cd pci_epf_vntb.0
		for a in num_mws mw1 mw2 mw3 mw4 db_count spad_count vntb_vid vntb_pid vbus_number; do echo 0 >$a; done
		for a in ctrl db mw1 mw2 mw3 mw4; do echo -1 >${a}_bar; done
		[ -z "$WITHOUT" ] || rm "$WITHOUT"
		[ -z "$REFUSES" ] || { rm "$REFUSES"; /bin/mkdir "$REFUSES"; }
	END
	stub rmdir <<-'END'
		#!/bin/sh
		case $1 in */pci_epf_vntb/*) [ -z "$(ls "$1/primary")" ] && exec rm -r "$1"; echo "rmdir: $1: Device or resource busy" >&2; exit 1 ;; esac
		exec /bin/rmdir "$@"
	END
	stub modprobe <<-'END'
		#!/bin/sh
		echo "modprobe $*" >>"$ROOT/calls"
		if [ "$1" = -r ]; then
			rm -r "$ROOT/sys/module/$2"
			[ "$2" != ntb_netdev ] || rm -rf "$ROOT"/sys/class/net/* "$ROOT"/sys/devices/*/*/ntb
			exit
		fi
		[ "$1" != "$MISSING" ] || { echo "modprobe: FATAL: Module $1 not found in directory /lib/modules/x" >&2; exit 1; }
		/bin/mkdir "$ROOT/sys/module/$1"
		[ "$1" = ntb_netdev ] || exit 0
		i=0
		for d in "$ROOT"/sys/devices/*/*; do
			/bin/mkdir -p "$d/ntb/ntb_netdev$i" "$ROOT/sys/class/net/eth$i"
			cd "$ROOT/sys/class/net/eth$i" && ln -sfn "$d/ntb/ntb_netdev$i" device
			echo "$CARRIER" >carrier; echo 65510 >mtu; echo 0x1002 >flags; : >addr
			i=$((i + 1))
		done
	END
	stub ip <<-'END'
		#!/bin/sh
		case $* in *show*) ;; *) echo "ip $*" >>"$ROOT/calls" ;; esac
		for last; do :; done
		n=$ROOT/sys/class/net
		case $* in
		"addr show dev "*) sed 's/.*/    inet & scope global/' "$n/$last/addr" ;;
		"addr add "*) echo "$3" >>"$n/$5/addr" ;;
		"addr del "*) sed -i "\\:^$3\$:d" "$n/$5/addr" ;;
		"addr flush "*) : >"$n/$last/addr" ;;
		"link set dev "*" mtu "*) [ "$6" -le 65510 ] || { echo "RTNETLINK answers: Invalid argument" >&2; exit 2; }; echo "$6" >"$n/$4/mtu" ;;
		"link set dev "*" up") echo 0x1003 >"$n/$4/flags" ;;
		"link set dev "*" down") echo 0x1002 >"$n/$4/flags" ;;
		*) echo "ip: what? $*" >&2; exit 1 ;;
		esac
	END
	# Devices come and go by what is written where.
	stub dd <<-'END'
		#!/bin/sh
		/bin/dd "$@" || exit
		rc=$ROOT/sys/devices/rc/0000:01:00.0 bus=$ROOT/sys/bus/pci
		case $1 in
		*/rescan) [ -n "$UNSEEN" ] || ln -s "$rc" "$bus/devices/0000:01:00.0"; exit 0 ;;
		*/remove) rm -f "$bus/devices/0000:01:00.0" "$bus/drivers/ntb_hw_epf/0000:01:00.0"; exit ;;
		*/ntb_hw_epf/bind | */new_id) ;;
		*) exit ;;
		esac
		[ ! -e "$bus/devices/0000:01:00.0" ] || ln -s "$rc" "$bus/drivers/ntb_hw_epf/0000:01:00.0"
	END
}

# All of the tree, with contents and links; what the scripts have loaded counts.
tree() { (cd "$ROOT" && find . ! -name calls -printf '%y %p %l\n' | sort; grep -rs '' --exclude calls . | sort); }

unchanged() {
	tree >"$BATS_TEST_TMPDIR/now"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/now"
}

# Run, and want this status: wants STATUS COMMAND...
wants() {
	local want=$1
	shift
	tree >"$BATS_TEST_TMPDIR/before"
	run "$@"
	[ "$status" -eq "$want" ] || { echo "$* ended with $status, not $want: $output"; return 1; }
}

up() { scripts/vntb-ep-up --preset r-car-s4 "$@"; }

value() { [ "$(cat "$1")" = "$2" ] || { echo "$1 is $(cat "$1"), not $2"; return 1; }; }

@test "help, and usage errors: 64, a sentence, nothing changed" {
	local s
	for s in ep-up ep-down rc-up; do
		wants 0 "scripts/vntb-$s" --help
		[[ $output == "Usage: vntb-$s [OPTION]..."*"Example: vntb-$s"* ]]
		wants 64 "scripts/vntb-$s" --nonsense
		wants 64 "scripts/vntb-$s" nonsense
	done
	wants 64 scripts/vntb-ep-up
	[[ $output == *"--preset, or --vendor and --device"* ]]
	while read -r args; do
		# shellcheck disable=SC2086 # words
		wants 64 up $args
		unchanged
	done <<-'END'
		--vendor 0x10000
		--vendor 0x
		--device x
		--msi 0
		--msi 33
		--db-count 2
		--db-count 33
		--db-count 08
		--db-count 99999999999999999999
		--mw1 3M
		--mw1 0
		--mw1 1G
		--mw3 1M
		--mw4 1M
		--mw2-bar 3
		--ctrl-bar 6
		--ctrl-bar 4
		--vbus 256
		--address 10.0.0.11
		--address 10.0.0.256/24
		--address 10.0.0.11/33
		--address 10.0.0.11/24x
		--mtu 1500
		--address 10.0.0.11/24 --mtu 67
		--wait -1
		--preset nonsense
		--function ../x
		--controller a/b
		--vendor
	END
	wants 64 scripts/vntb-rc-up --bind 1912
	wants 64 scripts/vntb-rc-up --bind 1912:x
	wants 64 scripts/vntb-rc-up --bind 1912:0030:1
	wants 64 scripts/vntb-rc-up --bars other
	wants 64 scripts/vntb-rc-up --device 1
	wants 64 scripts/vntb-rc-up --unload
	wants 64 scripts/vntb-rc-up --mtu 1500
	wants 64 scripts/vntb-ep-down --function
}

@test "the presets, as published" {
	wants 0 scripts/vntb-ep-up --preset list
	[[ ${lines[0]} == "r-car-s4 "*"--vendor 0x1912 --device 0x0030 --msi 32 --db-count 4 --spad-count 128 --mw1 0x100000 --ctrl-bar 0 --db-bar 4 --mw1-bar 2" ]]
	[[ ${lines[1]} == "kernel-howto "*"--vendor 0x1957 --device 0x0809 --db-count 4 --spad-count 128 --mw1 0x100000 --vntb-vid 0x1957 --vntb-pid 0x080a --vbus 0x10" ]]
}

@test "a dry run prints the sequence in the kernel's order and changes nothing" {
	wants 0 up --dry-run --address 10.0.0.11/24 --mtu 1500
	unchanged
	[ ! -e "$ROOT/calls" ]
	order() { grep -nF -- "$1" <<<"$output" | head -n 1 | cut -d : -f 1; }
	local last=0 now what
	for what in "modprobe pci_epf_vntb" "mkdir $epf" "echo 0x1912 >$epf/vendorid" "echo 1 >$epf/pci_epf_vntb.0/num_mws" \
		"echo 0x100000 >$epf/pci_epf_vntb.0/mw1" "ln -s $epc $epf/primary/" "echo 1 >$epc/start" "modprobe ntb_netdev" \
		"mtu 1500" "ip addr add 10.0.0.11/24" " up"; do
		now=$(order "$what")
		[ "${now:-0}" -gt "$last" ] || { echo "'$what' is not behind line $last of: $output"; return 1; }
		last=$now
	done
	[[ $output != *"function: "* ]]
}

@test "up: the preset's values, options override, bound, started" {
	wants 0 up --db-count 16 --mw1 2M
	value "$epf/vendorid" 0x1912
	value "$epf/deviceid" 0x0030
	value "$epf/msi_interrupts" 32
	for a in ctrl_bar:0 db_bar:4 mw1_bar:2 mw2_bar:-1 num_mws:1 mw1:0x200000 mw2:0 db_count:16 spad_count:128 vntb_vid:0x1912 vntb_pid:0x0030 vbus_number:0x10; do
		value "$epf/pci_epf_vntb.0/${a%:*}" "${a#*:}"
	done
	[ "$(readlink "$epf/primary/e65d0000.pcie-ep")" = "$epc" ]
	value "$epc/start" 1
	# No network without an address.
	[ ! -e "$ROOT/sys/module/ntb_netdev" ]
	[ -e "$ROOT/sys/module/pci_epf_vntb" ]
}

@test "two memory windows" {
	wants 0 up --mw2 512K --mw2-bar 3
	value "$epf/pci_epf_vntb.0/num_mws" 2
	value "$epf/pci_epf_vntb.0/mw2" 0x80000
	value "$epf/pci_epf_vntb.0/mw2_bar" 3
}

@test "twice: as wanted already, in whatever notation, and nothing changes" {
	up --address 10.0.0.11/24
	echo 6418 >"$epf/pci_epf_vntb.0/vntb_vid"
	wants 0 up --address 10.0.0.11/24
	[[ $output == *"as wanted already"*"started already"* ]]
	unchanged
}

@test "bound with other values: each is named, nothing is touched" {
	up
	wants 1 up --db-count 8 --mw1 2M
	[[ $output == *"mw1 is 0x100000, not 0x200000"*"db_count is 4, not 8"*"next: vntb-ep-down"* ]]
	unchanged
}

@test "bound to another controller, and bound the other way round" {
	up
	mkdir "$cfs/controllers/two"
	echo 0 >"$cfs/controllers/two/start"
	wants 1 up --controller two
	[[ $output == *"bound to e65d0000.pcie-ep, not to two"* ]]
	unchanged
	rm "$epf/primary/e65d0000.pcie-ep"
	ln -s "$epf" "$epc/func1"
	wants 0 up --controller e65d0000.pcie-ep
	[[ $output == *"as wanted already"* ]]
	wants 0 scripts/vntb-ep-down
	[ ! -e "$epf" ] && [ ! -e "$epc/func1" ]
}

@test "not bound: other values are set; on a failure they come back" {
	mkdir "$epf"
	echo 9 >"$epf/pci_epf_vntb.0/db_count"
	mv "$epf/pci_epf_vntb.0/vbus_number" "$BATS_TEST_TMPDIR/vbus"
	mkdir "$epf/pci_epf_vntb.0/vbus_number"
	wants 1 up
	[[ $output == *"vbus_number does not take 0x10: Is a directory"*"undone: all is as before"* ]]
	unchanged
	rmdir "$epf/pci_epf_vntb.0/vbus_number"
	mv "$BATS_TEST_TMPDIR/vbus" "$epf/pci_epf_vntb.0/vbus_number"
	wants 0 up
	value "$epf/pci_epf_vntb.0/db_count" 4
	value "$epc/start" 1
}

@test "what fails leaves nothing behind: refused value, missing attribute, link, start, module, MTU" {
	REFUSES=spad_count wants 1 up
	[[ $output == *"spad_count does not take 128: Is a directory"*"undone: all is as before"* ]]
	unchanged
	WITHOUT=ctrl_bar wants 1 up
	[[ $output == *"this kernel's vNTB has no ctrl_bar"*"older kernel"* ]]
	unchanged
	MISSING=ntb_transport wants 1 up
	[[ $output == *"cannot load ntb_transport: Module ntb_transport not found"*"CONFIG_NTB_TRANSPORT"* ]]
	unchanged
	wants 1 up --address 10.0.0.11/24 --mtu 65535
	[[ $output == *"eth0 takes no MTU of 65535: Invalid argument"* ]]
	unchanged
	stub ln <<-'END'
		#!/bin/sh
		echo "ln: failed to create symbolic link '$3': Device or resource busy" >&2
		exit 1
	END
	wants 1 up
	[[ $output == *"func1 cannot be bound to e65d0000.pcie-ep: Device or resource busy"*"undone"* ]]
	unchanged
	rm "$STUBS/ln" "$epc/start"
	/bin/mkdir "$epc/start"
	wants 1 up
	[[ $output == *"e65d0000.pcie-ep does not start: Is a directory"*"undone"* ]]
	unchanged
}

@test "a step that cannot be undone is named" {
	stub rmdir <<<$'#!/bin/sh\necho "rmdir: x: Device or resource busy" >&2\nexit 1'
	REFUSES=spad_count wants 1 up
	[[ $output == *"cannot undo: run rmdir "*"Device or resource busy"* ]]
	[[ $output != *"all is as before"* ]]
}

@test "interrupted by Ctrl-C while it waits: everything is taken back" {
	local pid i
	tree >"$BATS_TEST_TMPDIR/before"
	# A shell without job control starts its children deaf to SIGINT.
	CARRIER=0 env --default-signal=INT scripts/vntb-ep-up --preset r-car-s4 --address 10.0.0.11/24 --wait 30 2>"$BATS_TEST_TMPDIR/err" 3>&- &
	pid=$!
	for i in $(seq 100); do
		! grep -q waiting "$BATS_TEST_TMPDIR/err" || break
		sleep 0.1
	done
	[ -e "$epf/primary/e65d0000.pcie-ep" ]
	kill -INT $pid
	i=0
	wait $pid || i=$?
	[ "$i" -eq 130 ]
	grep -q 'undone: all is as before' "$BATS_TEST_TMPDIR/err"
	unchanged
}

@test "no answer from the root complex: an error, and what is set up stays" {
	CARRIER=0 wants 1 up --address 10.0.0.11/24 --wait 1
	[[ $output == *"eth0 is set up, but has no link after 1 s"*"next: run vntb-rc-up"* ]]
	[[ $output != *undone* ]]
	value "$epc/start" 1
	value "$ROOT/sys/class/net/eth0/addr" 10.0.0.11/24
	echo 1 >"$ROOT/sys/class/net/eth0/carrier"
	wants 0 up --address 10.0.0.11/24
	[[ $output == *"network: eth0 10.0.0.11/24, MTU 65510, link up"* ]]
}

@test "what a kernel lacks is named: configfs, endpoint configfs, a controller" {
	rmdir "$epc/../../functions/pci_epf_vntb" 2>/dev/null || rm -r "$cfs/functions/pci_epf_vntb"
	mkdir "$cfs/functions/pci_epf_vntb"
	mv "$epc" "$BATS_TEST_TMPDIR/epc"
	wants 1 up
	[[ $output == *"no endpoint controller"*"device tree"* ]]
	rm -r "$cfs"
	wants 1 up
	[[ $output == *"CONFIG_PCI_ENDPOINT_CONFIGFS"* ]]
	: >"$ROOT/proc/mounts"
	rmdir "$ROOT/sys/kernel/config"
	wants 1 up
	[[ $output == *"no configfs"*"CONFIG_CONFIGFS_FS"* ]]
	unchanged
}

@test "several controllers: they are listed, --controller picks one" {
	mkdir "$cfs/controllers/two"
	echo 0 >"$cfs/controllers/two/start"
	wants 1 up
	[[ $output == *"several endpoint controllers: e65d0000.pcie-ep two"*"--controller"* ]]
	unchanged
	wants 0 up --controller two
	[ -L "$epf/primary/two" ]
	value "$epc/start" 0
}

@test "a controller that is started for another function is left alone" {
	up
	wants 1 up --function func2
	[[ $output == *"started already, without func2; it serves: pci_epf_vntb/func1"* ]]
	unchanged
}

@test "the backend: doctor's conclusion; without an epbell the chip of the interrupts" {
	wants 0 up
	[[ $output == *"doorbells: poll (no interrupt)"* ]]
	for chip in ITS-pMSI-e65d0000.pcie-ep:its dw-edma-emul:edma; do
		echo " 15:  20  0  ${chip%:*}  2 Edge  pci_epf_vntb_db" >"$ROOT/proc/interrupts"
		wants 0 up
		[[ $output == *"doorbells: ${chip#*:} (${chip%:*})"* ]]
	done
	echo " 15:  20  0  other  2 Edge  pci_epf_vntb_db" >"$ROOT/proc/interrupts"
	wants 0 up
	[[ $output == *"doorbells: by interrupts of other"* ]]
	stub doctor <<-'END'
		#!/bin/sh
		printf 'Endpoint functions\n  pci_epf_vntb.0  no conclusion\n\nConclusions\n  ok  pci_epf_vntb.0  edma  the eDMA, one\n                     line more\n  --  lab  free\n'
	END
	EPBELL=$STUBS/doctor wants 0 up
	[[ $output == *$'doorbells:\n  ok  pci_epf_vntb.0  edma  the eDMA, one\n                     line more\n'* ]]
	[[ $output != *"lab  free"* && $output != *"no conclusion"* ]]
}

@test "ntb_netdev that was loaded too early is loaded anew, unless it serves another NTB" {
	mkdir "$ROOT/sys/module/ntb_netdev"
	wants 0 up --address 10.0.0.11/24
	grep -qx 'modprobe -r ntb_netdev' "$ROOT/calls"
	wants 0 scripts/vntb-ep-down --force
	rm -r "$ROOT"/sys/class/net/*
	mkdir -p "$ROOT/sys/devices/x/0002:01:00.0/ntb_netdev5/driver"
	ln -s "$ROOT/sys/devices/x/0002:01:00.0/ntb_netdev5" "$ROOT/sys/bus/ntb_transport/devices/ntb_netdev5"
	wants 1 up --address 10.0.0.11/24
	[[ $output == *"would take those of 0002:01:00.0 away"* ]]
	unchanged
}

@test "down: not while the root complex has the link, nor while others are served; twice is no error" {
	up --address 10.0.0.11/24
	wants 1 scripts/vntb-ep-down
	[[ $output == *"still has the link: eth0"*"vntb-rc-up --down"* ]]
	unchanged
	echo 0 >"$ROOT/sys/class/net/eth0/carrier"
	mkdir -p "$cfs/functions/pci_epf_test/t1/primary"
	ln -s "$epc" "$cfs/functions/pci_epf_test/t1/primary/e65d0000.pcie-ep"
	wants 1 scripts/vntb-ep-down
	[[ $output == *"serves other functions too: pci_epf_test/t1"* ]]
	value "$epc/start" 1
	rm "$cfs/functions/pci_epf_test/t1/primary/e65d0000.pcie-ep"
	wants 0 scripts/vntb-ep-down --dry-run
	unchanged
	wants 0 scripts/vntb-ep-down
	[ ! -e "$epf" ]
	value "$epc/start" 0
	value "$ROOT/sys/class/net/eth0/flags" 0x1002
	[ ! -s "$ROOT/sys/class/net/eth0/addr" ]
	[ -e "$ROOT/sys/module/pci_epf_vntb" ]
	wants 0 scripts/vntb-ep-down
	[[ $output == *"no func1"* ]]
	wants 0 scripts/vntb-ep-down --unload
	[ -z "$(ls "$ROOT/sys/module")" ]
	wants 0 scripts/vntb-ep-down --unload
	unchanged
}

# The RC's device is there: bound, or not.
present() { ln -s "$rc" "$ROOT/sys/bus/pci/devices/0000:01:00.0"; }
bound() { present; ln -s "$rc" "$driver/0000:01:00.0"; ln -s "$driver" "$rc/driver"; }

@test "root complex: the bound device, its network device, twice" {
	bound
	wants 0 scripts/vntb-rc-up --address 10.0.0.1/24 --mtu 1500
	[[ $output == *"device: 0000:01:00.0, bound already"*"network: eth1 10.0.0.1/24, MTU 1500, link up"* ]]
	value "$ROOT/sys/class/net/eth1/flags" 0x1003
	value "$ROOT/sys/class/net/eth0/flags" 0x1002
	wants 0 scripts/vntb-rc-up --address 10.0.0.1/24 --mtu 1500
	unchanged
}

@test "root complex: not bound, not there, scanned, never found" {
	present
	wants 0 scripts/vntb-rc-up
	[[ $output == *"device: 0000:01:00.0, bound"* ]]
	value "$driver/bind" 0000:01:00.0
	rm "$ROOT/sys/bus/pci/devices/0000:01:00.0" "$driver/0000:01:00.0"
	wants 1 scripts/vntb-rc-up
	[[ $output == *"no endpoint that ntb_hw_epf would take"*"--rescan"* ]]
	[ ! -s "$ROOT/sys/bus/pci/rescan" ]
	UNSEEN=1 wants 1 scripts/vntb-rc-up --rescan
	[[ $output == *"no endpoint after a scan of the PCI buses"*"lspci"* ]]
	wants 0 scripts/vntb-rc-up --rescan
	[ -L "$driver/0000:01:00.0" ]
}

@test "root complex: several endpoints, --device picks one; another driver's is not ours" {
	bound
	mkdir -p "$ROOT/sys/devices/rc/0000:02:00.0"
	ln -s "$ROOT/sys/devices/rc/0000:02:00.0" "$driver/0000:02:00.0"
	wants 1 scripts/vntb-rc-up
	[[ $output == *"several endpoints: 0000:01:00.0 0000:02:00.0"*"--device"* ]]
	rm -r "$ROOT/sys/devices/rc/0000:02:00.0" "$driver/0000:02:00.0"
	wants 0 scripts/vntb-rc-up --device 01:00.0
	rm "$driver/0000:01:00.0" "$rc/driver"
	mkdir -p "$ROOT/sys/bus/pci/drivers/vfio-pci"
	ln -s "$ROOT/sys/bus/pci/drivers/vfio-pci" "$rc/driver"
	wants 1 scripts/vntb-rc-up
	[[ $output == *"no endpoint that ntb_hw_epf would take"* ]]
}

@test "root complex: --bind gives the driver's own list of BARs with the id; without it the kernel would refuse" {
	present
	echo 0x1b21 >"$rc/vendor"
	wants 0 scripts/vntb-rc-up --bind 0x1B21:0030
	value "$driver/new_id" "1b21 0030 ffffffff ffffffff 0 0 ffff8000798e2a80"
	rm "$driver/0000:01:00.0"
	wants 1 scripts/vntb-rc-up --bind 1b21:30 --bars mx8
	[[ $output == *"mx8_map is not in /proc/kallsyms"*"CONFIG_KALLSYMS_ALL"* ]]
	# Hidden addresses are zeros.
	echo "0000000000000000 r rcar_barno	[ntb_hw_epf]" >"$ROOT/proc/kallsyms"
	wants 1 scripts/vntb-rc-up --bind 1b21:30
	[[ $output == *"kptr_restrict"* ]]
}

@test "root complex: down removes the device, twice is no error, --unload unloads" {
	bound
	scripts/vntb-rc-up --address 10.0.0.1/24
	wants 0 scripts/vntb-rc-up --down --dry-run
	unchanged
	wants 0 scripts/vntb-rc-up --down
	[ ! -e "$driver/0000:01:00.0" ]
	value "$rc/remove" 1
	value "$ROOT/sys/class/net/eth1/flags" 0x1002
	wants 0 scripts/vntb-rc-up --down --unload
	[[ $output == *"none of ntb_hw_epf"* ]]
	[ ! -e "$ROOT/sys/module/ntb_transport" ]
	wants 0 scripts/vntb-rc-up --down --unload
}

@test "without root privileges and without a tree of one's own: a sentence" {
	[ "$(id -u)" -eq 0 ] || skip "not root: cannot become somebody else"
	command -v setpriv >/dev/null || skip "no setpriv"
	unset ROOT
	for s in ep-up:--preset:r-car-s4 ep-down rc-up; do
		# shellcheck disable=SC2046 # words
		run setpriv --reuid 65534 --clear-groups sh "scripts/vntb-${s%%:*}" $(echo "${s#"${s%%:*}"}" | tr : ' ')
		[ "$status" -eq 1 ]
		[[ $output == *"needs root"* ]]
	done
}

@test "every option of the scripts stands in epbell-vntb(8), and every option there is one of theirs" {
	command -v groff >/dev/null || skip "no groff: scripts/deps.sh test"
	# Both spell out --mw2 to --mw4 and their BARs in one go.
	options() { grep -oE -- '--[a-z][a-z0-9-]*' | sort -u; }
	diff <(for s in ep-up ep-down rc-up; do "scripts/vntb-$s" --help; done | options) \
		<(groff -man -Tascii -P-cbou -rLL=1000n man/epbell-vntb.8 | options)
}
