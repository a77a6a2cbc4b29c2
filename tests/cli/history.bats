#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell history: what is added is there whatever happens, and the gate and the trend say what is true of runs that
# tests/data/make-arms makes up. With EPBELL_LONG (make check-long) the tests that kill, damage and fill take their time.

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	tests/data/make-arms "$BATS_FILE_TMPDIR" same runs=20 seed=1
	tests/data/make-arms "$BATS_FILE_TMPDIR" slow runs=20 seed=2 shift=raise-irq:900
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	arch=$(uname -m | sed s/aarch64/arm64/)
	epbell=${EPBELL:-$PWD/build/$arch/epbell}
	d=$BATS_TEST_TMPDIR
	runs=$BATS_FILE_TMPDIR # same-1.json .. same-20.json, slow-1.json .. slow-20.json
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE XDG_DATA_HOME
	export LANG=C.UTF-8 TERM=xterm EPBELL_HISTORY=$d/h.sqlite
}

say() { echo "$*"; return 1; }

h() { "$epbell" history "$@"; }

# A commit of five runs: commit NAME same|slow FIRST [OPTION]...
commit() {
	local name=$1 kind=$2 first=$3 files=() i
	shift 3
	for i in 0 1 2 3 4; do files+=("$runs/$kind-$((first + i)).json"); done
	h add --commit "$name" "$@" "${files[@]}" >/dev/null
}

# ... of runs made for it: made NAME [KEY=VALUE]...
made() {
	local name=$1
	shift
	tests/data/make-arms "$d" "$name" runs=5 "$@"
	h add --commit "$name" "$d/$name"-*.json >/dev/null
}

# gate EXIT-CODE [OPTION]...
gate() {
	local expect=$1
	shift
	run --separate-stderr "$epbell" history gate "$@"
	[ "$status" -eq "$expect" ] || say "exit $status, not $expect: $output $stderr"
	[ -z "$stderr" ] || say "$stderr"
	flat=$(echo "$output" | tr -s ' \n' ' ')
}

says() {
	[[ $flat == *"$1"* ]] || say "no '$1' in: $flat"
}

# state COMMIT: "accepted", "rejected level" and the like
state() {
	h list --commit "$1" --json | jq -r '.commits[] | .state + if .level then " level" else "" end'
}

# fails EXIT-CODE TEXT COMMAND [OPTION]...: nothing on stdout, one sentence on stderr.
fails() {
	local expect=$1 text=$2
	shift 2
	run --separate-stderr "$epbell" history "$@"
	[ "$status" -eq "$expect" ] || say "$*: exit $status, not $expect: $output $stderr"
	[ -z "$output" ] || say "$*: on stdout: $output"
	[ "${#stderr_lines[@]}" -eq 1 ] || say "$*: no one sentence: $stderr"
	[[ $stderr == *"$text"* ]] || say "$*: no '$text' in: $stderr"
}

# Python's SQLite on a history: sql FILE STATEMENT...
sql() {
	/usr/bin/python3 - "$@" <<-'END'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1], isolation_level=None)
		for statement in sys.argv[2:]:
		    for row in db.execute(statement):
		        print(*row, sep="|")
	END
}

# As somebody who may not write everywhere, but come here.
unprivileged() {
	chmod 755 "$BATS_RUN_TMPDIR" "${d%/*}" "$d"
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	fi
}

# --- add -----------------------------------------------------------------------------------------------------------

@test "add says what it added; the same again changes nothing and says so, in JSON too" {
	run -0 --separate-stderr h add --commit a "$runs/same-1.json" "$runs/same-2.json"
	[ "$output" = "added $runs/same-1.json: run 1 of a"$'\n'"added $runs/same-2.json: run 2 of a" ]
	sql "$EPBELL_HISTORY" "SELECT count(*) FROM runs" "SELECT count(*) FROM figures" "SELECT total(size) FROM runs" >"$d/before"
	run -0 --separate-stderr h add --commit a "$runs/same-2.json"
	[ "$output" = "was there $runs/same-2.json: run 2 of a" ]
	run -0 --separate-stderr h add --commit a --json "$runs/same-2.json" "$runs/same-3.json"
	jq -e '.format == "epbell-history-add" and [.runs[] | [.run, .commit, .already]] == [[2, "a", true], [3, "a", false]]' <<<"$output"
	[ "$(head -n 1 "$d/before")" = 2 ]
	[ "$(sql "$EPBELL_HISTORY" "SELECT count(*) FROM runs")" = 3 ]
}

@test "the same run under two commits, or of two boards, is two runs" {
	h add --commit a "$runs/same-1.json"
	h add --commit b "$runs/same-1.json"
	h add --commit a --board x "$runs/same-1.json"
	h add --commit a --board x "$runs/same-1.json"
	[ "$(h list --runs --json | jq -c '[.runs[] | [.run, .commit, .board == "x"]]')" = '[[1,"a",false],[2,"b",false],[3,"a",true]]' ]
}

@test "the commit is that of the label, of --label, of --commit: the last one named counts" {
	tests/data/make-arms "$d" r runs=1 label.commit=recorded label.who=me
	h add "$d/r-1.json"
	h add --label commit=labelled "$d/r-1.json"
	h add --label commit=labelled --commit option --label who=you --label 'note=a,b' "$d/r-1.json"
	[ "$(h list --json | jq -c '[.commits[].commit]')" = '["recorded","labelled","option"]' ]
	[ "$(h list --label who=you --json | jq -c '[.runs[].run]')" = '[3]' ]
	[ "$(h list --label who=me --json | jq -c '[.runs[].run]')" = '[1,2]' ]
	[ "$(h list --label note=a,b --json | jq -c '[.runs[].run]')" = '[3]' ]
	[ "$(h list --label note=a --json | jq -c '.runs')" = '[]' ]
	h show 3 -o "$d/back.json"
	jq -e '.labels == {commit: "labelled", who: "you", note: "a,b"}' "$d/back.json"
	fails 1 "of what commit it is, is not said" add "$runs/same-1.json"
	fails 1 "of what commit it is, is not said" add --commit '' "$runs/same-1.json"
}

@test "what was added before a file that is none stays" {
	run -1 --separate-stderr h add --commit a "$runs/same-1.json" "$d/nowhere.json" "$runs/same-2.json"
	[ "$output" = "added $runs/same-1.json: run 1 of a" ]
	[[ $stderr == "epbell history add: cannot read $d/nowhere.json"* ]]
	run -1 --separate-stderr h add --json --commit a "$runs/same-1.json" "$d/nowhere.json"
	jq -e '.code == 1 and (.error | test("nowhere"))' <<<"$output"
	[ "$(h list --runs --json | jq '.runs | length')" -eq 1 ]
}

@test "names may be any text: quotes, SQL, UTF-8, spaces; bytes a terminal obeys and names too long are refused" {
	local name i=0 names=("'; DROP TABLE runs; --" 'a"b' "größe-日本" ' ' '%' '_' "a,b" "$(printf 'n%.0s' {1..191})" '--db')
	for name in "${names[@]}"; do
		h add --commit="$name" --board="$name" --label "k=$name" "$runs/same-1.json" 2>/dev/null ||
			h add --commit="$name" --label "k=$name" "$runs/same-1.json" # 128 bytes and more are no board
		i=$((i + 1))
		[ "$(h list --commit="$name" --json | jq -r '.commits[].commit')" = "$name" ]
		[ "$(h list --label "k=$name" --json | jq -c '[.runs[].run]')" = "[$i]" ]
	done
	[ "$(h list --json | jq '.commits | length')" -eq "${#names[@]}" ]
	fails 1 "1 to 191 bytes" add --commit "$(printf 'n%.0s' {1..192})" "$runs/same-1.json"
	fails 1 "1 to 191 bytes" add --commit "$(head -c 100000 /dev/zero | tr '\0' n)" "$runs/same-1.json"
	fails 1 "1 to 127 bytes" add --commit a --board "$(printf 'n%.0s' {1..128})" "$runs/same-1.json"
	fails 1 "without control characters" add --commit $'a\nb' "$runs/same-1.json"
	fails 1 "without control characters" add --commit a --board $'\e[2J' "$runs/same-1.json"
	fails 1 "UTF-8" add --commit $'\xff\xfe' "$runs/same-1.json"
	fails 1 "no commit" accept $'\xff\xfe'
	[ "$(sql "$EPBELL_HISTORY" "SELECT count(*) FROM runs")" -eq "${#names[@]}" ]
}

@test "show -o gives the run back: the same but for empty lists, and every backend's example" {
	local f id=0 same='walk(if type == "object" then with_entries(select(.value != [])) else . end)'
	for f in tests/data/its.json tests/data/edma.json tests/data/poll.json "$runs/slow-3.json"; do
		h add --commit a "$f"
		id=$((id + 1))
		run h show $id -o "$d/back.json"
		[ "$status" -eq 0 ] && [ -z "$output" ] || say "$f: $output"
		diff <(jq -S "$same" "$f") <(jq -S "$same" "$d/back.json") || say "$f"
	done
	# one of an older version, without some members: it says the same
	h add --commit a tests/data/epf-test.json
	h show 5 -o "$d/back.json"
	diff <("$epbell" report --json tests/data/epf-test.json | jq 'del(.. | .file?)') \
		<("$epbell" report --json "$d/back.json" | jq 'del(.. | .file?)')
	fails 1 "no run 99" show 99
	fails 1 "no run 99" show 99 -o "$d/none.json"
	[ ! -e "$d/none.json" ]
	fails 1 "nowhere" show 1 -o "$d/nowhere/x.json"
}

# --- list and show -------------------------------------------------------------------------------------------------

@test "list: commits with state; runs by commit, board, backend, label and the newest" {
	tests/data/make-arms "$d" its runs=2 backend=its label.kind=one
	tests/data/make-arms "$d" edma runs=1 backend=edma label.kind=two
	h add --commit a --board s4 "$d"/its-*.json "$d"/edma-*.json
	h add --commit b --board s4 "$d/its-1.json"
	h add --commit b --board rk "$d/edma-1.json"
	h accept a
	h reject --board rk b
	run -0 h list
	[[ ${lines[0]} =~ ^\ *commit\ +runs\ +state\ +added\ +board ]]
	[[ ${lines[1]} =~ ^\ *a\ +3\ +accepted\ +20[0-9T:-]+Z\ +s4 ]]
	[[ ${lines[2]} =~ ^\ *b\ +1\ +new ]]
	[[ ${lines[3]} =~ ^\ *b\ +1\ +rejected\ .*rk ]]
	jq -e '.format == "epbell-history-list" and [.commits[] | [.commit, .board, .runs, .state, .level]] ==
		[["a", "s4", 3, "accepted", false], ["b", "s4", 1, "new", false], ["b", "rk", 1, "rejected", false]]' <<<"$(h list --json)"
	[ "$(h list --board rk --json | jq -c '[.commits[].commit]')" = '["b"]' ]
	[ "$(h list --commit b --json | jq -c '[.commits[].board]')" = '["s4","rk"]' ]
	[ "$(h list --last 1 --json | jq -c '[.commits[].board]')" = '["rk"]' ]
	[ "$(h list -r --json | jq -c '[.runs[].run]')" = '[1,2,3,4,5]' ]
	[ "$(h list --backend edma --json | jq -c '[.runs[].run]')" = '[3,5]' ]
	[ "$(h list --label kind=one -b s4 -c a --json | jq -c '[.runs[].run]')" = '[1,2]' ]
	[ "$(h list --runs -n 2 --json | jq -c '[.runs[] | [.run, .backends, .kernel, .closes, .complete]]')" = \
		'[[4,"its","7.3.4",true,true],[5,"edma","7.3.4",true,true]]' ]
	[ "$(h list --backend poll --json | jq -c .runs)" = '[]' ]
	[ "$(h list --board none --json | jq -c .commits)" = '[]' ]
}

@test "show: the figures kept are those of the run file" {
	h add --commit a "$runs/slow-1.json"
	h show 1 --json >"$d/show.json"
	"$epbell" report --json "$runs/slow-1.json" >"$d/report.json"
	jq -e --slurpfile r "$d/report.json" '.format == "epbell-history-show" and .runs[0].commit == "a" and
		(.series | map({stage, count, min, p50, p99, max})) ==
		($r[0].runs[0].stages | map({stage, count, min, p50, p99, max}) | sort_by(.stage))' "$d/show.json"
	run -0 h show 1
	[[ $output == *"What is kept of its stages"*raise-irq*residency* ]]
}

@test "a hash is cut in text and whole in JSON" {
	local hash=0123456789abcdef0123456789abcdef01234567
	h add --commit $hash "$runs/same-1.json"
	run -0 h list
	[[ $output == *" 0123456789ab "* && $output != *$hash* ]]
	[ "$(h list --json | jq -r '.commits[].commit')" = $hash ]
}

@test "text fits the width, in UTF-8 and in ASCII" {
	local what
	commit "$(printf 'größe%.0s' {1..6})" same 1
	commit b slow 1
	for what in list "list --runs" "show 1" "trend --stage raise-irq" "gate --dry-run"; do
		for width in 72 80 120; do
			# shellcheck disable=SC2086 # its options
			run h $what --width $width
			[ "$(echo "$output" | LC_ALL=C.UTF-8 grep -cE "^.{$((width + 1))}")" -eq 0 ] || say "$what: $output"
		done
	done
	h prune --keep 1
	for what in list "list --runs" "trend --stage raise-irq" "gate --dry-run"; do
		# shellcheck disable=SC2086 # its options
		run h $what --ascii
		[ "$(echo "$output" | LC_ALL=C grep -c '[^ -~]')" -eq 0 ] || say "$what: $output"
	done
}

# --- gate ----------------------------------------------------------------------------------------------------------

@test "gate: 3 without a base, 0 and accepted, 2 and rejected; rejected ones are no base" {
	commit a same 1
	gate 3
	says "no accepted commit of"
	says "'epbell history accept a' makes it the base"
	[ "$(state a)" = new ]
	h accept a
	commit b same 6
	gate 0
	says "pass: 4 figures, 5 + 5 runs, none slower"
	[ "$(state b)" = accepted ]
	commit c slow 1
	gate 2
	says "2 of 4 figures slower: raise-irq its p50, raise-irq its p99"
	[ "$(state c)" = rejected ]
	commit d slow 6
	gate 2
	says "10 + 5 runs" || [[ $(h gate --json | jq -c '[.arms[].runs]') == '[10,5]' ]]
	[ "$(state d)" = rejected ]
	commit e same 11
	gate 0 --json
	jq -e '[.arms[] | [.arm, .runs]] == [["accepted", 10], ["e", 5]] and .outcome == "pass"' <<<"$output"
}

@test "accepting a rejected one begins a new level, which the gate does not take back" {
	commit a same 1
	h accept a
	commit b same 6
	gate 0
	commit c slow 1
	gate 2
	run -0 h accept c
	[ "$output" = "accepted c" ]
	[ "$(state c)" = "accepted level" ]
	run -0 h accept c --json
	jq -e '.format == "epbell-history-accept" and .commits[0].state == "accepted" and .commits[0].level' <<<"$output"
	gate 2 # asked again, it says what it said
	[ "$(state c)" = "accepted level" ]
	commit d slow 6
	gate 0 --json
	jq -e '[.arms[] | [.arm, .runs]] == [["c", 5], ["d", 5]]' <<<"$output"
	commit e same 11
	gate 0
	gate 2 --fail-on change
	[ "$(state e)" = rejected ]
	# what the gate itself rejected and then passed is no new level
	gate 0
	[ "$(state e)" = accepted ]
	run -0 h list
	[[ ${lines[0]} == *"new level"* ]]
	# rejected after all: then what was before it is the base again
	h reject c
	h reject d
	h reject e
	commit f slow 11
	gate 2 --json
	jq -e '.arms[0].runs == 10' <<<"$output"
	run -0 h reject b --json
	jq -e '.format == "epbell-history-reject" and [.commits[] | [.commit, .state]] == [["b", "rejected"]]' <<<"$output"
}

@test "gate: --dry-run notes nothing, --last takes so many, --commit judges one against those before it" {
	commit a same 1
	h accept a
	commit b same 6
	gate 0 --dry-run
	[ "$(state b)" = new ]
	h accept b
	commit c slow 1
	gate 2 --dry-run --last 1 --json
	jq -e '[.arms[] | [.arm, .runs]] == [["b", 5], ["c", 5]]' <<<"$output"
	[ "$(state c)" = new ]
	h accept c # by hand, never rejected: no new level
	[ "$(state c)" = accepted ]
	commit d slow 6
	h accept d
	gate 0 --commit b --json --dry-run
	jq -e '[.arms[] | [.arm, .runs]] == [["a", 5], ["b", 5]]' <<<"$output"
	gate 2 --commit c --dry-run --json
	jq -e '[.arms[] | [.arm, .runs]] == [["accepted", 10], ["c", 5]]' <<<"$output"
	gate 3 --commit a
	fails 1 "no such commit in the history" gate --commit weather
}

@test "gate: the base is of several commits and kernels; what differs else is another history" {
	made a seed=1 env.release=7.3.1
	made b seed=2 env.release=7.3.2
	h accept a
	h accept b
	made c seed=3 env.release=7.3.3
	gate 0 --json
	jq -e '[.arms[].runs] == [10, 5] and .reasons == []' <<<"$output"
	made other seed=4 env.hz=1000
	gate 3
	says "no accepted commit"
	says "3 commits of other boards or configurations have no part in it"
	made e seed=5 shift=raise-irq:900
	gate 2 --json
	jq -e '[.arms[].runs] == [15, 5]' <<<"$output"
	h add --commit f --board elsewhere "$d"/e-*.json >/dev/null
	gate 3
	gate 3 --board elsewhere
	gate 2 --commit e
}

@test "gate: a commit's backends are judged each for itself; --backend chooses" {
	local c
	for c in a b; do
		made $c seed=$c backend=its
		tests/data/make-arms "$d" $c-edma runs=7 seed=2$c backend=edma $([ $c = a ] || echo shift=residency:4000)
		h add --commit $c "$d"/$c-edma-*.json >/dev/null
		[ $c = b ] || h accept a
	done
	[ "$(h list --json | jq -c '[.commits[].runs]')" = '[12,12]' ]
	gate 0 --backend its
	gate 2 --backend edma
	gate 2 --alpha 0.3 --json
	jq -e '[.figures[] | select(.verdict == "slower") | [.backend, .stage]] | unique == [["edma", "residency"]]' <<<"$output"
}

@test "gate: an open account, a missing stage, too few runs: exit 3, and nothing is noted" {
	commit a same 1
	h accept a
	made b seed=3 open=raise-irq
	gate 3
	says "its account is open"
	[ "$(state b)" = new ]
	gate 3 --budget 'raise-irq:p50<=1us'
	made c seed=4 stages=residency:22000
	gate 3
	says "no values in c"
	h add --commit e "$runs/same-7.json" "$runs/same-8.json" >/dev/null
	gate 3
	says "cannot reach p < 0.05"
	[ "$(state e)" = new ]
	gate 2 --budget 'residency:p50<=1us'
	[ "$(state e)" = rejected ]
}

@test "gate takes the rules of compare: stage, quantile, tolerance, budget, rule, allow-unlike" {
	commit a same 1
	h accept a
	commit b slow 1
	gate 0 --dry-run --stage residency
	gate 2 --dry-run --stage raise-irq --quantile mean
	gate 0 --dry-run --tolerance 30%
	gate 2 --dry-run --tolerance 30% --budget 'raise-irq:max<=2us'
	gate 2 --dry-run --rule exact --stage raise-irq --quantile p50
	gate 0 --dry-run --allow-unlike governor --stage residency
	gate 0 --dry-run --stage residency --within
	says "Within the runs"
}

@test "the numbers of gate are those of compare on the same files" {
	commit a same 1
	h accept a
	commit b slow 1
	gate 2 --json
	jq -S .figures <<<"$output" >"$d/gate"
	run -2 "$epbell" compare --json --base "$runs"/same-[1-5].json --new "$runs"/slow-[1-5].json
	diff <(jq '[.[] | del(.arm, .why)]' "$d/gate") <(jq -S '[.figures[] | del(.arm, .why)]' <<<"$output")
}

@test "gate's forms: Markdown, KTAP and JUnit say the same, with the same exit code, and other people's parsers read them" {
	commit a same 1
	h accept a
	commit b slow 1
	gate 2 --dry-run --markdown
	says "**FAIL**"
	gate 2 --dry-run --ktap
	[[ $output == "KTAP version 1"* ]]
	echo "$output" >"$d/ktap"
	gate 2 --dry-run --junit -o "$d/junit"
	[ -z "$output" ]
	run --separate-stderr tests/parse-ktap "$d/ktap"
	[ "$status" -eq 77 ] || jq -e '[.passed, .failed, .skipped] == [2, 2, 0] and .names[0] == "b/raise-irq its p50"' <<<"$output"
	run --separate-stderr tests/parse-junit "$d/junit"
	[ "$status" -eq 77 ] || jq -e '.tests == 4 and .failures == 2 and .errors == 0 and .skipped == 0' <<<"$output"
	run -1 --separate-stderr h gate --dry-run -o "$d/nowhere/x"
}

# --- trend ---------------------------------------------------------------------------------------------------------

# Commits k1.. of one run each, in files named: each FILE...
each() {
	local f i=0
	for f; do
		i=$((i + 1))
		h add --commit "k$i" "$f"
	done >/dev/null
}

@test "trend: a change is found where it was put, and none in a flat series" {
	each "$runs"/same-{1..8}.json "$runs"/slow-{1..8}.json
	run -0 --separate-stderr h trend --stage raise-irq --json
	jq -e '.format == "epbell-history-trend" and (.trend | length) == 16 and
		[.trend[] | select(.change) | .commit] == ["k9"]' <<<"$output"
	jq -e '.trend[] | select(.change) | .shift > 700 and .shift < 1100 and .p > 0 and .p < 0.05' <<<"$output"
	jq -e '[.trend[] | select(.change | not) | .shift == null and .p == null] | all' <<<"$output"
	run -0 h trend --stage raise-irq
	[[ $output == *"raise-irq p50 on Renesas"* ]]
	[ "$(grep -c '+[0-9]* ns' <<<"$output")" -eq 1 ]
	grep -q '^ *k9 .*+[0-9]* ns' <<<"$output"
	run -0 --separate-stderr h trend --json # residency, where nothing was put
	jq -e '[.trend[].change] | any | not' <<<"$output"
	run -0 --separate-stderr h trend --stage raise-irq --last 3 --json
	jq -e '[.trend[].commit] == ["k14", "k15", "k16"]' <<<"$output"
	run -0 --separate-stderr h trend --stage raise-irq --last 8 --json
	jq -e '[.trend[] | select(.change) | .commit] == ["k9"]' <<<"$output"
}

@test "trend: its numbers are those of report, quantile by quantile, the median over a commit's runs" {
	local q
	h add --commit one "$runs"/same-{1..4}.json >/dev/null
	"$epbell" report --json "$runs"/same-{1..4}.json >"$d/report.json"
	for q in p50 p99 mean min max; do
		h trend --stage raise-irq --quantile $q --json | jq -e --arg q $q --slurpfile r "$d/report.json" '
			([$r[0].runs[].stages[] | select(.stage == "raise-irq") | .[$q]] | sort) as $v |
			(.trend[0].median - ($v[1] + $v[2]) / 2 | fabs) < 0.001 and .trend[0].low == $v[0] and
			.trend[0].high == $v[3] and .trend[0].runs == 4' || say $q
	done
}

@test "trend --csv is read by others as it is meant, whatever the commit is called" {
	h add --commit 'a,"b' "$runs/same-1.json"
	h add --commit "größe" "$runs/same-2.json"
	h trend --stage raise-irq --csv >"$d/csv"
	h trend --stage raise-irq --json >"$d/json"
	/usr/bin/python3 - "$d/csv" "$d/json" <<-'END'
		import csv, json, sys
		rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
		want = json.load(open(sys.argv[2]))["trend"]
		assert [r["commit"] for r in rows] == ['a,"b', "größe"] == [w["commit"] for w in want], rows
		for r, w in zip(rows, want):
		    assert abs(float(r["median_ns"]) - w["median"]) < 0.06 and int(r["runs"]) == w["runs"], (r, w)
		    assert float(r["least_ns"]) <= float(r["median_ns"]) <= float(r["greatest_ns"])
		    assert r["change"] == "0" and r["shift_ns"] == "0.0" and r["p"] == "1"
	END
}

@test "trend: backend, context, board, commit choose the series" {
	tests/data/make-arms "$d" edma runs=2 backend=edma stages=handler@hardirq:700,residency:30000
	tests/data/make-arms "$d" thread runs=1 backend=edma stages=handler@thread:9000
	h add --commit a --board s4 "$runs/same-1.json" "$d"/edma-*.json >/dev/null
	h add --commit b --board s4 "$d"/thread-*.json >/dev/null
	h add --commit b --board rk "$runs/same-2.json" >/dev/null
	fails 1 "--backend or --context chooses" trend --commit a
	[ "$(h trend --commit a --backend its --json | jq -c '[.trend[] | [.commit, .runs]]')" = '[["a",1]]' ]
	[ "$(h trend -b s4 --backend edma --json | jq -c '[.trend[] | [.commit, .runs]]')" = '[["a",2]]' ]
	fails 1 "--backend or --context chooses" trend -b s4 -s handler
	[ "$(h trend -b s4 -s handler --context thread --json | jq -c '[.trend[].commit]')" = '["b"]' ]
	[ "$(h trend -b s4 -s handler --context hardirq --json | jq -c '[.trend[].commit]')" = '["a"]' ]
	run -0 h trend
	[[ $output == *"on rk"*"2 commits of other boards or configurations are left out"* ]]
	fails 1 "has poll-period" trend --stage poll-period
	fails 1 "no such commit" trend --board nowhere
}

# --- prune ---------------------------------------------------------------------------------------------------------

@test "prune: keep, before, accepted ones stay, dry-run; the space is given back" {
	local i before
	for i in 1 2 3 4 5 6 7 8; do h add --commit k$i "$runs"/same-{1..10}.json >/dev/null; done
	h accept k1
	h accept k2
	h reject k3
	before=$(stat -c %s "$EPBELL_HISTORY")
	run -0 h prune --keep 2 --dry-run
	[ "$output" = "would remove 4 commits with 40 runs" ]
	[ "$(h prune --keep 2 --dry-run --json | jq -c .)" = '{"commits":4,"runs":40,"removed":false}' ]
	[ "$(h list --json | jq '.commits | length')" -eq 8 ]
	run -0 h prune --keep 2
	[ "$output" = "removed 4 commits with 40 runs" ]
	[ "$(h list --json | jq -c '[.commits[].commit]')" = '["k1","k2","k7","k8"]' ]
	[ "$(h list --runs --json | jq '.runs | length')" -eq 40 ]
	for table in contents figures labels; do
		[ "$(sql "$EPBELL_HISTORY" "SELECT count(*) FROM $table WHERE run_id NOT IN (SELECT id FROM runs)")" -eq 0 ]
	done
	[ "$(stat -c %s "$EPBELL_HISTORY")" -lt $((before * 2 / 3)) ]
	run -0 h prune --keep 2 --accepted 1
	[ "$output" = "removed 1 commits with 10 runs" ]
	[ "$(h list --json | jq -c '[.commits[].commit]')" = '["k2","k7","k8"]' ]
	run -0 h prune --before 2001-01-01
	[ "$output" = "removed 0 commits with 0 runs" ]
	[ "$(h prune --before 2100-01-01T00:00:00Z --json | jq -c .)" = '{"commits":2,"runs":20,"removed":true}' ]
	run -0 h prune --before 2100-01-01 --accepted 0
	[ "$(h list --json | jq -c .commits)" = '[]' ]
	fails 1 "no such commit in the history" gate
	h add --commit new "$runs/same-1.json"
}

@test "prune --keep counts each board and configuration for itself" {
	local i
	for i in 1 2 3; do
		h add --commit k$i --board s4 "$runs/same-$i.json"
		h add --commit k$i --board rk "$runs/same-$i.json"
	done
	h add --commit k4 --board rk "$runs/same-4.json"
	h prune --keep 2
	[ "$(h list --json | jq -c '[.commits[] | [.board, .commit]] | sort')" = '[["rk","k3"],["rk","k4"],["s4","k2"],["s4","k3"]]' ]
}

# --- the file ------------------------------------------------------------------------------------------------------

@test "where it is: --db, then EPBELL_HISTORY, XDG_DATA_HOME, HOME; directories are made, odd names are names of files" {
	local name
	h add --commit a --db "$d/x/y/z.sqlite" "$runs/same-1.json"
	h add --commit a "$runs/same-1.json"
	XDG_DATA_HOME=$d/data EPBELL_HISTORY='' h add --commit a "$runs/same-1.json"
	HOME=$d/home EPBELL_HISTORY='' h add --commit a "$runs/same-1.json"
	[ -s "$d/x/y/z.sqlite" ] && [ -s "$d/h.sqlite" ] && [ -s "$d/data/epbell/history.sqlite" ]
	[ -s "$d/home/.local/share/epbell/history.sqlite" ]
	HOME='' EPBELL_HISTORY='' fails 1 "name it by --db" list
	cd "$d"
	for name in ':memory:' 'file:m?mode=memory' 'a%20b#c?d.db' "it's"; do
		h add --commit a --db "$name" "$runs/same-1.json"
		[ -s "$name" ] || say "no file $name"
		[ "$(h list --db "$name" --json | jq '.commits | length')" -eq 1 ]
	done
	fails 1 "path is empty" add --commit a --db '' "$runs/same-1.json"
	fails 1 "too long" add --commit a --db "$(head -c 600 /dev/zero | tr '\0' x)" "$runs/same-1.json"
}

@test "no history yet: a sentence, exit 1, in JSON as well; nothing is made by looking" {
	local cmd
	for cmd in list "show 1" trend gate "accept a" "reject a" "prune --keep 1"; do
		# shellcheck disable=SC2086 # its options
		fails 1 "no history at $EPBELL_HISTORY" $cmd
		# shellcheck disable=SC2086 # its options
		run -1 --separate-stderr h $cmd --json
		jq -e '.code == 1 and (.error | test("no history at"))' <<<"$output"
	done
	[ ! -e "$EPBELL_HISTORY" ]
}

@test "the file is of SQLite, in WAL mode, with version and owner in it, and whole after two writers at once" {
	local pid
	(for i in {1..50}; do h add --commit "a$((i % 5))" --label "i=$i" "$runs/same-$((i % 20 + 1)).json" || exit 1; done) >"$d/a" 2>&1 &
	pid=$!
	for i in {1..50}; do
		h add --commit "b$((i % 5))" --label "i=$i" "$runs/slow-$((i % 20 + 1)).json" || return 1
	done >"$d/b" 2>&1
	wait $pid
	[ "$(cat "$d/a" "$d/b" | grep -c '^added')" -eq 100 ]
	[ "$(sql "$EPBELL_HISTORY" "SELECT count(*), count(DISTINCT id) FROM runs" "PRAGMA journal_mode" "PRAGMA user_version" \
		"PRAGMA application_id" "PRAGMA integrity_check" | tr '\n' ' ')" = "100|100 wal 2 1701864044 ok " ]
	[ "$(h list --json | jq -c '[.commits[] | .runs] | [length, add]')" = '[10,100]' ]
	[ "$(sql "$EPBELL_HISTORY" "SELECT count(DISTINCT value) FROM labels WHERE key = 'i'")" -eq 50 ]
}

@test "several that make the history at once make one" {
	local i try pids
	for try in 1 2 3; do
		export EPBELL_HISTORY=$d/new-$try
		pids=()
		for i in 1 2 3 4 5 6; do
			h add --commit a "$runs/same-$i.json" >>"$d/out" 2>&1 &
			pids+=($!)
		done
		for i in "${pids[@]}"; do wait "$i" || say "$(cat "$d/out")"; done
		[ "$(h list --json | jq '.commits[0].runs')" -eq 6 ]
	done
}

@test "another writer is waited for; with EPBELL_LONG: ten seconds, then a sentence" {
	hold() {
		/usr/bin/python3 - "$EPBELL_HISTORY" "$1" "$d/held" <<-'END'
			import sqlite3, sys, time
			db = sqlite3.connect(sys.argv[1], isolation_level=None)
			db.execute("BEGIN IMMEDIATE")
			open(sys.argv[3], "w").close()
			time.sleep(float(sys.argv[2]))
			db.execute("ROLLBACK")
		END
	}
	held() {
		until [ -e "$d/held" ]; do sleep 0.05; done
	}
	local start
	h add --commit a "$runs/same-1.json"
	hold 1 &
	held
	start=$(date +%s%N)
	h list # readers wait for nobody
	[ $(($(date +%s%N) - start)) -lt 700000000 ]
	run -0 h add --commit a "$runs/same-2.json"
	[ $(($(date +%s%N) - start)) -gt 500000000 ]
	wait
	[ -n "${EPBELL_LONG:-}" ] || return 0
	rm "$d/held"
	hold 14 &
	held
	fails 1 "another epbell writes to it: try again" add --commit a "$runs/same-3.json"
	wait
}

@test "a history of schema 1 is migrated with what is in it; a newer one is refused" {
	local old=$d/old.sqlite
	/usr/bin/python3 - "$old" "$runs/same-1.json" <<-'END'
		import json, sqlite3, sys, zlib
		db = sqlite3.connect(sys.argv[1])
		db.executescript("""
		CREATE TABLE commits (id INTEGER PRIMARY KEY, name TEXT NOT NULL, board TEXT NOT NULL, config TEXT NOT NULL,
		  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)), UNIQUE (name, board, config));
		CREATE TABLE runs (id INTEGER PRIMARY KEY, commit_id INTEGER NOT NULL REFERENCES commits (id) ON DELETE CASCADE,
		  added TEXT NOT NULL, backends TEXT NOT NULL, accounted INTEGER NOT NULL, closes INTEGER NOT NULL,
		  complete INTEGER NOT NULL, environment TEXT NOT NULL, crc INTEGER NOT NULL, size INTEGER NOT NULL);
		CREATE INDEX runs_by_commit ON runs (commit_id, added);
		CREATE INDEX runs_by_content ON runs (crc, size);
		CREATE TABLE contents (run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE, content BLOB NOT NULL);
		CREATE TABLE labels (run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, key TEXT NOT NULL,
		  value TEXT NOT NULL, PRIMARY KEY (run_id, key)) WITHOUT ROWID;
		CREATE INDEX labels_by_value ON labels (key, value);
		CREATE TABLE figures (stage TEXT NOT NULL, backend TEXT NOT NULL, context TEXT NOT NULL,
		  commit_id INTEGER NOT NULL, run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
		  sum INTEGER NOT NULL, min INTEGER NOT NULL, max INTEGER NOT NULL, buckets BLOB NOT NULL,
		  PRIMARY KEY (stage, backend, context, commit_id, run_id)) WITHOUT ROWID;
		CREATE INDEX figures_by_run ON figures (run_id);
		PRAGMA application_id = 0x6570626c;
		PRAGMA user_version = 1;
		INSERT INTO commits VALUES (1, 'old', 'board', 'hz HZ=250', 2);
		INSERT INTO labels VALUES (1, 'who', 'me');
		INSERT INTO figures VALUES ('raise-irq', 'its', '', 1, 1, 30, 10, 20, x'0a010a01');
		""")
		text = open(sys.argv[2], "rb").read()
		db.execute("INSERT INTO runs VALUES (1, 1, '2026-01-02T03:04:05Z', 'its', 1, 1, 1, ?, ?, ?)",
		           (json.dumps(json.loads(text)["environment"]), zlib.crc32(text), len(text)))
		db.execute("INSERT INTO contents VALUES (1, ?)", (zlib.compress(text),))
		db.commit()
	END
	cp "$old" "$d/readonly.sqlite"
	run -0 h list --db "$old" --json
	jq -e '.commits == [.commits[0]] and (.commits[0] | .commit == "old" and .state == "rejected" and .level == false and
		.last == "2026-01-02T03:04:05Z" and .runs == 1)' <<<"$output"
	[ "$(sql "$old" "PRAGMA user_version" "PRAGMA journal_mode" "PRAGMA integrity_check" | tr '\n' ' ')" = "2 wal ok " ]
	h show --db "$old" 1 -o "$d/back.json"
	cmp "$d/back.json" "$runs/same-1.json"
	h show --db "$old" 1 --json | jq -e '.series | length == 1 and .[0].stage == "raise-irq" and .[0].count == 2'
	[ "$(h list --db "$old" --label who=me --json | jq -c '[.runs[].run]')" = '[1]' ]
	h accept --db "$old" old
	[ "$(h list --db "$old" --json | jq .commits[0].level)" = true ]
	# one that may not be written cannot be migrated
	chmod 444 "$d/readonly.sqlite"
	run -1 --separate-stderr unprivileged "$epbell" history list --db "$d/readonly.sqlite"
	[[ $stderr == *"has to be migrated and may not be written"* ]]
	sql "$old" "PRAGMA user_version = 3"
	for cmd in list "add --commit a $runs/same-1.json" gate trend "prune --keep 1"; do
		# shellcheck disable=SC2086 # its options
		fails 1 "a newer epbell's history (schema 3, this one knows 2)" $cmd --db "$old"
	done
	[ "$(sql "$old" "PRAGMA user_version")" = 3 ]
}

@test "what is none of epbell's is left alone: other databases, text, directories, devices" {
	sql "$d/other" "CREATE TABLE bookmarks (url)" >/dev/null
	cp "$d/other" "$d/was"
	fails 1 "no history of epbell's" add --commit a --db "$d/other" "$runs/same-1.json"
	fails 1 "no history of epbell's" list --db "$d/other"
	cmp "$d/other" "$d/was"
	sql "$d/owned" "PRAGMA application_id = 77" "VACUUM"
	fails 1 "no history of epbell's" add --commit a --db "$d/owned" "$runs/same-1.json"
	cp "$runs/same-1.json" "$d/text"
	fails 1 "no history of epbell's" add --commit a --db "$d/text" "$runs/same-1.json"
	cmp "$d/text" "$runs/same-1.json"
	fails 1 "no regular file" add --commit a --db "$d" "$runs/same-1.json"
	fails 1 "no regular file" list --db /dev/zero
	mkfifo "$d/pipe"
	fails 1 "no" add --commit a --db "$d/text/h.sqlite" "$runs/same-1.json"
}

@test "an empty file, and one whose making was cut off, become a history" {
	: >"$d/empty"
	fails 1 "no history at" list --db "$d/empty"
	h add --commit a --db "$d/empty" "$runs/same-1.json"
	sql "$d/cut" "VACUUM" # pages, but no table
	[ -s "$d/cut" ]
	h add --commit a --db "$d/cut" "$runs/same-1.json"
	[ "$(h list --db "$d/cut" --json | jq '.commits | length')" -eq 1 ]
}

@test "one that may not be written is read, leaves nothing behind, and is not written" {
	local shared=$d/shared
	mkdir "$shared"
	commit a same 1
	h accept a
	commit b slow 1
	cp "$EPBELL_HISTORY" "$shared/h"
	export EPBELL_HISTORY=$shared/h
	unprivileged test -r "$shared" || skip "nobody else may come to $d"
	for mode in "444 755" "444 777" "666 755"; do
		chmod "${mode% *}" "$shared/h"
		chmod "${mode#* }" "$shared"
		[ "$(unprivileged "$epbell" history list --json | jq -c '[.commits[].runs]')" = '[5,5]' ]
		unprivileged "$epbell" history trend --stage raise-irq >/dev/null
		run -2 unprivileged "$epbell" history gate --dry-run
		run -1 --separate-stderr unprivileged "$epbell" history gate
		[[ $stderr == *"may not be written"* ]]
		run -1 --separate-stderr unprivileged "$epbell" history add --commit a "$PWD/tests/data/its.json"
		[[ $stderr == *"may not be written"* ]]
		[ "$(ls "$shared")" = h ] || say "$mode: $(ls -l "$shared")"
	done
	chmod 600 "$shared/h"
	run -1 --separate-stderr unprivileged "$epbell" history list
	[[ $stderr == "epbell history list: cannot open $shared/h: "* ]]
}

@test "a full disk: one sentence, exit 1, and what was reported as added is there" {
	local limit n
	for limit in 0 4 40 64 100; do
		export EPBELL_HISTORY=$d/full-$limit
		run -0 bash -c "trap '' XFSZ; (ulimit -f $limit; '$epbell' history add --commit a '$runs'/same-*.json 2>&1; echo \"exit \$?\") | cat"
		[ "${lines[-1]}" = "exit 1" ] || say "$limit: $output"
		[[ ${lines[-2]} == "epbell history add: cannot "*": "* ]] || say "$limit: $output"
		n=$(grep -c '^added' <<<"$output") || true
		[ "$n" -eq $((${#lines[@]} - 2)) ]
		if [ "$n" -gt 0 ]; then
			[ "$(h list --runs --json | jq '.runs | length')" -eq "$n" ]
			[ "$(sql "$EPBELL_HISTORY" "PRAGMA integrity_check")" = ok ]
		fi
		h add --commit a "$runs"/same-*.json >/dev/null # when there is room again
		[ "$(h list --runs --json | jq '.runs | length')" -eq 20 ]
	done
}

# --- damage --------------------------------------------------------------------------------------------------------

# All commands on $1: none crashes; each ends with an exit code that it has, and an error is one sentence.
survives() {
	local db=$1 cmd asan=$PWD/build/$arch-asan/epbell
	"$asan" history --help >/dev/null 2>&1 || asan=$epbell
	for cmd in list "list --runs" "show 1" "show 2 -o $d/back" "trend -s raise-irq" "gate --dry-run" \
		"add --commit x $runs/same-9.json" "accept a" "prune --keep 1"; do
		status=0
		# shellcheck disable=SC2086 # its options
		timeout 60 "$asan" history $cmd --db "$db" >"$d/stdout" 2>"$d/stderr" || status=$?
		case $status in
		0 | 2 | 3) [ ! -s "$d/stderr" ] || say "$cmd: $(cat "$d/stderr")" ;;
		1) [ "$(wc -l <"$d/stderr")" -eq 1 ] && grep -q "^epbell history " "$d/stderr" || say "$cmd: $(cat "$d/stderr")" ;;
		*) say "$cmd: exit $status: $(cat "$d/stderr")" ;;
		esac
	done
}

@test "a file cut off anywhere: no crash, one sentence" {
	local size i
	commit a same 1
	h accept a
	commit b slow 1
	size=$(stat -c %s "$EPBELL_HISTORY")
	for i in 50 99 100 511 512 4095 4096 4097 $((size / 4)) $((size / 2)) $((size - 4096)) $((size - 1)); do
		head -c "$i" "$EPBELL_HISTORY" >"$d/cut"
		rm -f "$d/cut-"*
		# what list does not read may be cut off
		[ "$i" -ge $((size / 4)) ] || fails 1 "$d/cut" list --db "$d/cut"
		survives "$d/cut" || say "cut at $i"
	done
}

@test "flipped bytes: no crash, no command that hangs" {
	local seed seeds=6
	[ -z "${EPBELL_LONG:-}" ] || seeds=200
	commit a same 1
	h accept a
	commit b slow 1
	for ((seed = 0; seed < seeds; seed++)); do
		/usr/bin/python3 - "$EPBELL_HISTORY" "$d/flipped" "$seed" <<-'END'
			import random, sys
			rng = random.Random(sys.argv[3])
			content = bytearray(open(sys.argv[1], "rb").read())
			for _ in range(rng.choice((1, 5, 30, 300))):
			    content[rng.randrange(100, len(content))] ^= 1 << rng.randrange(8)
			open(sys.argv[2], "wb").write(content)
		END
		rm -f "$d/flipped-"*
		survives "$d/flipped" || say "seed $seed"
	done
}

@test "rows that nobody wrote: no crash, and never a verdict of damaged figures" {
	local change
	commit a same 1
	h accept a
	commit b slow 1
	while read -r change; do
		cp "$EPBELL_HISTORY" "$d/odd"
		rm -f "$d/odd-"*
		sql "$d/odd" "PRAGMA ignore_check_constraints = ON" "$change"
		survives "$d/odd" || say "$change"
		case $change in
		*buckets* | *environment*)
			run "$epbell" history gate --dry-run --db "$d/odd"
			[ "$status" -eq 1 ] || [ "$status" -eq 3 ] || say "$change: exit $status"
			;;
		esac
	done <<-'END'
		UPDATE figures SET buckets = x'ff'
		UPDATE figures SET buckets = x''
		UPDATE figures SET buckets = x'ffffffffffffffffffff7f01'
		UPDATE figures SET buckets = x'8180808080808080808001'
		UPDATE figures SET buckets = x'0affffffffffffffffff010affffffffffffffffff01'
		UPDATE figures SET buckets = x'0a010001'
		UPDATE figures SET sum = -1, min = 9223372036854775807, max = -9223372036854775807 - 1
		UPDATE figures SET stage = printf('%.1000c', 's') || stage
		UPDATE figures SET backend = 'weather', context = 'weather' WHERE run_id > 3
		UPDATE contents SET content = x'00'
		UPDATE contents SET content = ''
		DELETE FROM contents
		UPDATE runs SET size = -1
		UPDATE runs SET size = 9000000000000000000
		UPDATE runs SET size = 1
		UPDATE runs SET environment = 'weather'
		UPDATE runs SET environment = '[]'
		UPDATE runs SET environment = '{"hz": "many"}'
		UPDATE runs SET environment = printf('{"release": "%.100000c"}', 'r')
		UPDATE runs SET backends = printf('%.1000c', 'b'), added = printf('%.1000c', 'a')
		UPDATE commits SET state = 77
		UPDATE commits SET state = -1
		UPDATE commits SET name = printf('%.5000c', 'n') || id, board = printf('%.5000c', 'b')
		UPDATE commits SET name = char(27, 10, 7) || id
		UPDATE commits SET config = CAST(x'fffe' AS TEXT)
		DELETE FROM commits
		DROP TABLE labels
		DROP TABLE figures
		DROP TABLE commits
	END
}

# --- many ----------------------------------------------------------------------------------------------------------

@test "kill -9 in the middle of add: no lost and no half run" {
	run tests/kill-history "$epbell" "$d" "$([ -n "${EPBELL_LONG:-}" ] && echo 1000 || echo 50)"
	echo "$output"
	[ "$status" -eq 0 ]
}

# under LIMIT-MS COMMAND...: the best of three, since the machine may have other work.
under() {
	local limit=$1 start took best=999999 i
	shift
	for i in 1 2 3; do
		start=$(date +%s%N)
		"$@" >"$d/out"
		took=$((($(date +%s%N) - start) / 1000000))
		[ "$took" -ge "$best" ] || best=$took
		[ "$best" -ge "$limit" ] || break
	done
	echo "# $* took $best ms" >&3
	[ "$best" -lt "$limit" ]
}

@test "very many runs: gate below 1 s, trend below 2 s, and a change found where it was put" {
	local change commits=200
	[ -z "${EPBELL_LONG:-}" ] || commits=2000 # 100,000 runs
	change=$(tests/fill-history "$epbell" "$EPBELL_HISTORY" $commits 50)
	[ "$(sql "$EPBELL_HISTORY" "SELECT count(*) FROM runs")" -eq $((commits * 50)) ]
	under 1000 h gate --board board-a --dry-run
	under 1000 h gate --board board-a
	under 2000 h trend --board board-b --stage residency --backend edma
	under 2000 h trend --board board-a --stage raise-irq --backend its --json
	[ "$(jq -c '[.trend[] | select(.change) | .commit]' "$d/out")" = "[\"$change\"]" ]
	[ "$(jq '.trend | length' "$d/out")" -eq "$commits" ]
	under 500 h list --last 20
	under 500 h list --runs --last 20
	under 500 h list --label commit=c7
	under 500 h add --commit new --board board-a "$runs/same-1.json"
}

# --- the command line ----------------------------------------------------------------------------------------------

@test "usage errors: 64 and one line" {
	fails 64 "no command named"
	fails 64 "unknown command 'weather'" weather
	fails 64 "no run file named" add
	fails 64 "no run file named" add --commit a
	fails 64 "one run's number is wanted" show
	fails 64 "one run's number is wanted" show x
	fails 64 "one run's number is wanted" show 0
	fails 64 "one run's number is wanted" show 1x
	fails 64 "one commit is wanted" accept
	fails 64 "one commit is wanted" reject
	fails 64 "is no option" list a
	fails 64 "is no option" trend a
	fails 64 "is no option" gate a
	fails 64 "is no option" prune a --keep 1
	fails 64 "what is to go?" prune
	fails 64 "is no date" prune --before yesterday
	fails 64 "is no date" prune --before 2026-11-24T12
	fails 64 "KEY=VALUE" list --label weather
	fails 64 "KEY=VALUE" list --label =x
	fails 64 "no backend" list --backend weather
	fails 64 "no backend" list --backend %
	fails 64 "no backend" trend --backend weather
	fails 64 "no stage" trend --stage weather
	fails 64 "quantity" trend --quantile 50
	run -64 --separate-stderr h trend --csv --json
	jq -e '.code == 64 and (.error | test("exclude"))' <<<"$output"
	fails 64 "exclude" gate --ktap --junit
	fails 64 "tolerance" gate --tolerance 5
	fails 64 "budget" gate --budget weather
	for cmd in "list --last" "trend --last" "gate --last" "prune --keep" "list --width"; do
		# shellcheck disable=SC2086 # its options
		fails 64 "${cmd#* }" $cmd 0
		# shellcheck disable=SC2086 # its options
		fails 64 "${cmd#* }" $cmd x
	done
	for cmd in add list show trend gate accept reject prune; do
		fails 64 "unknown option" $cmd --weather
	done
	[ ! -e "$EPBELL_HISTORY" ]
}

@test "help of history and of each of its commands" {
	run -0 h --help
	for cmd in add list show trend gate accept reject prune; do
		[[ $output == *$'\n'"  $cmd "* ]]
		run -0 h $cmd --help
		[[ ${lines[0]} == "usage: epbell history $cmd "* ]]
		[[ $output == *"Example:"*"epbell history $cmd"* ]]
		run -0 h --help
	done
}

@test "a static binary is made without the history (tests/lab/compare.bats runs it)" {
	[ "$(make -n -B HOSTARCH=none ARCH=arm64 STATIC=1 all 2>/dev/null | grep -cE 'src/(io|cmd)/history[a-z_]*\.[co]|-lsqlite3')" -eq 0 ]
	[ "$(make -n -B STATIC='' all 2>/dev/null | grep -cE 'src/(io|cmd)/history[a-z_]*\.[co]|-lsqlite3')" -ge 8 ]
	[ "$(grep -ac sqlite3_ "$epbell")" -gt 0 ]
}
