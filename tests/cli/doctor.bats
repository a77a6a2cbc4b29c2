#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell doctor on this machine (whatever it allows) and on saved trees.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	trees=tests/data/trees
}

# The section of text with this heading.
section() {
	awk -v head="$1" 'index($0, head) == 1 { on = 1; next } /^[^ ]/ { on = 0 } on'
}

fits_80_columns() {
	local line
	while IFS= read -r line; do
		[ ${#line} -le 80 ] || { echo "too wide: $line"; return 1; }
	done
}

# A "!" in front of a command would hide its failure from bats.
lacks() {
	if LC_ALL=C grep -qP "$1"; then
		echo "found: $1"
		return 1
	fi
}

@test "this machine: it looks, ends with 0, names the kernel and every stage" {
	run "$epbell" doctor
	[ "$status" -eq 0 ]
	[[ $output == *"release      $(uname -r)"* ]]
	for stage in irq-dispatch edma-demux handler poll-period poll-lateness bottom-half rx turnaround tx-flush \
		reply-queue raise-irq residency aux-query doorbell-alloc; do
		grep -qE "^  (ok|--)  $stage( |\$)" <<<"$(section Stages <<<"$output")"
	done
	fits_80_columns <<<"$output"
	lacks ' $' <<<"$output"
}

@test "this machine: JSON is one object with every section, and agrees with the text" {
	run --separate-stderr "$epbell" doctor --json
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(jq -r .format <<<"$output")" = epbell-doctor ]
	[ "$(jq -r .kernel.release <<<"$output")" = "$(uname -r)" ]
	[ "$(jq -r .kernel.cpus <<<"$output")" = "$(getconf _NPROCESSORS_ONLN)" ]
	[ "$(jq -c 'keys_unsorted' <<<"$output")" = '["format","version","kernel","privileges","options","stages","controllers","functions","interrupts","conclusions"]' ]
	# All but those that only epbell ping and merge make.
	[ "$(jq '.stages | length' <<<"$output")" -eq 20 ]
	json=$(jq -r '.stages[] | "\(if .state == "ok" then "ok" else "--" end)  \(.name)"' <<<"$output")
	text=$("$epbell" doctor | section Stages | sed -nE 's/^  (ok|--)  ([a-z-]+).*/\1  \2/p')
	[ "$json" = "$text" ]
}

@test "a stage that is not there says what is missing and the next step" {
	run "$epbell" doctor --json --root "$trees"/bare
	[ "$status" -eq 0 ]
	why=$(jq -r '.stages[] | select(.name == "tx-flush").note' <<<"$output")
	[ "$why" = "ntb_transport is not loaded: modprobe ntb_transport (CONFIG_NTB_TRANSPORT)" ]
	[ "$(jq -r '.stages[] | select(.name == "irq-dispatch").state' <<<"$output")" = ok ]
	[ "$(jq -r '.stages[] | select(.name == "irq-dispatch").value' <<<"$output")" = likely ]
}

@test "without privileges it looks all the same, ends with 0 and says what to do" {
	[ "$(id -u)" -eq 0 ] || skip "needs root to become nobody"
	copy=$BATS_TEST_TMPDIR/epbell
	cp "$epbell" "$copy"
	chmod 755 "$copy" "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}"
	run setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all "$copy" doctor
	[ "$status" -eq 0 ]
	[[ $output == *"--  user "*"65534"*"run as root"* ]]
	grep -qE '^  !!  CAP_BPF +no ' <<<"$output"
	grep -qE '^  !!  tracing +refused ' <<<"$output"
	[[ $output == *"Stages (not tried: a static judgement by symbols)"* ]]
	fits_80_columns <<<"$output"
}

@test "its, edma, poll: the backend, its interrupts and the doorbells on them" {
	its=$("$epbell" doctor --json --root "$trees"/its)
	[ "$(jq -r '.conclusions[0] | .state + " " + .name + " " + .value' <<<"$its")" = "ok pci_epf_vntb.0 its" ]
	[ "$(jq -c '.interrupts[2] | [.virq, .hwirq, .vector, .fan_out, .count, .affinity, .chip]' <<<"$its")" = \
		'[16,2,0,1,20,"0-1","ITS-pMSI-70000000.pcie-ep"]' ]
	[ "$(jq -c '[.interrupts[0:2][] | [.vector, .fan_out]]' <<<"$its")" = '[[null,0],[null,0]]' ]
	edma=$("$epbell" doctor --json --root "$trees"/edma)
	[ "$(jq -r '.conclusions[0].value' <<<"$edma")" = edma ]
	[ "$(jq -c '.interrupts[] | [.role, .virq, .fan_out]' <<<"$edma")" = $'["parent",14,null]\n["doorbell",15,14]' ]
	poll=$("$epbell" doctor --json --root "$trees"/poll)
	[ "$(jq -r '.conclusions[0] | .state + " " + .value' <<<"$poll")" = "bad poll" ]
	[ "$(jq -c .interrupts <<<"$poll")" = '[]' ]
	[[ $(jq -r '.conclusions[0].note' <<<"$poll") == "polled: "*"every 12 ms"*"no msi-map"* ]]
}

@test "the log says embedded, no interrupt exists: polled, and why the log is wrong" {
	run "$epbell" doctor --root "$trees"/trap
	[ "$status" -eq 0 ]
	text=$(section Conclusions <<<"$output" | tr -s ' \n' ' ')
	[[ $text == *"!! pci_epf_vntb.0 poll polled: "* ]]
	[[ $text == *'"Failed to request doorbell IRQ: 0"'* ]]
	[[ $text == *'"Using embedded (DMA) doorbell fallback" in the log came before that and is not so'* ]]
	lacks '^Doorbell interrupts' <<<"$output"
}

@test "all saved trees can be looked at, as text within 80 columns and as JSON" {
	for tree in "$trees"/*/; do
		case $tree in */locked/) continue ;; esac
		run "$epbell" doctor --root "$tree"
		[ "$status" -eq 0 ]
		fits_80_columns <<<"$output"
		lacks '[\x00-\x08\x0b-\x1f\x7f]' <<<"$output"
		"$epbell" doctor --json --root "$tree" | jq -e .conclusions >/dev/null
	done
}

@test "a kernel that forces interrupt handlers into threads is called so" {
	run "$epbell" doctor --json --root "$trees"/rt
	[ "$(jq -r '.kernel | "\(.preempt) \(.threadirqs) \(.hz)"' <<<"$output")" = "rt true 1000" ]
	[ "$(jq -r '.conclusions[] | select(.name == "context").value' <<<"$output")" = thread ]
}

@test "nothing to look at is an error with a sentence" {
	mkdir "$BATS_TEST_TMPDIR/empty"
	run --separate-stderr "$epbell" doctor --root "$BATS_TEST_TMPDIR/empty"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ $stderr == "epbell doctor: there is nothing to look at below "* ]]
	run --separate-stderr "$epbell" doctor --json --root "$BATS_TEST_TMPDIR/empty"
	[ "$status" -eq 1 ]
	[ "$(jq -r .code <<<"$output")" -eq 1 ]
	[[ $(jq -r .error <<<"$output") == "there is nothing to look at"* ]]
}

@test "a full disk is an error, as text and as JSON" {
	run bash -c "'$epbell' doctor --root '$trees/its' >/dev/full"
	[ "$status" -eq 1 ]
	[[ $output == *"cannot write the findings"* ]]
	run bash -c "'$epbell' doctor --json --root '$trees/its' >/dev/full"
	[ "$status" -eq 1 ]
}

@test "wrong options and operands are usage errors" {
	run "$epbell" doctor --no-such-option
	[ "$status" -eq 64 ]
	[[ $output == *"--no-such-option"* ]]
	run "$epbell" doctor operand
	[ "$status" -eq 64 ]
	[[ $output == *"operand"* ]]
	run "$epbell" doctor --root
	[ "$status" -eq 64 ]
}

@test "help names the options and an example" {
	run "$epbell" doctor --help
	[ "$status" -eq 0 ]
	[[ $output == *"--json"* && $output == *"--root DIR"* && $output == *"Example:"* ]]
}
