#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The same doorbells seen by epbell, bpftrace, BCC's hardirqs and funclatency, and the kernel: equal counts. What they
# say of latencies is printed; tests/bench/README.md says why it differs.

load common

PINGS=211
STAGES="irq-dispatch handler bottom-half rx tx-flush reply-queue raise-irq residency"

setup_file() {
	local dir=$BATS_FILE_TMPDIR bench=$TOP/tests/bench list peers
	list=$("$bench/peers" --add 2>"$dir/reason") || return 0
	mapfile -t peers <<<"$list"
	aarch64-linux-gnu-gcc -std=gnu11 -D_GNU_SOURCE -O2 -static -s -o "$dir/observe" "$bench"/observe*.c
	guest "$dir/out" --backend edma --deterministic "${peers[@]}" --add "$dir/observe:/bin/observe" \
		--add "$bench/eight.bt:/bin/eight.bt" --add "$bench/counts.bt:/bin/counts.bt" -- crosscheck "$PINGS"
}

setup() {
	out=$BATS_FILE_TMPDIR/out
	[ -d "$out" ] || skip "no peers: $(tail -n 1 "$BATS_FILE_TMPDIR/reason")"
}

needs_bcc() {
	grep -q '"ready":true' "$out/try.json" && return
	! grep -q cgroup_map "$out/try.err" || skip "hardirqs and funclatency need CONFIG_CGROUPS, which this kernel has not"
	skip "hardirqs does not run: $(head -n 1 "$out/try.err")"
}

# A map of a bpftrace script: bpftrace_map FILE NAME; of a histogram, the sum of its counts.
bpftrace_map() {
	jq -r --arg m "@$2" 'select(.type == "map" or .type == "hist") | .data[$m] // empty |
		if type == "array" then ([.[].count] | add) elif type == "object" then .pci_epf_vntb_db else . end' "$out/$1.out"
}

# Bars of a histogram: the sum of the counts. bars FILE [FIRST_LINE_PATTERN]
bars() {
	awk -v p="${2-}" 'p && / = / { on = index($0, p) } (!p || on) && $2 == "->" { n += $5 } END { print n + 0 }' "$out/$1"
}

hardirqs_count() { awk '$1 == "pci_epf_vntb_db" { print $2 }' "$out/$1.out"; }

equal() {
	local want=$1 pair
	shift
	[ "$want" -ge "$PINGS" ] || fail "only $want of $PINGS"
	for pair; do
		[ "${pair#*=}" = "$want" ] || fail "epbell $want, ${pair%%=*} ${pair#*=}"
	done
}

@test "every ping was answered with all of them attached, and epbell's account closes" {
	grep -q "$PINGS sent, $PINGS received" "$out/ping"
	runfile closes "$out/run.json"
}

@test "doorbell interrupts: epbell, /proc/interrupts and bpftrace count the same" {
	equal "$(doorbells "$out/run.json" irqs)" "kernel=$(irq_delta pci_epf_vntb_db "$out/before" "$out/after")" \
		"bpftrace=$(bpftrace_map counts irqs)" "handlers=$(bpftrace_map counts handlers)"
}

@test "doorbell interrupts: BCC's hardirqs counts the same" {
	needs_bcc
	equal "$(doorbells "$out/run.json" irqs)" "hardirqs=$(hardirqs_count hardirqs)"
}

@test "interrupts raised: epbell and bpftrace count the same" {
	equal "$(runfile count "$out/run.json" raise-irq)" "bpftrace=$(bpftrace_map counts raises)"
}

@test "interrupts raised: BCC's funclatency counts the same" {
	needs_bcc
	equal "$(runfile count "$out/run.json" raise-irq)" "funclatency=$(bars funclatency.out)"
}

@test "each of eight stages: epbell and bpftrace have as many samples" {
	local s
	for s in $STAGES; do
		equal "$(runfile count "$out/run.json" "$s")" "bpftrace, $s=$(bpftrace_map eight "${s//-/_}")"
	done
}

@test "latencies, each tracer alone" {
	local s
	for s in $STAGES; do
		echo "# $s: epbell p50 $(value "$out/alone.json" "$s" 0.5) ns; bpftrace $(jq -rc --arg m "@${s//-/_}" \
			'select(.type == "hist") | .data[$m] // empty | max_by(.count) | "\(.min) to \(.max) ns, \(.count)"' "$out/alone.eight.out")" >&3
	done
	needs_bcc
	echo "# raise-irq: funclatency $(awk '$2 == "->" && $5 > n { n = $5; s = $1 " to " $3 " ns, " n } END { print s }' "$out/alone.funclatency.out")" >&3
	for s in pci_epf_vntb_db dw-edma-core; do
		echo "# interrupt $s: hardirqs $(awk -v p="$s" '/^hardirq = / { on = index($0, p) } on && $2 == "->" && $5 > n {
			n = $5; s = $1 " to " $3 " ns, " n } END { print s }' "$out/alone.hardirqs.out")" >&3
	done
	[ "$(bars alone.hardirqs.out pci_epf_vntb_db)" -eq "$PINGS" ]
}

@test "epbell says that others traced meanwhile" {
	jq -e '.environment.tracers | length > 0' "$out/run.json"
}
