#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell doctor where there are doorbells: what it says is held against what the guest itself counts.

load common

# Boot one guest a backend, ring, look, look again as JSON.
setup_file() {
	local b
	cd "$BATS_FILE_TMPDIR" || return
	for b in its edma poll none; do
		lab --backend "$b" --out "$PWD/$b" --add "$TOP/tests/lab/steps/doctor:/bin/step-doctor" -- step-doctor >"$b.log" 2>&1
		echo $? >"$b.status"
	done
}

json() { jq -r "$2" "$BATS_FILE_TMPDIR/$1/doctor.json"; }
file() { cat "$BATS_FILE_TMPDIR/$1/$2"; }

looked() {
	[ "$(cat "$BATS_FILE_TMPDIR/$1.status")" -eq 0 ] || fail "$(cat "$BATS_FILE_TMPDIR/$1.log")"
	[ "$(file "$1" status)" = "0 0" ]
	[ "$(json "$1" '.privileges[] | select(.name == "tracing").value')" = works ]
	# What it attached it let go of.
	[ "$(file "$1" enabled)" -eq 0 ] || fail "$(file "$1" enabled) functions are still traced"
	if awk 'length > 80' "$BATS_FILE_TMPDIR/$1/doctor.txt" | grep .; then
		fail "wider than 80 columns"
	fi
}

every_stage_is_there() {
	[ "$(json "$1" '[.stages[] | select(.state == "ok" and .value != "likely")] | length')" -eq 20 ] ||
		fail "$(json "$1" '.stages[] | select(.state != "ok")')"
}

# Every doorbell interrupt, its chip and its count, as /proc/interrupts has them.
interrupts_are_those_of_proc() {
	local doctor proc
	doctor=$(json "$1" '.interrupts[] | select(.role == "doorbell") | "\(.virq) \(.count) \(.chip)"')
	proc=$(awk '/pci_epf_vntb_db/ { n = 0; for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i; sub(":", "", $1); print $1, n, $i }' \
		"$BATS_FILE_TMPDIR/$1/interrupts")
	[ "$doctor" = "$proc" ] || fail "doctor: $doctor, /proc/interrupts: $proc"
}

@test "its: the backend, its interrupts, every stage" {
	looked its
	every_stage_is_there its
	[ "$(json its '.conclusions[0] | .state + " " + .name + " " + .value')" = "ok pci_epf_vntb.0 its" ]
	interrupts_are_those_of_proc its
	[ "$(json its '.interrupts | length')" -eq 16 ]
	# Doorbell 0 is the third that was allocated, and rang for every ping.
	[ "$(json its '.interrupts[] | select(.vector == 0).count')" -ge 20 ]
	[ "$(json its '[.interrupts[] | select(.vector != 0).count] | add')" -eq 0 ]
}

@test "edma: the backend, one interrupt for all doorbells behind the eDMA's own, every stage" {
	looked edma
	every_stage_is_there edma
	[ "$(json edma '.conclusions[0] | .state + " " + .name + " " + .value')" = "ok pci_epf_vntb.0 edma" ]
	interrupts_are_those_of_proc edma
	[ "$(json edma '.interrupts[] | "\(.role) \(.epc) \(.fan_out)"')" = \
		$'parent 70000000.pcie-ep null\ndoorbell 70000000.pcie-ep 14' ]
	[ "$(json edma '.interrupts[1].count')" -ge 20 ]
}

@test "poll: no interrupt, therefore polled, and the log's reason" {
	looked poll
	every_stage_is_there poll
	[ "$(json poll '.interrupts | length')" -eq 0 ]
	[ "$(json poll '.conclusions[0] | .state + " " + .value')" = "bad poll" ]
	[[ $(json poll '.conclusions[0].note') == "polled: vNTB looks for doorbells every 12 ms (3 ticks at HZ=250)"*"no msi-map"* ]]
}

@test "without the modules: which stages are missing, and what to load" {
	looked none
	[ "$(json none '.stages[] | select(.name == "irq-dispatch").state')" = ok ]
	[ "$(json none '.stages[] | select(.name == "raise-irq").state')" = ok ]
	[[ $(json none '.stages[] | select(.name == "tx-flush").note') == *"modprobe ntb_transport"* ]]
	[[ $(json none '.stages[] | select(.name == "reply-queue").note') == *"modprobe pci_epf_vntb"* ]]
	[[ $(json none '.options[] | select(.name == "PCI_EPF_VNTB") | .state + " " + .note') == "missing modprobe pci_epf_vntb"* ]]
	[ "$(json none '.conclusions[0] | .state + " " + .name')" = "missing endpoint" ]
}

@test "the guest's own facts: kernel, HZ, clock step, lab" {
	looked its
	[ "$(json its '.kernel | "\(.hz) \(.clocksource) \(.clock_step_ns) \(.lab) \(.preempt) \(.threadirqs)"')" = \
		"250 arch_sys_counter 16 free full false" ]
	[ "$(json its .kernel.release)" = "$(file its release)" ]
}

@test "the judgement by symbols agrees with what attaching showed" {
	local b
	for b in its none; do
		[ "$(jq -c '[.stages[] | [.name, .state]]' "$BATS_FILE_TMPDIR/$b/static.json")" = \
			"$(json "$b" '[.stages[] | [.name, .state]] | tojson')" ] || fail "$b differs"
		[ "$(jq -r '.privileges[] | select(.name == "tracing").value' "$BATS_FILE_TMPDIR/$b/static.json")" = "not tried" ]
	done
}

@test "the trees that unit tests read tell what this guest tells" {
	local b
	for b in its edma poll; do
		tree=$("$TOP/build/$(uname -m | sed s/aarch64/arm64/)/epbell" doctor --json --root "$TOP/tests/data/trees/$b")
		same='[.interrupts[] | [.role, .device, .epc, .backend, .chip, .actions, .vector, .fan_out, .hwirq]], .functions, .conclusions[0]'
		[ "$(jq -c "$same" <<<"$tree")" = "$(jq -c "$same" "$BATS_FILE_TMPDIR/$b/doctor.json")" ] || fail "$b differs"
	done
}

@test "the trap: an eDMA window without a channel; the log promises a doorbell, doctor says polled" {
	local d="$BATS_TEST_TMPDIR/trap"
	lab --backend edma --param dma_channels=0 --out "$d" -- \
		sh -c 'lab-ping -q -c 11; dmesg >/out/dmesg; epbell doctor --json >/out/doctor.json'
	grep -q 'Using embedded (DMA) doorbell fallback' "$d/dmesg"
	jq -e '.conclusions[0] | .name == "pci_epf_vntb.0" and .value == "poll"' "$d/doctor.json" || fail "$(jq .conclusions "$d/doctor.json")"
}
