# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Shared by vntb-ep-up, vntb-ep-down and vntb-rc-up; to be sourced, by a POSIX shell (BusyBox has one).
#
# ROOT=DIR       look at and change a tree below DIR instead of /, for tests
# MODPROBE=CMD   what loads a module, and with -r unloads it (modprobe)
# EPBELL=FILE    the epbell that tells the backend (one in PATH, or beside these scripts); empty: none

root=${ROOT-}
sys=$root/sys
configfs=$sys/kernel/config
modprobe=${MODPROBE:-modprobe}
me=${0##*/}
dry='' out='' undo='' netdev=''

note() { echo "$me: $*" >&2; }

# What failed and why, and what to do next.
fail() {
	note "$1"
	[ -z "${2-}" ] || note "next: $2"
	exit 1
}

bad_usage() {
	note "$1; see --help"
	exit 64
}

# --- steps, and taking them back -------------------------------------------------------------------------------------
# One step; a dry run prints it. Why it failed is in $out.
run() {
	if [ -n "$dry" ]; then
		echo "$*"
		return 0
	fi
	out=$("$@" 2>&1) && return 0
	out=${out##*: }
	return 1
}

# Write VALUE FILE. Not by echo: not every shell's echo tells the kernel's error, nor does every tee.
put() {
	if [ -n "$dry" ]; then
		echo "echo $1 >$2"
		return 0
	fi
	out=$(echo "$1" | dd of="$2" 2>&1) && return 0
	out=$(echo "$out" | sed -n 's/^[^ ]*dd: .*: //p')
	return 1
}

# What is done; a dry run does nothing.
say() { [ -n "$dry" ] || echo "$*"; }

# The command that takes back the step just made; the last goes first.
on_undo() {
	[ -n "$dry" ] || undo="$1
$undo"
}

finish() {
	status=$?
	trap - EXIT
	trap '' INT TERM HUP
	if [ "$status" -eq 0 ] || [ -z "$undo" ]; then exit "$status"; fi
	left=0
	while IFS= read -r step; do
		[ -n "$step" ] || continue
		eval "$step" || { note "cannot undo: $step: $out"; left=1; }
	done <<-END
		$undo
	END
	[ "$left" = 1 ] || note "undone: all is as before"
	exit "$status"
}

# From here on what fails or is interrupted is taken back.
guard() {
	trap finish EXIT
	trap 'note interrupted; exit 130' INT
	trap 'note interrupted; exit 143' TERM
	trap 'exit 129' HUP
}

keep() { undo=''; }

need_root() {
	[ -n "$dry$root" ] || [ "$(id -u)" = 0 ] || fail "this changes the kernel's set-up: it needs root" "run it as root, or with --dry-run"
}

# Wait up to SECONDS for COMMAND to be true.
wait_for() {
	seconds=$1
	shift
	until "$@"; do
		[ "$seconds" -gt 0 ] || return 1
		seconds=$((seconds - 1))
		sleep 1
	done
}

# --- numbers ---------------------------------------------------------------------------------------------------------
is_number() {
	case $1 in
	0[xX]*) case ${1#0[xX]} in '' | *[!0-9a-fA-F]*) return 1 ;; esac ;;
	'' | *[!0-9]* | 0?*) return 1 ;;
	esac
}

# need_number OPTION VALUE MIN MAX
need_number() {
	is_number "$2" || bad_usage "$1 $2: not a number"
	# What has more digits than 64 bits hold would come out as any number.
	if [ ${#2} -gt 17 ] || [ $(($2)) -lt "$3" ] || [ $(($2)) -gt "$4" ]; then
		bad_usage "$1 $2: not from $3 to $4"
	fi
}

# An IPv4 address with its prefix, 10.0.0.11/24
need_address() {
	echo "$1" | awk -F '[./]' '
		!/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/ { exit 1 }
		{ for (i = 1; i <= 4; i++) if ($i > 255) exit 1; exit $5 > 32 }' ||
		bad_usage "--address $1: not an IPv4 address with a prefix, as 10.0.0.11/24"
}

# --- modules ---------------------------------------------------------------------------------------------------------
# Loaded; or built in, which for some shows only by what they bring: PRESENT MODULE [FILE]
present() { [ -d "$sys/module/$1" ] || { [ -n "${2-}" ] && [ -e "$2" ]; }; }

# load MODULE CONFIG [FILE]
load() {
	! present "$1" "${3-}" || return 0
	run "$modprobe" "$1" ||
		fail "cannot load $1: ${out:-$modprobe gave no reason}" "is $2 set in this kernel, and are its modules in /lib/modules/$(uname -r)?"
	on_undo "run '$modprobe' -r $1"
}

unload() {
	[ -d "$sys/module/$1" ] || return 0
	run "$modprobe" -r "$1" || fail "cannot unload $1: ${out:-$modprobe gave no reason}" "who uses it: grep $1 /proc/modules"
}

# --- network ---------------------------------------------------------------------------------------------------------
# The network device of the NTB whose PCI device has this directory.
netdev_below() {
	for n in "$sys"/class/net/*; do
		d=$(readlink -f "$n/device" 2>/dev/null) || continue
		case $d in "$1"/*) echo "${n##*/}"; return 0 ;; esac
	done
	return 1
}

# The NTBs that ntb_netdev serves, as PCI addresses. Unlike network devices these show in each network namespace.
served() {
	for c in "$sys"/bus/ntb_transport/devices/ntb_netdev*; do
		[ -e "$c/driver" ] || continue
		d=$(readlink -f "$c")
		d=${d%/*}
		echo "${d##*/}"
	done
}

has_transport() { [ -e "$sys/bus/ntb/drivers/ntb_transport/${1##*/}" ]; }

# Load ntb_netdev for the NTB of this PCI device: $netdev. It makes its devices for the NTBs there are while it loads, and for none
# that come later: it is loaded last, and anew if it was there before, unless that would take somebody's network away.
need_netdev() {
	netdev=$(netdev_below "$1") && return 0
	[ -n "$dry" ] || wait_for 5 has_transport "$1" || fail "ntb_transport does not take the NTB ${1##*/}" \
		"dmesg | grep ntb: too few scratchpads, no memory window? An endpoint that does not answer?"
	others=$(served | xargs)
	case " $others " in *" ${1##*/} "*) fail "the network device of ${1##*/} is not in this network namespace" "run this where it is" ;; esac
	if [ -d "$sys/module/ntb_netdev" ]; then
		[ -z "$others" ] || fail "ntb_netdev has made no network device for ${1##*/}, and loading it anew would take those of $others away" \
			"when nobody needs these any more: $modprobe -r ntb_netdev, and run this again"
		unload ntb_netdev
	fi
	load ntb_netdev CONFIG_NTB_NETDEV
	[ -z "$dry" ] || { netdev=NETDEV; echo "# NETDEV: what ntb_netdev has made"; return 0; }
	wait_for 5 netdev_below "$1" >/dev/null || fail "ntb_netdev has made no network device for ${1##*/}" "dmesg | grep ntb"
	netdev=$(netdev_below "$1")
}

has_address() { ip addr show dev "$netdev" 2>/dev/null | grep -qF "inet $1 "; }
is_up() { [ $(($(cat "$sys/class/net/$netdev/flags" 2>/dev/null || echo 0) & 1)) = 1 ]; }
has_carrier() { [ "$(cat "$sys/class/net/$netdev/carrier" 2>/dev/null)" = 1 ]; }

# set_netdev ADDRESS MTU: what is so already stays.
set_netdev() {
	old=$(cat "$sys/class/net/$netdev/mtu" 2>/dev/null || echo 0)
	if [ -n "$2" ] && [ "$2" != "$old" ]; then
		run ip link set dev "$netdev" mtu "$2" ||
			fail "$netdev takes no MTU of $2: $out" "a packet must fit into a slot of the memory window: try a smaller --mtu, or more --mw1"
		on_undo "run ip link set dev $netdev mtu $old"
	fi
	if ! has_address "$1"; then
		run ip addr add "$1" dev "$netdev" || fail "$netdev takes no address $1: $out" "ip addr: is it somebody else's?"
		on_undo "run ip addr del $1 dev $netdev"
	fi
	if ! is_up; then
		run ip link set dev "$netdev" up || fail "$netdev does not come up: $out" "dmesg | tail"
		on_undo "run ip link set dev $netdev down"
	fi
}

# wait_link ADDRESS SECONDS PEER HINT. When time runs out, what is set up stays: the other machine may only be slow.
wait_link() {
	[ -z "$dry" ] || return 0
	if ! has_carrier; then
		[ "$2" = 0 ] || note "waiting up to $2 s for the $3; $4"
		if ! wait_for "$2" has_carrier; then
			keep
			fail "$netdev is set up, but has no link after $2 s: the $3 has not answered" "$4; then run this again"
		fi
	fi
	echo "network: $netdev $1, MTU $(cat "$sys/class/net/$netdev/mtu"), link up"
}

# Interface down, addresses gone.
drop_netdev() {
	if ip addr show dev "$netdev" 2>/dev/null | grep -qF 'inet '; then
		run ip addr flush dev "$netdev" || fail "cannot take the addresses from $netdev: $out"
	fi
	! is_up || run ip link set dev "$netdev" down || fail "cannot take $netdev down: $out"
	say "network: $netdev down"
}

# --- vNTB's function -------------------------------------------------------------------------------------------------
# Where a function is bound, by either kind of link: links_of FUNCTION_DIRECTORY
links_of() {
	for l in "$1"/primary/* "$configfs"/pci_ep/controllers/*/"${1##*/}"; do
		[ -L "$l" ] || continue
		case $l in "$1"/*) echo "$l" ;; *) [ "$(readlink -f "$l")" != "$(readlink -f "$1")" ] || echo "$l" ;; esac
	done
}

# The controller at one of these links.
controller_at() {
	case $1 in
	*/primary/*) echo "${1##*/}" ;;
	*) d=${1%/*}; echo "${d##*/}" ;;
	esac
}

# Functions other than this one that are bound to a controller: others_on CONTROLLER FUNCTION_DIRECTORY
others_on() {
	for f in "$configfs"/pci_ep/functions/*/*; do
		if [ ! -d "$f" ] || [ "$f" = "$2" ]; then continue; fi
		for l in $(links_of "$f"); do
			[ "$(controller_at "$l")" != "$1" ] || echo "${f#"$configfs"/pci_ep/functions/}"
		done
	done
}

# The vNTB's device on its virtual PCI bus, by the bus' number.
vntb_device() {
	bus=$(printf %02x $(($1)))
	for p in "$sys"/bus/pci/drivers/pci-vntb/*:"$bus":*; do
		[ -e "$p" ] && readlink -f "$p" && return 0
	done
	return 1
}

# The root complex may learn that the link goes: its drivers then still talk to the endpoint while they leave. vNTB looks for what they
# have to say every 500 ms, and that is a command for the link, one for the doorbells and one for each memory window.
stop_controller() {
	put 0 "$1/start" || return 1
	[ -n "$dry$root" ] || sleep 3
}

# The log's last words about a function or a controller.
log_says() { dmesg 2>/dev/null | grep -E "pci_epf_vntb|$1" | tail -n 3 | sed 's/^/  log: /' >&2; }

# Which backend the doorbells of function pci_epf_vntb.N got: what doctor concludes; without an epbell, by the interrupts' chips.
tell_backend() {
	for doctor in ${EPBELL-"$(command -v epbell)" "${0%/*}/epbell"}; do
		[ -x "$doctor" ] || continue
		said=$("$doctor" doctor ${root:+--root "$root"} 2>/dev/null | awk -v name="$1" '
			/^[^ ]/ { on = 0; concluded = $0 == "Conclusions" }
			/^  [^ ]/ { on = concluded && $2 == name }
			on')
		[ -z "$said" ] || { printf 'doorbells:\n%s\n' "$said"; return 0; }
	done
	chips=$(awk '/pci_epf_vntb_db/ { i = 2; while ($i ~ /^[0-9]+$/) i++; print $i }' "$root/proc/interrupts" | sort -u | xargs)
	case $chips in
	'') echo "doorbells: poll (no interrupt)" ;;
	ITS-*) echo "doorbells: its ($chips)" ;;
	dw-edma-emul) echo "doorbells: edma ($chips)" ;;
	*) echo "doorbells: by interrupts of $chips" ;;
	esac
}
