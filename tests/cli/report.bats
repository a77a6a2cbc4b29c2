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
	for word in --stage --backend --per-cpu --per-vector --raw --bars --no-bars --width --ascii --json --help irq-dispatch \
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
	    raw = s["raw"]
	    for key, per_mille in (("raw_p50", 500), ("raw_p99", 990)):
	        rank, seen = max(1, -(-raw["count"] * per_mille // 1000)), 0
	        for index, count in raw["buckets"]:
	            seen += count
	            if seen >= rank:
	                break
	        low, width = bounds(index)
	        assert r[key] == min(max(low + width // 2, raw["min"]), raw["max"]), (s["stage"], key)
	        assert r[key + "_error"] == width // 2 + run["environment"]["clock_step_ns"]
	    assert abs(r["raw_mean"] - raw["sum"] / raw["count"]) < 1e-6 * r["raw_mean"]
	    assert abs(r["own"] - (raw["sum"] - s["sum"]) / s["count"]) < 0.01
	    assert r["uncorrected"] == s["uncorrected"]
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
	run "$epbell" report -w 100 $data/edma.json
	[[ $output == *"MSI path returned -EINVAL"* ]]
	grep -qE '^  hook +runs +not ours +program +each +total +per doorbell$' <<<"$output"
	# 997 runs of 330 ns inside, and 195 ns around each; those that were not sampled are two clock reads shorter
	grep -qE '^  fexit/pci_epc_raise_irq +997 +0 +330 ns +456 ns +455 us +456 ns$' <<<"$output"
	grep -qE '^  fentry/ntb_transport_rxc_db +1994 +1994 +186 ns +255 ns +1.02 ms +1.02 us$' <<<"$output"
	grep -qE '^  own cost +4.50 ms in all, 4.52 us per doorbell' <<<"$output"
	run "$epbell" report --json $data/edma.json
	[ "$(jq '.runs[0].cost_total == ([.runs[0].cost[] | select(.hook != "all").total] | add)' <<<"$output")" = true ]
	[ "$(jq '.runs[0].cost_total == (.runs[0].cost[] | select(.hook == "all").total)' <<<"$output")" = true ]
	[ "$(jq '.runs[0].cost_per_doorbell * 997 - .runs[0].cost_total | fabs < 1' <<<"$output")" = true ]
	python3 - $data/edma.json <(echo "$output") <<-'PYTHON'
	import json, sys
	run, report = (json.load(open(p)) for p in sys.argv[1:])
	rows = report["runs"][0]["cost"]
	assert [r["hook"] for r in rows] == [c["hook"] for c in run["cost"]] + ["all"]
	for c, r in zip(run["cost"], rows):
	    runs = c["count"] + c["skipped"]
	    assert (r["attach"], r["count"], r["skipped"]) == (c["attach"], c["count"], c["skipped"])
	    assert r["total"] == c["ns"] + c["calibrated_ns"]
	    assert abs(r["inside"] - c["ns"] / runs) < 1e-3 and abs(r["mean"] - r["total"] / runs) < 1e-3
	    assert abs(r["per_doorbell"] - r["total"] / 997) < 1e-3
	assert rows[-1]["count"] == sum(c["count"] for c in run["cost"])
	PYTHON
}

# --- report: figures with epbell's own part and without -----------------------------------------------------------------

@test "figures are corrected; 'own' says what was taken out, 'as seen' how many could not be" {
	run "$epbell" report --no-bars -w 140 $data/edma.json
	grep -qE '^  stage +count .* mean +own ( +±)? +as seen$' <<<"$output"
	grep -qE '^  handler +997 .* 2.0 us( +[0-9]+ ns)? +0$' <<<"$output"
	grep -qE '^  reply-queue +997 .* 7.7 us +440 ns( +554 ns)? +23$' <<<"$output"
	# of its there is none, and no column
	run "$epbell" report --no-bars -w 140 $data/its.json
	grep -qE '^  irq-dispatch +997 .* 1.3 us +421 ns' <<<"$output"
	[ "$(grep -cE "[^w]as seen" <<<"$output")" -eq 0 ]
	# what has no raw histogram has no 'own' either
	run "$epbell" report --no-bars -w 140 $data/epf-test.json
	grep -qE '^  stage +count .* mean( +±)?$' <<<"$output"
}

@test "--raw shows what was seen: the raw histograms' figures, and no correction beside them" {
	run "$epbell" report --raw --json $data/edma.json
	[ "$status" -eq 0 ]
	python3 - $data/edma.json <(echo "$output") <(jq '.series |= map(. + .raw | del(.raw) | .uncorrected = 0)' $data/edma.json) <<-'PYTHON'
	import json, sys
	run, raw, made = (json.load(open(p)) for p in sys.argv[1:])
	rows = {r["stage"]: r for r in raw["runs"][0]["stages"]}
	assert len(rows) == len(made["series"])
	for s in made["series"]:
	    r = rows[s["stage"]]
	    assert (r["count"], r["min"], r["max"]) == (s["count"], s["min"], s["max"])
	    assert abs(r["mean"] - s["sum"] / s["count"]) < 1e-6 * r["mean"]
	    assert (r["own"], r["raw_p50"], r["raw_mean"], r["uncorrected"]) == (None, None, None, 0)
	bars = raw["runs"][0]["histogram"]
	assert sum(b["count"] for b in bars if b["stage"] == "handler") == 997
	assert raw["runs"][0]["correction"] == "raw on request"
	PYTHON
	plain=$("$epbell" report --json $data/edma.json)
	[ "$(jq -s '[.[].runs[0].stages[] | select(.stage == "handler") | .p50] | .[0] > .[1] + 1500' \
		<(echo "$output") <(echo "$plain"))" = true ]
	# both forms say the same of what was seen
	[ "$(jq -c '[.runs[0].stages[] | [.stage, .p50, .p99, .mean]]' <<<"$output")" = \
		"$(jq -c '[.runs[0].stages[] | [.stage, .raw_p50, .raw_p99, .raw_mean]]' <<<"$plain")" ]
	run "$epbell" report --raw -w 140 $data/edma.json
	[[ $output == *"Own cost, inside the figures"* ]]
	[[ $output == *"(each: a run of the whole hook, with what passes before and behind its program)"* ]]
	[ "$(grep -cE "[^w]as seen" <<<"$output")" -eq 0 ]
	grep -qE '^  stage +count .* mean( +±)?$' <<<"$output"
}

@test "--raw of a file that has nothing but raw figures changes none" {
	[ "$("$epbell" report --raw $data/epf-test.json)" = "$("$epbell" report $data/epf-test.json)" ]
}

@test "calibration: what reaching a hook takes, by attach and kind" {
	run "$epbell" report --no-bars -w 100 $data/edma.json
	[[ $output == *"Own cost, taken out of the figures"* ]]
	grep -qE '^  attach +kind +around a program +± +before it +CPUs$' <<<"$output"
	grep -qE '^  fentry +entry +141 ns +4 ns +70 ns +8$' <<<"$output"
	grep -qE '^  fexit +exit of a pair +195 ns +6 ns +83 ns +8$' <<<"$output"
	run "$epbell" report --json $data/edma.json
	[ "$(jq -c '[.runs[0].calibration[] | [.attach, .kind, .head, .full, .spread, .cpus]]' <<<"$output")" = \
		"$(jq -c '[.calibration[] | [.attach, .kind, .head_ns, .full_ns, .spread_ns, .cpus]]' $data/edma.json)" ]
	# several files: JSON has it, the text is brief
	run "$epbell" report $data/its.json $data/edma.json
	[[ $output != *Calibration* ]]
	run "$epbell" report --json $data/its.json $data/edma.json
	[ "$(jq '[.runs[].calibration | length] | . == [3, 3]' <<<"$output")" = true ]
	# without calibration there is no table
	run "$epbell" report $data/epf-test.json
	[[ $output != *"Calibration:"* ]]
	[[ $output == *"Own cost, inside the figures"* ]]
	[[ $output == *"(what passes before and behind a program is not known here: it comes on top)"* ]]
}

@test "why figures are raw, who else traced, and what was disturbed are in the JSON" {
	mutate its.json '.environment |= (.correction = "none" | .uncalibrated = "a clock too coarse" |
		.tracers = "2 more epbell" | .disturbed = 17)' >"$BATS_TEST_TMPDIR/none.json"
	run "$epbell" report --json "$BATS_TEST_TMPDIR/none.json"
	[ "$(jq -c '.runs[0] | [.correction, .uncalibrated, .tracers, .disturbed]' <<<"$output")" = \
		'["none","a clock too coarse","2 more epbell",17]' ]
}

@test "per CPU, what was seen stays beside each row; folded with rows that lack it, it is left out" {
	mutate its.json '.series |= map(select(.stage == "rx") | .cpu = 0, (.cpu = 1 | .uncorrected = 5))' \
		>"$BATS_TEST_TMPDIR/a.json"
	run "$epbell" report --json "$BATS_TEST_TMPDIR/a.json"
	[ "$(jq -c '.runs[0].stages[0] | [.count, .uncorrected, (.own | . > 481 and . < 483)]' <<<"$output")" = '[1994,5,true]' ]
	run "$epbell" report --json --per-cpu "$BATS_TEST_TMPDIR/a.json"
	[ "$(jq -c '[.runs[0].stages[] | [.count, .uncorrected]]' <<<"$output")" = '[[997,0],[997,5]]' ]
	jq 'del(.series[0].raw)' "$BATS_TEST_TMPDIR/a.json" >"$BATS_TEST_TMPDIR/b.json"
	run "$epbell" report --json "$BATS_TEST_TMPDIR/b.json"
	[ "$(jq -c '.runs[0].stages[0] | [.count, .own, .raw_mean]' <<<"$output")" = '[1994,null,null]' ]
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
	# figures that are corrected and others that are raw; but not raw for one reason and for another
	mutate edma.json '.environment.correction = "none"' >"$BATS_TEST_TMPDIR/none.json"
	mutate edma.json 'del(.environment.correction)' >"$BATS_TEST_TMPDIR/old.json"
	run "$epbell" report $data/its.json "$BATS_TEST_TMPDIR/none.json"
	[[ $output == *"differ in: correction."* ]]
	for how in "$BATS_TEST_TMPDIR/none.json $BATS_TEST_TMPDIR/old.json" "--raw $data/its.json $BATS_TEST_TMPDIR/none.json"; do
		# shellcheck disable=SC2086 # words
		run "$epbell" report $how
		[[ $output != *"differ in"* ]]
	done
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
	[ "$(notes $data/its.json | sort | paste -sd' ')" = "corrected error-bound not-visible" ]
	[ "$(notes $data/edma.json | sort | paste -sd' ')" = \
		"corrected error-bound not-visible shared uncorrected uncorrected" ]
	[ "$(notes $data/poll.json | sort | paste -sd' ')" = "corrected error-bound" ]
	[ "$(notes $data/epf-test.json | sort | paste -sd' ')" = "error-bound not-visible raw" ]
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

@test "notes on what is in the figures: corrected, raw, tracers, uncorrected" {
	cd "$BATS_TEST_TMPDIR"
	data=$OLDPWD/$data
	jq '.environment.tracers = "3 BPF programs (fentry_x, ...)"' "$data/its.json" >traced.json
	jq '.environment |= (.correction = "none" | .uncalibrated = "no bpf_fentry_test functions")' "$data/its.json" >none.json
	jq 'del(.cost)' "$data/epf-test.json" >unknown.json
	[ "$(notes traced.json | sort | paste -sd' ')" = "corrected error-bound not-visible tracers" ]
	[ "$(notes none.json | sort | paste -sd' ')" = "error-bound not-visible raw" ]
	# asked for, and no interval stands in the figures for want of better
	[ "$(notes --raw "$data/edma.json" | sort | paste -sd' ')" = "error-bound not-visible raw shared" ]
	# nothing is known of hooks: nothing is said of them
	[ "$(notes unknown.json | sort | paste -sd' ')" = "error-bound not-visible" ]
	# uncorrected is said of what is shown
	[ "$(notes --stage handler "$data/edma.json" | sort | paste -sd' ')" = "corrected error-bound not-visible shared" ]
	# of two runs one is corrected
	[ "$(notes "$data/its.json" none.json | sort | paste -sd' ')" = "corrected error-bound not-visible raw unlike" ]
	run "$epbell" report -w 1000 traced.json
	[[ $output == *"OTHER TRACERS were at work: 3 BPF programs (fentry_x, ...). What they cost is in the figures."* ]]
	run "$epbell" report -w 1000 none.json
	[[ $output == *"Figures are RAW, the time of epbell's own hooks is in them: no bpf_fentry_test functions. "* ]]
	run "$epbell" report -w 1000 --raw "$data/edma.json"
	[[ $output == *"Figures are raw (--raw): "* ]]
	run "$epbell" report -w 1000 "$data/edma.json"
	[[ $output == *"reply-queue: 23 of 997 intervals began on one CPU and ended on another, "* ]]
	[[ $output == *"'own' is what was taken out of the mean"* ]]
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
	hostile '.series = [range(70000)]' "more than the 8192"
	hostile '.environment.clock_step_ns = 1.5' "clock_step_ns"
	hostile '.labels = {"k": ("v" * 200)}' "labels"
	hostile '.series[0].raw = 5' 'series[0] "raw" is no object'
	hostile '.series[0].raw.count += 1' "series[0] raw says a count of 998"
	hostile '.series[0].raw.max = 1' "series[0] raw has a min, max or sum that its buckets contradict"
	hostile '.calibration[0].full_ns = "x"' 'calibration[0] "full_ns" is no whole number'
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
	[[ $output == *"No stage has a sample: there are no figures."* ]]
	run "$epbell" report --json "$BATS_TEST_TMPDIR/none.json"
	[ "$(jq -c '.runs[0] | [.stages, .doorbells, .account_closes]' <<<"$output")" = '[[],[],false]' ]
}

@test "a run without a sample says so, and so does a choice that has none" {
	mutate its.json '.series = [] | .account = [.account[0] | .seen = 0 | .recorded = 0]' >"$BATS_TEST_TMPDIR/none.json"
	run "$epbell" report "$BATS_TEST_TMPDIR/none.json"
	[[ $output == *"closes: every event of 1 stage is accounted for"* ]] || { echo "$output"; return 1; }
	[ "$(notes "$BATS_TEST_TMPDIR/none.json" | grep -cx no-sample)" -eq 1 ]
	[ "$(notes $data/its.json | grep -cx no-sample)" -eq 0 ]
	run "$epbell" report --stage rtt $data/its.json
	[[ $output == *"None of the stages that were asked for has a sample."* ]]
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
	# the old form and the new
	[ "$(jq -c '[has("calibration"), (.environment | has("correction")), ([.series[] | has("raw")] | unique)]' \
		$data/epf-test.json)" = '[false,false,[false]]' ]
	[ "$(jq -c '[has("calibration"), .environment.correction, ([.series[] | has("raw")] | unique)]' \
		$data/edma.json)" = '[true,"calibrated",[true]]' ]
}
