#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell compare on runs that tests/data/make-arms makes up, whose truth is known.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	d=$BATS_TEST_TMPDIR
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
}

# Runs of one side: arm NAME [KEY=VALUE]...
arm() {
	tests/data/make-arms "$d" "$@"
}

# Judge base-*.json against new-*.json: judge EXIT-CODE [OPTION]...
judge() {
	local expect=$1
	shift
	run --separate-stderr "$epbell" compare --base "$d"/base-*.json --new "$d"/new-*.json "$@"
	[ "$status" -eq "$expect" ] || { echo "exit $status, not $expect: $output $stderr"; return 1; }
	[ -z "$stderr" ]
	# a sentence may be wrapped
	flat=$(echo "$output" | tr -s ' \n' ' ')
}

says() {
	[[ $flat == *"$1"* ]] || { echo "no '$1' in: $flat"; return 1; }
}

usage_error() {
	local expect=$1
	shift
	run --separate-stderr "$epbell" compare "$@"
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *"$expect"* ]] || { echo "no '$expect' in: $stderr"; return 1; }
}

# --- verdicts ------------------------------------------------------------------------------------------------------

@test "a stage that takes longer fails, exit 2, and only that stage" {
	arm base runs=8 seed=1
	arm new runs=8 seed=2 shift=raise-irq:800
	judge 2
	says "fail: 2 of 4 figures slower: raise-irq its p50, raise-irq its p99"
	judge 2 --json
	jq -e '.outcome == "fail" and .rule == "rank" and .family == 4' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "slower") | .stage] == ["raise-irq", "raise-irq"]' <<<"$output"
	jq -e '.figures[] | select(.stage == "raise-irq" and .quantity == "p50") | .shift > 600 and .shift < 1000 and
		.low > 0 and .low <= .shift and .shift <= .high and .p_corrected < 0.05' <<<"$output"
}

@test "one that became shorter passes, and fails with --fail-on change" {
	arm base runs=8 seed=1 shift=raise-irq:800
	arm new runs=8 seed=2
	judge 0
	says "none slower"
	judge 0 --json
	jq -e '[.figures[] | select(.verdict == "faster")] | length == 2' <<<"$output"
	judge 2 --fail-on change
	judge 0 --fail-on regression
}

@test "runs of one kind pass" {
	arm base runs=10 seed=1
	arm new runs=10 seed=2
	judge 0
	says "pass: 4 figures, 10 + 10 runs, none slower"
	judge 0 --json
	jq -e '[.figures[].verdict] | all(. == "same" or . == "within")' <<<"$output"
}

@test "a change within the tolerance is none; a narrower tolerance finds it" {
	arm base runs=10 seed=1 stages=residency:220000 noise=0.002
	arm new runs=10 seed=2 stages=residency:220000 noise=0.002 shift=residency:16000
	judge 2 --tolerance 2us --quantile mean
	judge 0 --tolerance 10% --quantile mean
	says "within"
	judge 0 --tolerance 20us --quantile mean
	judge 2 --quantile mean # 7 % is beyond the 5 % that are usual
}

@test "an effect of one bucket is none, however sure it is" {
	# 20800 and 21312 are neighbours: 512 ns wide
	arm base runs=6 seed=1 stages=residency:20800 noise=0 tail=0
	arm new runs=6 seed=1 stages=residency:20800 noise=0 tail=0 shift=residency:512
	judge 0 --tolerance 0 --quantile p50 --json
	jq -e '.figures[0] | .verdict == "within" and .shift == 512 and .p < 0.05 and (.why | test("one bucket"))' <<<"$output"
	judge 2 --tolerance 0 --quantile mean
}

@test "the numbers are those of an independent computation" {
	arm base runs=5 seed=3
	arm new runs=6 seed=4 shift=raise-irq:300
	judge 0 --stage raise-irq --quantile p50 --tolerance 50% --json
	echo "$output" >"$d/out.json"
	"$epbell" report --json "$d"/base-*.json "$d"/new-*.json |
		jq -c '[.runs[].stages[] | select(.stage == "raise-irq") | .p50]' >"$d/numbers"
	/usr/bin/python3 - "$d/numbers" "$d/out.json" <<-'END'
		import itertools, json, statistics, sys
		v = json.load(open(sys.argv[1]))
		got = json.load(open(sys.argv[2]))["figures"][0]
		x, y = v[:5], v[5:]
		differences = sorted(b - a for a in x for b in y)
		assert got["base"] == statistics.median(x) and got["value"] == statistics.median(y), got
		assert got["shift"] == statistics.median(differences), (got, differences)
		ranks = {t: statistics.mean(i + 1 for i, w in enumerate(sorted(v)) if w == t) for t in v}
		off = [abs(sum(ranks[t] for t in c) - 5 * 12 / 2) for c in itertools.combinations(v, 5)]
		own = abs(sum(ranks[t] for t in x) - 5 * 12 / 2)
		p = sum(o >= own - 1e-9 for o in off) / len(off)
		assert abs(p - got["p"]) < 1e-8, (p, got)
		# n = 5, m = 6: the interval of 0.95 is from the 4th least to the 4th greatest difference (R: qwilcox(0.025, 5, 6) = 4)
		assert got["low"] == differences[3] and got["high"] == differences[-4], (got, differences)
	END
}

@test "Holm's correction is over all that is judged at once" {
	arm base runs=8 seed=1
	arm new runs=8 seed=2 shift=raise-irq:800
	judge 2 --json
	jq -e '[.figures[].p] as $p | ($p | sort) as $s |
		[.figures[] | .p as $q | .p_corrected - ([range(4) | select($s[.] <= $q) | [1, (4 - .) * $s[.]] | min] | max) |
		. < 1e-9 and . > -1e-9] | all' <<<"$output"
}

# --- cannot judge --------------------------------------------------------------------------------------------------

@test "3 + 3 runs at alpha 0.05: exit 3, needs at least 4 + 4" {
	arm base runs=3 seed=1 lab=free
	arm new runs=3 seed=2 lab=free shift=raise-irq:5000
	judge 3 --stage raise-irq --quantile p50
	says "3 + 3 runs cannot reach p < 0.05: needs at least 4 + 4"
	says "Descriptive, not judged"
	judge 3
	says "needs at least 4 + 4 for one figure, 5 + 5 for these 4 at once"
	judge 2 --stage raise-irq --quantile p50 --alpha 0.2
	arm base runs=4 seed=1 lab=free
	arm new runs=4 seed=2 lab=free shift=raise-irq:5000
	judge 2 --stage raise-irq --quantile p50
	judge 3
	says "4 + 4 runs cannot reach p < 0.05: needs at least 5 + 5 for these 4 at once"
}

@test "an open account: exit 3, though all else is clear" {
	arm base runs=8 seed=1
	arm new runs=8 seed=2 shift=raise-irq:5000 open=raise-irq
	judge 3
	says "new-1.json: its account is open"
	judge 3 --budget 'raise-irq:p50<=1us'
}

@test "unlike environments: exit 3 with the way on, and --allow-unlike" {
	arm base runs=6 seed=1
	while read -r name override; do
		rm -f "$d"/new-*
		arm new runs=6 seed=2 "$override"
		judge 3
		says "base and new differ in $name ("
		says "add --allow-unlike $name if that is what is compared"
		judge 0 --allow-unlike "$name"
		says "as allowed"
	done <<-'END'
		kernel env.release=7.4.0
		kernel env.version=another
		hz env.hz=1000
		preempt env.preempt=none
		threadirqs env.threadirqs=true
		machine env.machine=another
		cpus env.cpus=4
		clock env.clocksource=another
		clock env.clock_step_ns=10
		governor env.governor=powersave
		lab lab=free
		attach env.attach=kprobe
		correction env.correction=none
		tracers env.tracers=bpftrace
	END
}

@test "backends are unlike too: its against edma needs --allow-unlike backend or --by backend" {
	arm base runs=6 seed=1 backend=its
	arm new runs=6 seed=2 backend=edma
	judge 3
	says "differ in backend (its / edma)"
	run -2 "$epbell" compare --by backend "$d"/base-*.json "$d"/new-*.json --tolerance 0 --quantile min --fail-on change \
		--budget 'residency:min<=1us'
	[[ $output == *"held against its"* ]]
}

@test "runs of one side must be alike" {
	arm base runs=6 seed=1
	arm new runs=6 seed=2
	jq -c '.environment.hz = 1000' "$d/new-4.json" >"$d/x" && mv "$d/x" "$d/new-4.json"
	judge 3 --allow-unlike hz
	says "new-1.json and $d/new-4.json are both of new and differ in hz"
}

@test "a stage that is gone, or gone in some runs: exit 3, not a pass" {
	arm base runs=6 seed=1
	arm new runs=6 seed=2 stages=residency:22000
	judge 3
	says "raise-irq its p50: no values in new"
	judge 0 --stage residency
	arm new runs=6 seed=2
	arm other runs=1 seed=9 stages=residency:22000
	mv "$d/other-1.json" "$d/new-6.json"
	judge 3
	says "no values in 1 of the 6 runs of new"
	judge 3 --stage handler
	says "handler: no run has a value of it"
}

@test "a slower stage fails although another one cannot be judged" {
	arm base runs=8 seed=1 stages=raise-irq:6600,residency:22000,rx:1500
	arm new runs=8 seed=2 stages=raise-irq:6600,residency:22000 shift=raise-irq:2000
	judge 2
	says "rx its p50: no values in new"
}

@test "a checkpoint of a recording is judged with a remark" {
	arm base runs=8 seed=1
	arm new runs=8 seed=2 complete=0
	judge 0
	says "did not end in order"
}

@test "p99 of few values is said to be their maximum" {
	arm base runs=8 seed=1 pings=50
	arm new runs=8 seed=2 pings=50
	judge 0
	says "p99 of fewer than 100 values is their maximum"
}

# --- the deterministic lab -----------------------------------------------------------------------------------------

@test "deterministic runs choose the exact rule, and its figures are instructions" {
	arm base runs=3 seed=1 lab=deterministic noise=0
	arm new runs=3 seed=1 lab=deterministic noise=0
	judge 0
	says "exact"
	arm new runs=3 seed=1 lab=deterministic noise=0 shift=raise-irq:300
	judge 2 --json
	jq -e '.rule == "exact" and .tolerance == 0 and .family == 6' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "slower") | .stage] | unique == ["raise-irq"]' <<<"$output"
	jq -e '.figures[] | select(.stage == "raise-irq" and .quantity == "mean") | .instructions == 300 and .p == null' <<<"$output"
	judge 3 --rule rank
	judge 0 --tolerance 1us
}

@test "the exact rule's spread is measured: a shift below it is none, and one run has none" {
	arm base runs=3 seed=1 lab=deterministic noise=0.05 tail=0
	arm new runs=3 seed=2 lab=deterministic noise=0.05 tail=0 shift=raise-irq:50
	judge 0 --stage raise-irq --quantile mean --json
	jq -e '.figures[0].spread > 50 and .figures[0].verdict == "same"' <<<"$output"
	arm base runs=1 seed=1 lab=deterministic noise=0
	rm "$d"/base-[23].json
	judge 3
	says "the spread between runs is measured, which needs at least 2 + 2"
}

@test "--rule exact on a board is the user's word" {
	arm base runs=2 seed=1 noise=0
	arm new runs=2 seed=1 noise=0 shift=raise-irq:3000
	judge 2 --rule exact
	judge 3 --rule auto
}

# --- budgets -------------------------------------------------------------------------------------------------------

@test "budgets: kept 0, exceeded 2, unknown 3; alone, or with a comparison" {
	arm new runs=2 seed=1
	run -0 "$epbell" compare --new "$d"/new-*.json --budget 'raise-irq:p50<=8us' --budget 'residency@its:max<=1ms,residency:mean<=30us'
	[[ $output == *"kept by 2 runs"* ]]
	run -2 "$epbell" compare --new "$d"/new-*.json --budget 'raise-irq:p50<=8us' --budget 'residency:p50<=20us'
	[[ $output == *"exceeded by 2 of 2 runs"* ]]
	run -3 "$epbell" compare --new "$d"/new-*.json --budget 'residency@edma:p50<=20us'
	run -3 "$epbell" compare --new "$d"/new-*.json --budget 'handler:p50<=20us'
	run -2 --separate-stderr "$epbell" compare --new "$d"/new-*.json --budget 'residency:p50<=20us' --json
	jq -e '.budgets[0] | .kept == false and .over == 2 and .runs == 2 and .limit == 20000 and .worst > 20000' <<<"$output"
	arm base runs=3 seed=2
	judge 2 --budget 'residency:p50<=20us' # though 3 + 2 runs cannot be judged
}

@test "one run of several over a budget is enough, and it is named" {
	arm new runs=3 seed=1
	arm slow runs=1 seed=2 shift=residency:9000
	mv "$d/slow-1.json" "$d/new-2.json"
	run -2 "$epbell" compare --new "$d"/new-*.json --budget 'residency:p50<=25us' --width 200
	[[ $output == *"exceeded by 1 of 3 runs"*"new-2.json"* ]]
}

# --- more than two sides -------------------------------------------------------------------------------------------

@test "--by backend: a side for each, held against the first; what only one backend has is no omission" {
	arm its runs=8 seed=1 backend=its
	arm edma runs=8 seed=2 backend=edma stages=raise-irq:6600,residency:26000,edma-demux:570
	arm poll runs=8 seed=3 backend=poll stages=raise-irq:6600,residency:22000,poll-period:12000000
	run --separate-stderr "$epbell" compare --by backend "$d"/its-*.json "$d"/edma-*.json "$d"/poll-*.json --json
	[ "$status" -eq 2 ]
	jq -e '[.arms[].arm] == ["its", "edma", "poll"] and .reasons == []' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "slower") | [.arm, .stage]] | unique == [["edma", "residency"]]' <<<"$output"
}

@test "runs of several backends on one side: each backend has figures of its own" {
	for side in base new; do
		arm $side-its runs=7 seed=1$side backend=its
		arm $side-edma runs=7 seed=2$side backend=edma $([ $side = base ] || echo shift=residency:4000)
	done
	judge 2 --json
	jq -e '.reasons == [] and .family == 8' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "slower") | [.backend, .stage]] | unique == [["edma", "residency"]]' <<<"$output"
	rm "$d"/new-its-*
	judge 3
	says "differ in backend (its,edma / edma)"
	rm "$d"/new-edma-[4-7]* "$d"/base-its-*
	judge 3
	says "7 + 3 runs cannot reach"
}

@test "doorbells that the base has and the other side has not: a failure where that is wanted, and the rest is judged" {
	arm base-its runs=3 backend=its lab=deterministic noise=0
	arm base-edma runs=3 backend=edma lab=deterministic noise=0
	arm new-its runs=3 backend=its lab=deterministic noise=0
	arm new-edma runs=3 backend=poll lab=deterministic noise=0
	judge 3
	judge 2 --fail-on gone --json
	jq -e '.reasons == []' <<<"$output"
	jq -e '[.figures[] | [.backend, .verdict]] | unique == [["edma", "gone"], ["its", "same"], ["poll", "-"]]' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "gone").why] | unique == ["no edma doorbell in new, which has its,poll"]' <<<"$output"
	judge 2 --fail-on gone --ktap
	[ "$(grep -c '^  not ok .* edma ' <<<"$output")" -eq "$(grep -c '^  ok .* its ' <<<"$output")" ]
	judge 2 --fail-on gone --markdown
	says "| **gone** |"
	# the other way there is nothing that the base had
	run --separate-stderr "$epbell" compare --base "$d"/base-its-* --new "$d"/new-* --fail-on gone
	[ "$status" -eq 0 ]
	run ! "$epbell" compare --base "$d"/base-its-* --new "$d"/new-* --fail-on change,nonsense
	[ "$status" -eq 64 ]
	[[ $output == *"'nonsense': there are regression, change and gone"* ]]
	# faster is none of it
	arm new-its runs=3 backend=its lab=deterministic noise=0 shift=raise-irq:-300
	arm new-edma runs=3 backend=edma lab=deterministic noise=0
	judge 0 --fail-on gone
	judge 2 --fail-on change,gone
}

@test "one side by --by is nothing to judge" {
	arm base runs=5 seed=1
	run --separate-stderr "$epbell" compare --by backend "$d"/base-*
	[ "$status" -eq 3 ]
	[[ $(tr -s ' \n' ' ' <<<"$output") == *"nothing to hold it against"* ]]
	run --separate-stderr "$epbell" compare --by backend "$d"/base-* --budget 'raise-irq:p50<=1ms'
	[ "$status" -eq 0 ]
}

@test "--allow-unlike backend holds one backend against another" {
	arm base runs=7 seed=1 backend=its
	arm new runs=7 seed=2 backend=edma shift=residency:4000
	judge 2 --allow-unlike backend
	says "differ in backend (its / edma), as allowed"
	says "residency p50"
}

@test "--by label:K splits operands, or the new runs against one base" {
	arm a runs=6 seed=1 label.commit=aaa
	arm b runs=6 seed=2 label.commit=bbb
	run -0 "$epbell" compare --by label:commit "$d"/a-*.json "$d"/b-*.json
	[[ $output == *"held against aaa"* ]]
	arm c runs=6 seed=3 label.commit=ccc
	run -0 --separate-stderr "$epbell" compare --by label:commit --base "$d"/a-*.json --new "$d"/b-*.json "$d"/c-*.json --json
	jq -e '[.arms[].arm] == ["base", "bbb", "ccc"]' <<<"$output"
	run -1 --separate-stderr "$epbell" compare --by label:board "$d"/a-*.json "$d"/b-*.json
	[[ $stderr == *"has no label board"* ]]
}

# --- the command line ----------------------------------------------------------------------------------------------

@test "usage errors: 64 and one line" {
	arm base runs=2
	local b=$d/base-1.json n=$d/base-2.json
	usage_error "--base RUN" --base "$b"
	usage_error "--base RUN" --new "$b"
	usage_error "--base RUN"
	usage_error "stands behind neither" "$b" --base "$b" --new "$n"
	usage_error "stands behind neither" "$b" "$n"
	usage_error "wants RUN... behind it" --new "$n" --base
	usage_error "--by" --by machine "$b" "$n"
	usage_error "--by" --by label: "$b" "$n"
	usage_error "quantity" --base "$b" --new "$n" --quantile p101
	usage_error "quantity" --base "$b" --new "$n" --quantile 50
	usage_error "quantity" --base "$b" --new "$n" --quantile p
	usage_error "tolerance" --base "$b" --new "$n" --tolerance 5
	usage_error "tolerance" --base "$b" --new "$n" --tolerance -5%
	usage_error "alpha" --base "$b" --new "$n" --alpha 0
	usage_error "alpha" --base "$b" --new "$n" --alpha 1
	usage_error "alpha" --base "$b" --new "$n" --alpha nan
	usage_error "rule" --base "$b" --new "$n" --rule median
	usage_error "fail-on" --base "$b" --new "$n" --fail-on never
	usage_error "allow-unlike" --base "$b" --new "$n" --allow-unlike weather
	usage_error "stage" --base "$b" --new "$n" --stage weather
	usage_error "backend" --base "$b" --new "$n" --backend weather
	for budget in raise-irq raise-irq:p50 'raise-irq:p50<=' 'raise-irq:p50<=8' 'weather:p50<=8us' 'raise-irq:q<=8us' \
		'raise-irq@weather:p50<=8us' ':p50<=8us' 'raise-irq:p50<=-8us' 'raise-irq:p50<=1e3us'; do
		usage_error "budget" --new "$n" --budget "$budget"
	done
	usage_error "exclude" --base "$b" --new "$n" --markdown --ktap
	usage_error "unknown option" --base "$b" --new "$n" --weather
}

@test "errors: a file that is none, exit 1; as JSON with --json" {
	arm base runs=2
	run -1 --separate-stderr "$epbell" compare --base "$d/base-1.json" --new "$d/nowhere.json"
	[[ $stderr == "epbell compare: cannot read $d/nowhere.json"* ]]
	run -1 --separate-stderr "$epbell" compare --json --base "$d/base-1.json" --new "$d/nowhere.json"
	jq -e '.code == 1 and (.error | test("nowhere"))' <<<"$output"
}

@test "-o writes the file whole or not at all, and the exit code is the verdict's" {
	arm base runs=8 seed=1
	arm new runs=8 seed=2 shift=raise-irq:800
	judge 2 --json -o "$d/out.json"
	[ -z "$output" ]
	jq -e '.outcome == "fail"' "$d/out.json"
	run -1 --separate-stderr "$epbell" compare --base "$d"/base-*.json --new "$d"/new-*.json -o "$d/nowhere/out.txt"
	[[ $stderr == *nowhere* ]]
	echo old >"$d/full.txt"
	run -1 --separate-stderr bash -c "trap '' XFSZ; ulimit -f 0; '$epbell' compare --base '$d'/base-*.json --new '$d'/new-*.json -o '$d/full.txt'"
	[ "$(cat "$d/full.txt")" = old ]
	[ "$(find "$d" -name '*full*' | wc -l)" -eq 1 ]
}

@test "text fits the width, in UTF-8 and in ASCII" {
	arm base runs=8 seed=1
	arm new runs=8 seed=2 shift=raise-irq:800
	for width in 80 120; do
		judge 2 --width $width --within
		[ "$(echo "$output" | awk -v w=$width 'length($0) > w' | wc -l)" -eq 0 ] || { echo "$output"; return 1; }
	done
	judge 2 --ascii --within
	[ "$(echo "$output" | LC_ALL=C grep -c '[^ -~]')" -eq 0 ]
}

@test "raw figures are judged with --raw" {
	arm base runs=8 seed=1 own=400
	arm new runs=8 seed=2 own=1400
	judge 0 --stage raise-irq
	judge 2 --stage raise-irq --raw
}

@test "an .hgrm of another tool is judged with its unit named and the missing account allowed" {
	arm base runs=5 seed=1
	arm new runs=5 seed=2 shift=raise-irq:3000
	for f in "$d"/base-?.json "$d"/new-?.json; do
		"$epbell" export --format hgrm --stage raise-irq -o "${f%.json}.hgrm" "$f"
		sed -i '/epbell/d' "${f%.json}.hgrm"
	done
	run -1 --separate-stderr "$epbell" compare --base "$d"/base-*.hgrm --new "$d"/new-*.hgrm
	[[ $stderr == *"--unit"* ]]
	run -3 "$epbell" compare --unit ns --base "$d"/base-*.hgrm --new "$d"/new-*.hgrm
	[[ $output == *"has no account"* ]]
	run -2 "$epbell" compare --unit ns --allow-unlike account --base "$d"/base-*.hgrm --new "$d"/new-*.hgrm
	[[ $output == *latency* ]]
}
