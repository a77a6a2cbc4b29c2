#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# How often epbell compare errs and what it finds: the simulation, held against the tables of its manual. A few sets of each kind
# in the normal run, all of them with EPBELL_LONG (make check-long).

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	local out quick=--quick
	out=build/$(uname -m | sed s/aarch64/arm64/)/tests/sim/judge
	[ -z "${EPBELL_LONG:-}" ] || quick=
	make --no-print-directory "$out" >&2
	# shellcheck disable=SC2086 # no option, no word
	"$out" --json $quick >"$BATS_FILE_TMPDIR/sim.json"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	sim=$BATS_FILE_TMPDIR/sim.json
}

@test "where nothing changed, what is found is no more than alpha allows" {
	jq -e '[.[] | select(.kind == "same")] | length == 12' "$sim"
	# [rate, low, high]: with 99 % confidence not above 0.05
	jq -e '[.[] | select(.kind == "same") | .changed[1], .significant[1]] | all(. <= 0.05)' "$sim"
	# all sets could be judged: none is no finding because it was refused
	jq -e 'all(.judged == .sets)' "$sim"
}

@test "a change is found as often as the manual says" {
	command -v groff >/dev/null || skip "no groff: scripts/deps.sh test"
	groff -man -Tascii -P-cbou -rLL=78n man/epbell-compare.1 | /usr/bin/python3 -c '
import json, math, re, sys
said = {}
for line in sys.stdin:
    row = re.match(r"^ +(\d+) \+ \d+ +(\d+) % +(\d+) % +([\d.]+) +([\d.]+)$", line)
    if row:
        n, between, shift = (int(v) for v in row.groups()[:3])
        said[n, between, shift, 0], said[n, between, shift, 5] = float(row[4]) / 100, float(row[5]) / 100
rows = [r for r in json.load(open(sys.argv[1])) if r["kind"] == "power"]
assert len(said) == len(rows) == 48, (len(said), len(rows))
for r in rows:
    key = r["runs"], round(100 * r["between"]), round(100 * r["shift"]), round(100 * r["tolerance"])
    p, rate = said[key], r["found"][0]
    # both are counts of sets: 2,000 in the manual
    error = 4 * math.sqrt(max(p * (1 - p), 0.005) * (1 / r["sets"] + 1 / 2000)) + 0.001
    assert abs(rate - p) <= error, (key, p, rate, error)
' "$sim"
}

@test "the rates of false alarms are as the manual says" {
	command -v groff >/dev/null || skip "no groff: scripts/deps.sh test"
	groff -man -Tascii -P-cbou -rLL=78n man/epbell-compare.1 | /usr/bin/python3 -c '
import json, math, re, sys
said = {}
for line in sys.stdin:
    row = re.match(r"^ +(\d+) \+ \d+ +(\d+)  ([\d.]+) \[.*\] ([\d.]+) \[.*\] ([\d.]+) \[.*\]$", line)
    if row:
        said[int(row[1]), int(row[2])] = [float(row[i]) / 100 for i in (3, 4, 5)]
rows = [r for r in json.load(open(sys.argv[1])) if r["kind"] == "same"]
assert len(said) == 6 and len(rows) == 12, said
for r in rows:
    words = said[r["runs"], r["figures"]]
    for p, rate in ((words[1] if r["tolerance"] else words[0], r["changed"][0]), (words[2], r["significant"][0])):
        error = 4 * math.sqrt(max(p * (1 - p), 0.001) * (1 / r["sets"] + 1 / 10000)) + 0.0005
        assert abs(rate - p) <= error, (r, p)
' "$sim"
}
