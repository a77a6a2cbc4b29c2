#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell itself, and epbell report on the run files of tests/data.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	data=tests/data
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
}

# Change a run file with a jq program: mutate FILE PROGRAM >OUT
mutate() {
	jq -c "$2" "$data/$1"
}

# One sentence on stderr that names the file and says what is wrong, nothing on stdout, exit code 1.
refused() {
	local file=$1 expect=$2
	run --separate-stderr "$epbell" report "$file"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == "epbell report: "*"$file"* ]]
	[[ $stderr == *"$expect"* ]] || { echo "no '$expect' in: $stderr"; return 1; }
}

# A usage error: exit code 64, one line that leads to the help.
usage_error() {
	run --separate-stderr "$@"
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
}

fits() {
	local line width=$1
	while IFS= read -r line; do
		[ "$(LC_ALL=C.UTF-8; echo ${#line})" -le "$width" ] || { echo "wider than $width: $line"; return 1; }
	done
}

# --- epbell --------------------------------------------------------------------------------------------------------

@test "without a command: the commands on stderr, 64" {
	run --separate-stderr "$epbell"
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[[ $stderr == *"report "* ]]
}

@test "--help, -h and help list every command" {
	for how in --help -h help; do
		run --separate-stderr "$epbell" $how
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		for command in doctor record report; do
			grep -qE "^  $command +[a-z]" <<<"$output"
		done
		fits 80 <<<"$output"
	done
}

@test "help COMMAND is COMMAND --help" {
	for command in doctor record report; do
		run "$epbell" help "$command"
		[ "$status" -eq 0 ]
		[ "$output" = "$("$epbell" "$command" --help)" ]
		[[ $output == "usage: epbell $command "* ]]
		[[ $output == *"Example:"* ]]
	done
}

@test "--version" {
	run "$epbell" --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^epbell\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ "$("$epbell" -V)" = "$output" ]
}

@test "an unknown command is a usage error" {
	usage_error "$epbell" reprot
	[ "$stderr" = "epbell: unknown command 'reprot': try 'epbell --help'" ]
	usage_error "$epbell" help reprot
}

@test "output that cannot be written is an error" {
	for words in "report $data/its.json" "report --json $data/its.json" --version --help; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr sh -c '"$@" >/dev/full' sh "$epbell" $words
		[ "$status" -eq 1 ]
		[[ $stderr == "epbell: cannot write the output: "* ]]
	done
}

# --- report: options -----------------------------------------------------------------------------------------------

@test "report --help names every option and every stage" {
	run "$epbell" report --help
	[ "$status" -eq 0 ]
	for word in --stage --backend --per-cpu --per-vector --bars --no-bars --width --ascii --json --help irq-dispatch \
		doorbell-alloc; do
		[[ $output == *"$word"* ]]
	done
}

@test "usage errors: 64, a sentence, and where to look" {
	usage_error "$epbell" report
	[[ $stderr == *"no run file named"* ]]
	usage_error "$epbell" report --nonsense $data/its.json
	[ "$stderr" = "epbell report: unknown option '--nonsense': try 'epbell report --help'" ]
	usage_error "$epbell" report $data/its.json --nonsense
	usage_error "$epbell" report $data/its.json -q
	usage_error "$epbell" report $data/its.json --stage
	[[ $stderr == *"--stage wants LIST"* ]]
	usage_error "$epbell" report --width 39 $data/its.json
	[[ $stderr == *"40 to 1000"* ]]
	usage_error "$epbell" report --width wide $data/its.json
	usage_error "$epbell" report --json=yes $data/its.json
	usage_error "$epbell" report --bars --no-bars $data/its.json
}

@test "unknown names: 64 and the list of those there are" {
	usage_error "$epbell" report --stage handler,irq-dispach $data/its.json
	[[ $stderr == *"no stage 'irq-dispach'"*" irq-dispatch edma-demux handler "*" doorbell-alloc" ]]
	usage_error "$epbell" report --backend smoke $data/its.json
	[[ $stderr == *"no backend 'smoke'"*" its msi edma mmio poll" ]]
}

@test "options may follow files; -- ends them" {
	run "$epbell" report $data/its.json --no-bars
	[ "$status" -eq 0 ]
	[ "$output" = "$("$epbell" report --no-bars $data/its.json)" ]
	run --separate-stderr "$epbell" report -- $data/its.json --no-bars
	[ "$status" -eq 1 ]
	[[ $stderr == *"cannot read --no-bars: No such file"* ]]
}

@test "--stage keeps only the named stages" {
	run "$epbell" report --stage handler,rx --stage raise-irq --json $data/edma.json
	[ "$status" -eq 0 ]
	[ "$(jq -c '[.runs[0].stages[].stage]' <<<"$output")" = '["handler","rx","raise-irq"]' ]
	[ "$(jq -c '[.runs[0].histogram[].stage] | unique' <<<"$output")" = '["handler","raise-irq","rx"]' ]
}

@test "--backend keeps only the named backends" {
	run "$epbell" report --backend edma --json $data/its.json $data/edma.json
	[ "$status" -eq 0 ]
	[ "$(jq '.runs[0].stages | map(select(.backend != "")) | length' <<<"$output")" -eq 0 ]
	[ "$(jq -c '[.runs[1].stages[].backend] | unique' <<<"$output")" = '["","edma"]' ]
	[ "$(jq 'has("comparison")' <<<"$output")" = false ]
}

@test "--per-cpu and --per-vector keep apart what the run kept apart" {
	mutate its.json '.series |= map(select(.stage == "rx") | (., .cpu = 1, .cpu = 0) | .vector = .cpu)' \
		>"$BATS_TEST_TMPDIR/a.json"
	run "$epbell" report --json "$BATS_TEST_TMPDIR/a.json"
	[ "$(jq -c '[.runs[0].stages[] | select(.stage == "rx") | [.cpu, .vector, .count]]' <<<"$output")" = \
		'[[null,null,2991]]' ]
	run "$epbell" report --json --per-cpu "$BATS_TEST_TMPDIR/a.json"
	[ "$(jq -c '[.runs[0].stages[] | select(.stage == "rx") | [.cpu, .vector, .count]]' <<<"$output")" = \
		'[[null,null,997],[0,null,997],[1,null,997]]' ]
	run "$epbell" report --json --per-vector "$BATS_TEST_TMPDIR/a.json"
	[ "$(jq -c '[.runs[0].stages[] | select(.stage == "rx") | [.cpu, .vector, .count]]' <<<"$output")" = \
		'[[null,null,997],[null,0,997],[null,1,997]]' ]
	run "$epbell" report --per-cpu --no-bars "$BATS_TEST_TMPDIR/a.json"
	[[ $output == *"CPU"* ]]
}

@test "histograms: default for one file, not for several, --bars and --no-bars decide" {
	[[ $("$epbell" report $data/its.json) == *Histograms* ]]
	[[ $("$epbell" report --no-bars $data/its.json) != *Histograms* ]]
	[[ $("$epbell" report $data/its.json $data/edma.json) != *Histograms* ]]
	[[ $("$epbell" report --bars $data/its.json $data/edma.json) == *Histograms* ]]
}

@test "every width from 80 on is kept; lines do not end in spaces" {
	for width in 80 100 120 160; do
		for files in its.json edma.json "its.json edma.json poll.json" "its.json epf-test.json"; do
			# shellcheck disable=SC2086,SC2046 # words
			run "$epbell" report --width $width $(printf "$data/%s " $files)
			[ "$status" -eq 0 ]
			fits $width <<<"$output"
			[ "$(grep -c ' $' <<<"$output")" -eq 0 ]
		done
	done
}

@test "piped: no escapes; ASCII where the locale is not UTF-8 or --ascii says so" {
	run "$epbell" report $data/its.json
	[[ $output != *$'\033'* ]]
	[[ $output == *█* ]]
	for how in "LANG=C" "LANG=C.UTF-8 LC_ALL=POSIX"; do
		# shellcheck disable=SC2086 # words
		run env $how "$epbell" report $data/its.json
		[ "$(LC_ALL=C grep -cP '[^\x20-\x7e]' <<<"$output")" -eq 0 ]
		[[ $output == *"####"* ]]
	done
	run "$epbell" report --ascii $data/its.json $data/edma.json
	[ "$(LC_ALL=C grep -cP '[^\x20-\x7e]' <<<"$output")" -eq 0 ]
}

@test "on a terminal: colour, its width; NO_COLOR and a dumb terminal have none" {
	command -v script >/dev/null || skip "script(1) is not there"
	tty_report() {
		# shellcheck disable=SC2048,SC2086 # words
		script -qec "stty cols 100; env $* $epbell report $data/its.json" /dev/null </dev/null | tr -d '\r'
	}
	run tty_report A=b
	[[ $output == *$'\033[1m'* ]]
	fits 100 < <(sed 's/\x1b\[[0-9]*m//g' <<<"$output")
	grep -qE '.{90}' < <(sed 's/\x1b\[[0-9]*m//g' <<<"$output")
	run tty_report NO_COLOR=1
	[[ $output != *$'\033'* ]]
	run tty_report TERM=dumb
	[[ $output != *$'\033'* ]]
}

# --- report: what it says ------------------------------------------------------------------------------------------

@test "quantiles agree with the buckets, computed independently" {
	run "$epbell" report --json $data/edma.json
	[ "$status" -eq 0 ]
	python3 - $data/edma.json <(echo "$output") <<-'PYTHON'
	import json, math, sys
	run, report = (json.load(open(p)) for p in sys.argv[1:])
	def bounds(i):
	    return (i, 1) if i < 32 else ((32 + i % 32) * 2 ** (i // 32 - 1), 2 ** (i // 32 - 1))
	rows = {r["stage"]: r for r in report["runs"][0]["stages"]}
	assert len(rows) == len(run["series"])
	for s in run["series"]:
	    r = rows[s["stage"]]
	    assert (r["count"], r["min"], r["max"]) == (s["count"], s["min"], s["max"])
	    assert abs(r["mean"] - s["sum"] / s["count"]) < 1e-6 * r["mean"]
	    for key, per_mille in (("p50", 500), ("p90", 900), ("p99", 990), ("p99.9", 999)):
	        rank, seen = max(1, -(-s["count"] * per_mille // 1000)), 0
	        for index, count in s["buckets"]:
	            seen += count
	            if seen >= rank:
	                break
	        low, width = bounds(index)
	        assert r[key] == min(max(low + width // 2, s["min"]), s["max"]), (s["stage"], key)
	        assert r[key + "_error"] == width // 2 + run["environment"]["clock_step_ns"]
	    assert r["error"] == max(r[k + "_error"] for k in ("p50", "p90", "p99", "p99.9"))
	bars = report["runs"][0]["histogram"]
	for s in run["series"]:
	    mine = [b for b in bars if b["stage"] == s["stage"]]
	    if mine:
	        assert sum(b["count"] for b in mine) == s["count"]
	        assert abs(sum(b["share"] for b in mine) - 1) < 1e-6
	assert {b["stage"] for b in bars} == {s["stage"] for s in run["series"] if s["backend"]}
	PYTHON
}

@test "text and JSON show the same stages and counts" {
	run "$epbell" report --no-bars $data/edma.json
	for stage in $(jq -r '.series[].stage' $data/edma.json); do
		count=$(jq -r --arg s "$stage" '.series[] | select(.stage == $s).count' $data/edma.json)
		grep -qE "^  $stage +$count " <<<"$output"
	done
	[[ $output == *"Stages of edma, pci_epf_vntb.0, hardirq"* ]]
}

@test "header: machine, kernel, HZ, preemption, clock step, duration, labels, workload" {
	run "$epbell" report $data/its.json
	for text in "Renesas Spider" "Linux 7.3.4" "HZ=250" "preempt=full" "step 42 ns" "for 12.3 s" "commit=c0ffee1" \
		"ping -c 997" "8 CPUs" "complete"; do
		[[ $output == *"$text"* ]] || { echo "no $text"; return 1; }
	done
}

@test "set-up events, own cost per hook and per doorbell" {
	run "$epbell" report $data/edma.json
	[[ $output == *"MSI path returned -EINVAL"* ]]
	grep -qE '^  fexit/pci_epc_raise_irq +fexit +997 +329 us +330 ns' <<<"$output"
	grep -qE '^  own cost +4.68 ms in all, 4.69 us per doorbell' <<<"$output"
	run "$epbell" report --json $data/edma.json
	[ "$(jq '.runs[0].cost_total == ([.runs[0].cost[].total] | add)' <<<"$output")" = true ]
	[ "$(jq '.runs[0].cost_per_doorbell * 997 - .runs[0].cost_total | fabs < 1' <<<"$output")" = true ]
}

@test "side by side: its, edma, poll with differences to the first" {
	run "$epbell" report --json $data/its.json $data/edma.json $data/poll.json
	[ "$status" -eq 0 ]
	row=$(jq -c '.comparison[] | select(.stage == "irq-dispatch" and .quantity == "p50")' <<<"$output")
	[ "$(jq '.edma - .its == .edma_minus_its' <<<"$row")" = true ]
	[ "$(jq '.edma / .its - .edma_over_its | fabs < 1e-6' <<<"$row")" = true ]
	[ "$(jq '.edma_minus_its_error == .edma_error + .its_error' <<<"$row")" = true ]
	[ "$(jq '.poll' <<<"$row")" = null ]
	[ "$(jq -c '[.comparison[] | select(.stage == "rx" and .quantity == "count") | .its, .edma, .poll]' <<<"$output")" = \
		'[997,997,997]' ]
	run "$epbell" report $data/its.json $data/edma.json $data/poll.json
	grep -qE '^  stage +its +edma +poll +edma-its' <<<"$output"
	grep -qE '^ +p50 +1.3us +2.9us +- +\+1.6us +x2.30' <<<"$output"
}

@test "side by side: equal backends are told apart by file, equal files by number" {
	run "$epbell" report --json $data/its.json $data/epf-test.json $data/its.json
	[ "$(jq -c '.comparison[0] | keys_unsorted[3:6]' <<<"$output")" = '["its","epf-test","its#3"]' ]
}

@test "one run with two backends is set side by side too" {
	jq -s '.[0] * {series: (.[0].series + .[1].series)}' $data/its.json $data/poll.json >"$BATS_TEST_TMPDIR/both.json"
	run "$epbell" report --json "$BATS_TEST_TMPDIR/both.json"
	[ "$status" -eq 0 ]
	[ "$(jq -c '.comparison[0] | keys_unsorted[3:5]' <<<"$output")" = '["its","poll"]' ]
}

@test "epf-test and vNTB are shown, never compared (rule 9)" {
	run "$epbell" report --json $data/its.json $data/epf-test.json
	[ "$(jq '[.comparison[] | ."epf-test_minus_its" | select(. != null)] | length' <<<"$output")" -eq 0 ]
	[ "$(jq '[.comparison[] | select(.stage == "raise-irq" and .quantity == "p50") | ."epf-test"] | length' \
		<<<"$output")" -eq 1 ]
	[ "$(jq -r '[.notes[].code] | index("contexts") != null' <<<"$output")" = true ]
	run "$epbell" report --json $data/its.json $data/edma.json
	[ "$(jq -r '[.notes[].code] | index("contexts")' <<<"$output")" = null ]
}

@test "unlike runs are said to be unlike" {
	mutate edma.json '.environment.release = "6.12.1" | .environment.hz = 1000' >"$BATS_TEST_TMPDIR/edma.json"
	run "$epbell" report $data/its.json "$BATS_TEST_TMPDIR/edma.json"
	[[ $output == *"differ in: kernel, HZ."* ]]
	run "$epbell" report $data/its.json $data/edma.json
	[[ $output != *"differ in"* ]]
}

# The codes of a report's notes, one a line.
notes() {
	"$epbell" report --json "$@" | jq -r '.notes[].code'
}

@test "notes appear where they are true, and only there" {
	mutate its.json '.environment.lab = "deterministic"' >"$BATS_TEST_TMPDIR/lab.json"
	mutate its.json '.environment.lab = "free"' >"$BATS_TEST_TMPDIR/free.json"
	mutate its.json '.complete = false' >"$BATS_TEST_TMPDIR/checkpoint.json"
	mutate its.json '.environment.threadirqs = true' >"$BATS_TEST_TMPDIR/rt.json"
	mutate its.json '.series[0].over = 3' >"$BATS_TEST_TMPDIR/over.json"
	mutate its.json '.account[0].missed = 3' >"$BATS_TEST_TMPDIR/missed.json"
	mutate its.json '.account[0] |= (.recorded += 3 | .seen += 3)' >"$BATS_TEST_TMPDIR/lie.json"
	[ "$(notes $data/its.json | sort | paste -sd' ')" = "error-bound not-visible raw" ]
	[ "$(notes $data/edma.json | sort | paste -sd' ')" = "error-bound not-visible raw shared" ]
	[ "$(notes $data/poll.json | sort | paste -sd' ')" = "error-bound raw" ]
	notes "$BATS_TEST_TMPDIR/lab.json" | grep -qx lab
	notes "$BATS_TEST_TMPDIR/free.json" | grep -qx lab
	notes "$BATS_TEST_TMPDIR/checkpoint.json" | grep -qx incomplete
	notes "$BATS_TEST_TMPDIR/rt.json" | grep -qx threaded
	notes "$BATS_TEST_TMPDIR/over.json" | grep -qx no-bucket
	notes "$BATS_TEST_TMPDIR/missed.json" | grep -qx missed
	notes "$BATS_TEST_TMPDIR/lie.json" | grep -qx contradiction
	run "$epbell" report "$BATS_TEST_TMPDIR/lab.json"
	[[ $output == *"1 ns is 1 instruction"* ]]
	[[ $output == *"No board has these times"* ]]
	run "$epbell" report "$BATS_TEST_TMPDIR/checkpoint.json"
	[[ $output == *INCOMPLETE* ]]
}

@test "a stage that never fired while its neighbours count is suspect, not zero (rule 15)" {
	mutate its.json '(.series |= map(select(.stage != "irq-dispatch"))) |
		(.account[] | select(.stage == "irq-dispatch") | .seen, .recorded) = 0' >"$BATS_TEST_TMPDIR/dead.json"
	run "$epbell" report "$BATS_TEST_TMPDIR/dead.json"
	[ "$status" -eq 0 ]
	grep -qE '^  irq-dispatch +suspect ' <<<"$output"
	[[ $output == *"irq-dispatch of its is suspect: attached but never fired"* ]]
	run "$epbell" report --json "$BATS_TEST_TMPDIR/dead.json"
	[ "$(jq -c '.runs[0].stages[] | select(.stage == "irq-dispatch") | [.count, .state]' <<<"$output")" = \
		'[null,"suspect"]' ]
}

@test "the account: closes, or which stage does not and by how much" {
	run "$epbell" report $data/edma.json
	[[ $output == *"closes: every event of 12 stages is accounted for"* ]]
	grep -qE '^  handler +1098 +997 +0 +101 +yes$' <<<"$output"
	mutate edma.json '(.account[] | select(.stage == "handler").seen) += 7 |
		(.account[] | select(.stage == "rx").recorded) += 2' >"$BATS_TEST_TMPDIR/open.json"
	run "$epbell" report "$BATS_TEST_TMPDIR/open.json"
	[ "$status" -eq 0 ]
	[[ $output == *"OPEN in 2 of 12 stages: handler 7 missing, rx 2 too many"* ]]
	grep -qE '^  handler +1105 +997 .*NO, -7$' <<<"$output"
	grep -qE '^  rx +997 +999 .*NO, \+2$' <<<"$output"
	[[ $output == *"The account is OPEN"* ]]
	run "$epbell" report --json "$BATS_TEST_TMPDIR/open.json"
	[ "$(jq -c '[.runs[0].account_closes, ([.runs[0].account[] | select(.closes | not) | [.stage, .gap]])]' \
		<<<"$output")" = '[false,[["handler",7],["rx",2]]]' ]
	# and in the compact form
	run "$epbell" report "$BATS_TEST_TMPDIR/open.json" $data/its.json
	[[ $output == *"OPEN in 2 of 12"* ]]
	[[ $output == *"NO, -7"* ]]
}

# --- report: files -------------------------------------------------------------------------------------------------

@test "missing file, directory, empty, foreign, truncated, other version" {
	cd "$BATS_TEST_TMPDIR"
	refused missing.json "No such file or directory"
	mkdir dir
	refused dir "Is a directory"
	: >empty.json
	refused empty.json "the file is empty"
	echo '{"fio version": "fio-3.33"}' >fio.json
	refused fio.json 'no "format": "epbell-run"'
	head -c 3000 "$OLDPWD/$data/its.json" >cut.json
	refused cut.json "cut off"
	head -c 5000 /bin/sh >binary.json
	refused binary.json "not JSON"
	jq '.version = 7' "$OLDPWD/$data/its.json" >later.json
	refused later.json "later.json is a run file of version 7; this epbell reads version 1: use a newer epbell"
}

@test "hostile content is refused with a sentence" {
	cd "$BATS_TEST_TMPDIR"
	its=$OLDPWD/$data/its.json
	hostile() {
		jq -c "$1" "$its" >hostile.json
		refused hostile.json "$2"
	}
	hostile '.series[0].buckets[0][1] = -1' "no pair of index and count"
	hostile '.series[0].buckets[0][0] = 992' "valid are 0 to 991"
	hostile '.series[0].buckets += [.series[0].buckets[0]]' "twice"
	hostile '.series[0].count += 1' "its buckets hold"
	hostile '.series[0].buckets[0][1] = "18446744073709551615"' "overflows"
	hostile '.series[0].stage = ("x" * 1000)' "longer than 31 bytes"
	hostile '.series[0].stage = "a\u0000b"' "\\u0000"
	hostile '.series = [range(70000)]' "more than the 65536"
	hostile '.environment.clock_step_ns = 1.5' "clock_step_ns"
	hostile '.labels = {"k": ("v" * 200)}' "labels"
	sed 's/"count":997/"count":1e999/' "$its" >hostile.json
	refused hostile.json "real number overflow"
	printf '[%.0s' {1..100000} >deep.json
	refused deep.json "depth"
	truncate -s 65M huge.json
	refused huge.json "larger than 64 MiB"
}

@test "control characters from a file do not reach the terminal" {
	mutate its.json '.environment.machine = "evil\u001b[2J\u009b31m\r\n"' >"$BATS_TEST_TMPDIR/evil.json"
	run "$epbell" report --no-bars "$BATS_TEST_TMPDIR/evil.json"
	[ "$status" -eq 0 ]
	[[ $output == *"evil?[2J??31m??"* ]]
	run --separate-stderr "$epbell" report $'no\033[31msuch'
	[ "$status" -eq 1 ]
	[[ $stderr != *$'\033'* ]]
}

@test "a file with unknown fields and numbers above 2^53 is read" {
	mutate its.json '.later = {"a": 1} | .series[0].colour = "red"' |
		sed 's/"irqs":997/"irqs":9007199254740993/' >"$BATS_TEST_TMPDIR/later.json"
	run "$epbell" report --json "$BATS_TEST_TMPDIR/later.json"
	[ "$status" -eq 0 ]
	[[ $output == *'"irqs": 9007199254740993'* ]]
}

@test "a run file may come through a pipe" {
	run "$epbell" report --no-bars <(cat $data/its.json)
	[ "$status" -eq 0 ]
	[[ $output == *"irq-dispatch"* ]]
}

@test "of several files one bad one is an error, and nothing is half shown" {
	run --separate-stderr "$epbell" report $data/its.json /nonexistent $data/edma.json
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ $stderr == *"cannot read /nonexistent"* ]]
}

@test "an empty run is shown as one" {
	mutate its.json '.series = [] | .doorbells = [] | .account = [] | .cost = [] | .events = [] | .labels = {}' \
		>"$BATS_TEST_TMPDIR/none.json"
	run "$epbell" report "$BATS_TEST_TMPDIR/none.json"
	[ "$status" -eq 0 ]
	[[ $output == *"OPEN: the file has no account"* ]]
	run "$epbell" report --json "$BATS_TEST_TMPDIR/none.json"
	[ "$(jq -c '.runs[0] | [.stages, .doorbells, .account_closes]' <<<"$output")" = '[[],[],false]' ]
}

@test "errors are JSON in JSON mode, wherever --json stands" {
	for words in "--json /nonexistent" "/nonexistent --json" "-j /nonexistent"; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr "$epbell" report $words
		[ "$status" -eq 1 ]
		[ -z "$stderr" ]
		[ "$(jq -r '.code' <<<"$output")" = 1 ]
		[[ $(jq -r '.error' <<<"$output") == "cannot read /nonexistent: No such file or directory" ]]
	done
	run --separate-stderr "$epbell" report --nonsense --json $data/its.json
	[ "$status" -eq 64 ]
	[ "$(jq -r '.code' <<<"$output")" = 64 ]
}

@test "the run files of tests/data are what their script writes, and hold against the schema" {
	mkdir "$BATS_TEST_TMPDIR/again"
	cp $data/make-runs "$BATS_TEST_TMPDIR/again"
	"$BATS_TEST_TMPDIR/again/make-runs"
	for file in its edma poll epf-test; do
		cmp $data/$file.json "$BATS_TEST_TMPDIR/again/$file.json"
	done
	tests/check-schema $data/*.json
}
