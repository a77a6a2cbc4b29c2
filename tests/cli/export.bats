#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell export, each format read by something that is not epbell (tests/cli/export-check; HdrHistogram itself where it is
# installed), and the way back: epbell report on .hgrm files.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	check=$PWD/tests/cli/export-check
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
	cp tests/data/*.json "$BATS_TEST_TMPDIR"
	hgrm=$PWD/tests/data/hgrm
	cd "$BATS_TEST_TMPDIR"
}

say() { echo "$*"; return 1; }

# One sentence on stderr, nothing on stdout: refused CODE EXPECT COMMAND...
refused() {
	local code=$1 expect=$2
	shift 2
	run --separate-stderr "$@"
	[ "$status" -eq "$code" ] || say "status $status: $stderr"
	[ -z "$output" ] || say "output: $output"
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *"$expect"* ]] || say "no '$expect' in: $stderr"
}

# What the checker counted: counted EXPECT ARGUMENTS...
counted() {
	local expect=$1
	shift
	run "$check" "$@"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = "$expect" ]
}

# Values in all series of run files.
values() {
	cat "$@" | jq -s '[.[].series[].count] | add'
}

# A figure of the first stage of a report as JSON: figure NAME FILE [OPTION]...
figure() {
	local name=$1
	shift
	"$epbell" report --json --no-bars "$@" | jq ".runs[0].stages[0][\"$name\"]"
}

# its.json with values that have no bucket in its first series.
with_outside() {
	jq -c '.series[0].over = 3 | .series[0].under = 2 | .account[0].seen += 5 | .account[0].overflow += 5' its.json >outside.json
}

need_java() {
	jar=/usr/share/java/hdrhistogram.jar
	command -v java >/dev/null && [ -e "$jar" ] || skip "no HdrHistogram: scripts/deps.sh formats"
}

# HdrHistogram's own reader of logs: its table of what has this tag, in ns.
hdrhistogram() {
	java -cp "$jar" org.HdrHistogram.HistogramLogProcessor -i "$1" -tag "$2" -outputValueUnitRatio 1 -o "$3"
}

# --- CSV -----------------------------------------------------------------------------------------------------------

@test "csv: every bucket of every series, as Python's csv module reads it" {
	for files in its.json "its.json edma.json poll.json epf-test.json"; do
		# shellcheck disable=SC2086 # words
		"$epbell" export -f csv -o all.csv $files
		# shellcheck disable=SC2086
		counted "$(values $files)" csv all.csv $files
	done
}

@test "csv: what has no bucket, and names that need quoting" {
	with_outside
	cp outside.json 'a "b", c.json'
	"$epbell" export -f csv 'a "b", c.json' >out.csv
	counted "$(values its.json)" csv out.csv 'a "b", c.json'
	grep -q '34359738368,,3,' out.csv
	grep -q ',,-1,2,' out.csv
}

# --- OpenMetrics ---------------------------------------------------------------------------------------------------

@test "openmetrics: Prometheus' strict parser takes it, and le gives back every bucket" {
	/usr/bin/python3 -c 'import prometheus_client.openmetrics.parser' || skip "no python3-prometheus-client: scripts/deps.sh test"
	with_outside
	for files in its.json outside.json "its.json edma.json poll.json epf-test.json"; do
		# shellcheck disable=SC2086 # words
		"$epbell" export -o all.prom $files
		# shellcheck disable=SC2086
		counted "$(($(values $files) + (${#files} == 12 ? 3 : 0)))" openmetrics all.prom $files
		[ "$(tail -n 1 all.prom)" = "# EOF" ]
	done
}

@test "openmetrics: le belongs to its bucket" {
	# 64 and 65 ns share a bucket; 66 is in the next. Before 64 there is nothing.
	jq -c '.series = [.series[0] | del(.raw) | .count = 3 | .sum = 195 | .min = 64 | .max = 66 | .buckets = [[64, 2], [65, 1]]]
		| .account = [] | .intervals = []' its.json >three.json
	"$epbell" export -o three.om three.json
	run sed -n 's/^epbell_stage_seconds_bucket{.*le="\([^"]*\)"/\1/p' three.om
	[ "$output" = "0.000000063} 0
0.000000065} 2
0.000000067} 3
+Inf} 3" ] || say "$output"
	grep -q '^epbell_stage_seconds_sum{.*} 0.000000195$' three.om
}

@test "openmetrics: labels are escaped" {
	/usr/bin/python3 -c 'import prometheus_client.openmetrics.parser' || skip "no python3-prometheus-client: scripts/deps.sh test"
	jq -c '.labels = {"quote \" back \\ end": "line\nline", "UTF-8 é": "x"} | .environment.machine = "a\\nb\"c"' its.json >'odd " \ .json'
	"$epbell" export -f openmetrics 'odd " \ .json' >odd.om
	counted "$(values its.json)" openmetrics odd.om 'odd " \ .json'
}

# --- HdrHistogram's log ----------------------------------------------------------------------------------------------

@test "hlog: every count in a slot of its bucket, half a bucket from its values at most" {
	"$epbell" export -o its.hlog its.json
	counted "$(values its.json) in 10 lines" hlog its.hlog its.json
	"$epbell" export -f hlog its.json edma.json poll.json epf-test.json >all.hlog
	counted "$(values its.json edma.json poll.json epf-test.json) in 34 lines" hlog all.hlog \
		its.json edma.json poll.json epf-test.json
}

@test "hlog: a line for each interval, unless --whole or --raw" {
	"$check" intervals its.json >parts.json
	"$epbell" export -o parts.hlog parts.json
	counted "$(values its.json) in 19 lines" hlog parts.hlog parts.json
	start=$(date -u -d 2026-10-05T12:00:00Z +%s)
	[ "$(grep -c "^Tag=irq-dispatch/its/hardirq,$start.000,1.000," parts.hlog)" -eq 1 ]
	[ "$(grep -c "^Tag=irq-dispatch/its/hardirq,$((start + 1)).000,1.000," parts.hlog)" -eq 1 ]
	"$epbell" export --whole -o whole.hlog parts.json
	counted "$(values its.json) in 10 lines" hlog whole.hlog parts.json
	grep -q "^Tag=irq-dispatch/its/hardirq,$start.000,12.346,0.007," whole.hlog
	"$epbell" export --raw -o raw.hlog parts.json
	[ "$(grep -c ^Tag= raw.hlog)" -eq 10 ]
	! cmp -s raw.hlog whole.hlog
}

@test "hlog: HdrHistogram reads it, and makes the table of percentiles that epbell makes" {
	need_java
	for backend in its edma poll; do
		"$check" intervals $backend.json >parts.json
		"$epbell" export -b $backend -o parts.hlog parts.json
		java -cp "$jar" org.HdrHistogram.HistogramLogProcessor -i parts.hlog -listtags | grep "/$backend" >tags
		[ "$(wc -l <tags)" -ge 9 ]
		while read -r tag; do
			hdrhistogram parts.hlog "$tag" theirs </dev/null
			"$epbell" export -b $backend -s "${tag%%/*}" -o ours.hgrm parts.json
			run "$check" same-rows ours.hgrm theirs.hgrm 0.5
			echo "$tag: $output"
			[ "$status" -eq 0 ]
		done <tags
	done
}

@test "hlog: HdrHistogram finds smallest and greatest value where they are known" {
	need_java
	"$epbell" export -s residency -o its.hlog its.json
	hdrhistogram its.hlog residency/its theirs
	for end in min max; do
		theirs=$("$check" plot theirs.hgrm | if [ $end = min ]; then head -n 1; else tail -n 1; fi | cut -d. -f1)
		ours=$(jq ".series[] | select(.stage == \"residency\").$end" its.json)
		[ "$theirs" -ge "$ours" ]
		[ $((theirs - ours)) -le $((ours / 128)) ]
	done
}

# --- .hgrm ---------------------------------------------------------------------------------------------------------

@test "hgrm: each row's rank, value and count by the run's buckets, in each unit" {
	for stage in irq-dispatch handler bottom-half rx turnaround residency; do
		"$epbell" export -s $stage -o $stage.hgrm its.json
		run "$check" hgrm $stage.hgrm $stage its ns its.json
		echo "$output"
		[ "$status" -eq 0 ]
		[[ $output == "997 in "[2-6]?" rows" ]]
	done
	for unit in ns us ms s; do
		"$epbell" export -s poll-lateness --unit $unit -f hgrm poll.json >poll.hgrm
		run "$check" hgrm poll.hgrm poll-lateness poll $unit poll.json
		echo "$output"
		[ "$status" -eq 0 ]
	done
}

@test "hgrm: report reads it back, count and quantiles within a bucket" {
	for stage in irq-dispatch handler rx turnaround residency; do
		"$epbell" report --json --no-bars -s $stage edma.json >there.json
		for unit in ns us ms s; do
			"$epbell" export -s $stage --unit $unit -o back.hgrm edma.json
			"$epbell" report --json --no-bars back.hgrm >back.json
			jq -en --slurpfile a there.json --slurpfile b back.json --arg stage $stage '
				($a[0].runs[0].stages[0]) as $there | ($b[0].runs[0].stages[0]) as $back |
				($back | .stage == $stage and .backend == "edma" and .device == "pci_epf_vntb.0") and
				([("count", "min", "max", "mean", "p50", "p90", "p99", "p99.9") |
					($back[.] - $there[.]) / $there[.] | . > -0.000001 and . < 0.032] | length == 8 and all)' ||
				say "$stage $unit: $(cat there.json) became $(cat back.json)"
		done
	done
}

@test "hgrm: of several series one has to be chosen, and the sentence says which there are" {
	refused 1 "10 series match" "$epbell" export -f hgrm its.json
	[[ $stderr == *"--stage and --backend"*" irq-dispatch/its/hardirq handler/its/hardirq bottom-half/its "*" doorbell-alloc" ]]
	refused 1 "2 series match" "$epbell" export -s rx -o out.hgrm its.json edma.json
	[[ $stderr == *" its/rx/its edma/rx/edma" ]]
	[ ! -e out.hgrm ]
	run "$epbell" export -s rx -b edma -o out.hgrm its.json edma.json
	[ "$status" -eq 0 ]
	[ "$(figure backend out.hgrm)" = '"edma"' ]
}

@test "hgrm: a directory gets a file for each series" {
	"$epbell" export -o new/ its.json
	[ "$(ls new | tr '\n' ' ')" = "bottom-half-its.hgrm doorbell-alloc.hgrm handler-its-hardirq.hgrm irq-dispatch-its-hardirq.hgrm \
raise-irq-its.hgrm reply-queue-its.hgrm residency-its.hgrm rx-its.hgrm turnaround-its.hgrm tx-flush-its.hgrm " ]
	"$epbell" export -s rx -o irq-dispatch.hgrm its.json
	"$epbell" export -s rx -o new its.json # there already
	mkdir several
	"$epbell" export -s rx,handler -o several its.json edma.json epf-test.json
	[ "$(ls several | tr '\n' ' ')" = "edma-handler-edma-hardirq-pci_epf_vntb.0.hgrm edma-rx-edma-pci_epf_vntb.0.hgrm \
epf-test-handler-its-thread-pci_epf_test.0.hgrm its-handler-its-hardirq-pci_epf_vntb.0.hgrm its-rx-its-pci_epf_vntb.0.hgrm " ]
	cp its.json other.json
	mkdir sub && cp its.json sub/other.json
	refused 1 "two series would be clash//other-rx-its.hgrm" "$epbell" export -s rx -o clash/ other.json sub/other.json
	[ ! -e clash ]
	refused 64 "csv needs but one file" "$epbell" export -f csv -o new its.json
}

@test "hgrm: names from a hostile run file stay in their directory" {
	jq -c '.series = [.series[0] | .stage = "../../x" | .backend = "a/b c"]' its.json >odd.json
	"$epbell" export -o dir/ odd.json
	[ "$(ls dir)" = "_._.._x-a_b_c-hardirq.hgrm" ]
	[ "$(figure stage dir/*)" = '"../../x"' ]
}

# --- reading what others wrote ---------------------------------------------------------------------------------------

@test "report: an .hgrm of HdrHistogram needs --unit, and shows what went into it" {
	refused 1 "name it with --unit (ns, us, ms, s)" "$epbell" report "$hgrm/java-us.hgrm"
	refused 64 "no unit 'min'" "$epbell" report --unit min "$hgrm/java-us.hgrm"
	[ "$(figure stage --unit us "$hgrm/java-us.hgrm")" = '"latency"' ]
	[ "$(figure count --unit us "$hgrm/java-us.hgrm")" = 10001 ]
	# 1, 2, ... 10000 us: p50 is 5000 us, a bucket is 3.1 %
	figure p50 --unit us "$hgrm/java-us.hgrm" | jq -e '. > 4920000 and . < 5080000'
	figure mean --unit us "$hgrm/java-us.hgrm" | jq -e '. > 5004000 and . < 5006000'
	figure max --unit ms "$hgrm/java-us.hgrm" | jq -e '. > 10e9' # all but few have no bucket then
	[ "$(figure count --unit ns "$hgrm/java-small.hgrm")" = 3 ]
	[ "$(figure min --unit ns "$hgrm/java-small.hgrm")" = 7 ]
}

@test "report: of an .hgrm it says what is not known, and nothing that is not so" {
	run "$epbell" report --unit us "$hgrm/java-us.hgrm"
	[ "$status" -eq 0 ]
	[[ $output == *"account   none: an .hgrm has no account"* ]]
	[[ $output == *"table of percentiles"* ]]
	for word in "for 0 ns" "step 1 ns" complete OPEN machine kernel recorded; do
		[[ $output != *"$word"* ]] || say "$word in: $output"
	done
	[ "$("$epbell" report --json --unit us "$hgrm/java-us.hgrm" | jq '.runs[0] | .account_closes, .duration')" = "false
null" ]
}

@test "report: an .hgrm beside a run file" {
	"$epbell" export -s rx -o rx.hgrm edma.json
	run "$epbell" report -s rx its.json rx.hgrm
	[ "$status" -eq 0 ]
	[[ $output == *"Side by side"*"rx "*"count"*"997"*"997"* ]]
	run "$epbell" report -s rx edma.json rx.hgrm
	[[ $output == *p50*"= "* ]]
}

@test "report: damaged tables are refused with a sentence" {
	"$epbell" export -s rx -o rx.hgrm its.json
	head -n 20 rx.hgrm >cut.hgrm
	refused 1 "does not say in which unit" "$epbell" report cut.hgrm
	refused 1 "cut off" "$epbell" report --unit ns cut.hgrm
	sed '5s/^ *[0-9.]*/nan/' rx.hgrm >nan.hgrm
	refused 1 "line 5: is no row" "$epbell" report nan.hgrm
	sed '6s/^ *[0-9.]*/1/' rx.hgrm >back.hgrm
	refused 1 "line 6: goes back" "$epbell" report back.hgrm
	head -c 3000 /dev/urandom >random.hgrm
	run --separate-stderr "$epbell" report --unit ns random.hgrm
	[ "$status" -eq 1 ]
	{ head -n 2 rx.hgrm; yes "1 0 1 1" | head -c 2000000; } >huge.hgrm
	refused 1 "larger than any .hgrm" "$epbell" report --unit ns huge.hgrm
	echo "Dear diary" >text
	refused 1 "nor is it an .hgrm" "$epbell" report text
}

# --- what is selected, and how it is written ---------------------------------------------------------------------------

@test "--raw shows what was seen, --backend and --stage choose" {
	[ "$("$epbell" export --raw -s rx -f csv its.json | tail -n +2 | tr -d '\r' | cut -d, -f8,10 | head -n 3)" = \
		"$(jq -r '.series[] | select(.stage == "rx").raw.buckets[:3][] | "\(.[0]) \(.[1])"' its.json |
			while read -r i n; do echo "$(((i % 32 + 32) << (i / 32 - 1))),$n"; done)" ]
	"$epbell" export --raw -s rx -o raw.hgrm its.json
	grep -q "correction=raw," raw.hgrm
	run "$epbell" export -b edma -s rx,handler -f csv its.json edma.json
	[ "$(tail -n +2 <<<"$output" | cut -d, -f1,2,3 | sort -u | tr '\n' ' ')" = "edma.json,handler,edma edma.json,rx,edma " ]
}

@test "--per-cpu and --per-vector keep apart what the run kept apart" {
	jq -c '.series |= [.[0], (.[0] | .cpu = 1), (.[0] | .cpu = 2 | .vector = 3)] | .series[0].cpu = 0' its.json >cpus.json
	columns() {
		"$epbell" export -f csv cpus.json "$@" | tail -n +2 | tr -d '\r' | cut -d, -f6,7 | sort -u | tr '\n' ' '
	}
	[ "$(columns)" = ", " ]
	[ "$(columns --per-cpu)" = ",0 ,1 ,2 " ]
	[ "$(columns --per-vector)" = ", 3, " ]
	[ "$(columns --per-cpu --per-vector)" = ",0 ,1 3,2 " ]
	"$epbell" export --per-cpu --per-vector -o cpus/ cpus.json
	[ -e cpus/irq-dispatch-its-hardirq-v3-cpu2.hgrm ]
}

@test "the suffix tells the format, --format wins" {
	"$epbell" export -s rx -o a.om its.json
	[[ $(head -n 1 a.om) == "# TYPE epbell_run_info gauge" ]]
	"$epbell" export -s rx -o b.csv -f openmetrics its.json
	cmp a.om b.csv
	run "$epbell" export -s rx -f csv -o - its.json
	[[ ${lines[0]} == file,stage,* ]]
	[ "$output" = "$("$epbell" export its.json -s rx --format=csv)" ]
}

@test "a file is written whole or not at all" {
	echo old >out.csv
	chmod 640 out.csv
	"$epbell" export -o out.csv its.json
	[ "$(stat -c %a out.csv)" = 640 ]
	mkdir dir.csv
	refused 64 "is a directory" "$epbell" export -f csv -o dir.csv its.json
	refused 1 "directory does not exist" "$epbell" export -o none/out.csv its.json
	echo old >kept.csv
	refused 1 "cannot read none.json" "$epbell" export -o kept.csv none.json
	[ "$(cat kept.csv)" = old ]
	refused 1 "No space left on device" "$epbell" export -f csv -o /dev/full its.json
	[ -z "$(find . -name '.*.csv.*')" ]
	run --separate-stderr sh -c '"$1" export -f csv its.json >/dev/full' sh "$epbell"
	[ "$status" -eq 1 ]
	[[ $stderr == "epbell: cannot write the output: "* ]]
}

@test "errors: 1 with a sentence" {
	refused 1 "no series matches" "$epbell" export -s wire -f csv its.json
	refused 1 "cannot read none.json" "$epbell" export -f csv none.json
	echo '{' >cut.json
	refused 1 "cut.json: cut off" "$epbell" export -f csv cut.json
	jq -c '.series = []' its.json >empty.json
	refused 1 "no series matches" "$epbell" export -f openmetrics empty.json
	jq -c '.series = [.series[0] | del(.raw) | .over = 4 | .count = 0 | .sum = 0 | .min = 0 | .max = 0 | .buckets = []]' its.json >over.json
	refused 1 "no series matches" "$epbell" export -f hgrm over.json
	run "$epbell" export -f openmetrics over.json
	[[ $output == *'le="+Inf"} 4'* ]]
}

@test "hlog: a count beyond 63 bits is refused, not cut" {
	jq -c '.series = [.series[0] | del(.raw)]' its.json |
		sed 's/"count":997,"sum":[0-9]*,"min":[0-9]*,"max":[0-9]*,/"count":"9223372036854775808","sum":0,"min":0,"max":0,/;
			s/"buckets":\[\[.*\]\]/"buckets":[[0,"9223372036854775808"]]/' >huge.json
	run "$epbell" export -f csv huge.json
	[ "$status" -eq 0 ]
	[[ $output == *"0,0,9223372036854775808,9223372036854775808"* ]]
	refused 1 "do not fit the log" "$epbell" export -o huge.hlog huge.json
	[ ! -e huge.hlog ]
}

@test "usage errors: 64 with a sentence" {
	refused 64 "no run file named" "$epbell" export
	refused 64 "unknown option '--nonsense'" "$epbell" export --nonsense its.json
	refused 64 "name it with --format (hgrm, hlog, openmetrics, csv)" "$epbell" export its.json
	refused 64 "out.xls does not say which format" "$epbell" export -o out.xls its.json
	refused 64 "no format 'xls': there are hgrm, hlog, openmetrics, csv" "$epbell" export -f xls its.json
	refused 64 "no unit 'min': there are ns, us, ms, s" "$epbell" export -f hgrm --unit min its.json
	refused 64 "no stage 'rz': there are irq-dispatch" "$epbell" export -f csv -s rz its.json
	refused 64 "no backend 'smoke'" "$epbell" export -f csv -b smoke its.json
	refused 64 "its.json is named twice" "$epbell" export -f csv its.json edma.json its.json
	refused 64 "its.json would be overwritten" "$epbell" export -f csv -o ./its.json its.json
	run "$epbell" report its.json
	[ "$status" -eq 0 ]
}

@test "--json: errors are JSON on stdout" {
	run --separate-stderr "$epbell" export --json -f hgrm its.json
	[ "$status" -eq 1 ]
	[ -z "$stderr" ]
	[ "$(jq .code <<<"$output")" -eq 1 ]
	jq -e '.error | startswith("10 series match")' <<<"$output"
	run --separate-stderr "$epbell" export -f nonsense its.json --json
	[ "$status" -eq 64 ]
	[ "$(jq .code <<<"$output")" -eq 64 ]
}
