#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell ping --from-log: other tools' logs as runs. What the tools' own summaries say is the oracle.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	data=tests/data/ping
	tmp=$BATS_TEST_TMPDIR
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
}

# The stage rtt of each run, "count min max mean" in ns a line.
rtts() {
	"$epbell" ping --from-log --json "$@" |
		jq -r '.runs[] | .stages[] | select(.stage == "rtt") | "\(.count) \(.min) \(.max) \(.mean)"'
}

# One sentence on stderr, nothing on stdout, and the exit code.
refused() {
	local code=$1 expect=$2
	shift 2
	run --separate-stderr "$epbell" ping --from-log "$@"
	[ "$status" -eq "$code" ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *"$expect"* ]] || { echo "no '$expect' in: $stderr"; return 1; }
}

@test "the published lists: means 8.70 ms and 0.958 ms, n = 10 each, descriptive only" {
	run -0 "$epbell" ping --from-log --peer poll,edma $data/vntb-ping-polled.txt $data/vntb-ping-edma.txt
	text=$(tr -s ' \n' ' ' <<<"$output")
	[[ $text == *"rtt count 10 10 "* ]]
	[[ $text == *"One run each is descriptive only, no verdict: poll n = 10, mean 8.70 ms; edma n = 10, mean 958 us."* ]]
	[[ $text == *"at least 4 + 4 runs"* ]]
	[[ $text == *"more than chance, epbell compare judges"* ]]
	[[ $text != *"generic_handle_domain_irq"* ]]
	[ "$(rtts $data/vntb-ping-polled.txt | awk '{ print $1, $2, $3, $4 }')" = "10 4040000 12200000 8700000" ]
	[ "$(rtts $data/vntb-ping-edma.txt | awk '{ print $1, $2, $3, $4 }')" = "10 837000 1230000 957900" ]
}

@test "without --peer logs are set side by side by their names" {
	run -0 "$epbell" ping --from-log $data/vntb-ping-polled.txt $data/vntb-ping-edma.txt
	grep -qE "^  stage +vntb-ping-polled +vntb-ping-edma " <<<"$output"
	grep -qE "^  rtt   count +10 +10$" <<<"$output"
}

# ping and fping print min/avg/max themselves, to a microsecond; a line has three digits.
@test "min, mean and max of every capture are those of the tool's own summary" {
	n=0
	for file in $data/*.txt; do
		awk '/min\/avg\/max/ { sub(/.*= /, ""); split($0, v, "/"); print v[1], v[2], v[3] + 0 }' "$file" >"$tmp/expect"
		case $file in *iputils-flood* | *odd*) continue ;; esac # no lines; means that have duplicates and truncated replies in them
		[ -s "$tmp/expect" ] || continue
		rtts "$file" >"$tmp/got"
		[ "$(wc -l <"$tmp/got")" -eq "$(wc -l <"$tmp/expect")" ]
		paste -d' ' "$tmp/expect" "$tmp/got" | awk -v file="$file" '
			function far(ms, ns) { d = ms * 1e6 - ns; return d > 1001 || d < -1001 }
			far($1, $5) || far($3, $6) || far($2, $7) { print file ": " $0; bad = 1 }
			END { exit bad }'
		n=$((n + 1))
	done
	[ "$n" -ge 12 ]
}

@test "sent and received of every capture are those of the tool's own summary, and accounts close" {
	n=0
	for file in $data/*.txt; do
		sed -nE 's/^([0-9]+) packets transmitted, ([0-9]+) .*/\1 \2/p; s/.*%loss = ([0-9]+)\/([0-9]+)\/.*/\1 \2/p' "$file" >"$tmp/expect"
		[ -s "$tmp/expect" ] || continue
		"$epbell" ping --from-log --json "$file" >"$tmp/json" || { [ "$(jq .code "$tmp/json")" = 1 ]; continue; }
		# a truncated reply is one that ping received
		jq -r '.runs[] | "\(.ping[0].sent) \(.ping[0].received + ([.events[].text | capture("count as errors: (?<n>[0-9]+)").n | tonumber] | add // 0))"' \
			"$tmp/json" | diff "$tmp/expect" -
		[ "$(jq '[.runs[].account_closes] | all' "$tmp/json")" = true ]
		! grep -q disagree "$tmp/json"
		n=$((n + 1))
	done
	[ "$n" -ge 16 ]
}

@test "one log is shown as report shows its run file" {
	"$epbell" ping --from-log --peer its -o "$tmp/a.json" -l board=s4 $data/iputils-odd-D.txt >"$tmp/text"
	run -0 "$epbell" report "$tmp/a.json"
	diff <(sed 1,2d "$tmp/text") <(sed 1,2d <<<"$output")
	grep -qE "^  iputils 10.0.0.2 .* 9 +6 +1 +2 " "$tmp/text"
	grep -q "Replies from another address than was pinged: 1." "$tmp/text"
	[ "$(jq -r '.labels | "\(.board) \(.log)"' "$tmp/a.json")" = "s4 $data/iputils-odd-D.txt" ]
	[ "$(jq -c '[.pings[] | [.seq, .fate // 0, .dups // 0]]' "$tmp/a.json")" = \
		'[[1,0,0],[2,1,0],[3,0,2],[4,0,0],[5,0,0],[6,2,0],[7,2,0],[8,0,0],[9,0,0]]' ]
}

@test "run files are held by the schema, and several are numbered and named" {
	run -0 --separate-stderr "$epbell" ping --from-log -o "$tmp/x.json" $data/fping-c.txt $data/busybox.txt
	[[ $stderr == *"$data/fping-c.txt:127.0.0.2 is now $tmp/x-2.json"* ]]
	[ "$(jq -r .ping.tool "$tmp"/x-[123].json | xargs)" = "fping fping busybox" ]
	[ ! -e "$tmp/x.json" ]
	if python3 -c 'import jsonschema' 2>/dev/null; then
		tests/check-schema "$tmp"/x-[123].json
	fi
	"$epbell" report "$tmp"/x-[123].json >/dev/null
}

@test "a pipe is a log, too" {
	run -0 "$epbell" ping --from-log /dev/stdin <$data/busybox.txt
	[[ $output == *"busybox"* ]]
}

@test "flood, an unanswered ping and a payload too small have no round trip: 1 and why" {
	refused 1 "printed no line a reply" $data/iputils-flood.txt
	refused 1 "all requests failed" $data/iputils-unreach.txt
	refused 1 "carry no time" $data/iputils-s8.txt
}

@test "what is no log: 1 and one sentence" {
	: >"$tmp/empty"
	head -c 4096 /dev/urandom >"$tmp/junk"
	printf 'a\0b\n' >"$tmp/zero"
	head -c 70000 /dev/zero | tr '\0' x >"$tmp/huge"
	echo "64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=99999999999999999999 ms" >"$tmp/number"
	refused 1 "empty is empty" "$tmp/empty"
	refused 1 "$tmp/junk" "$tmp/junk"
	refused 1 "zero:1: a zero byte" "$tmp/zero"
	refused 1 "huge:1: longer than 65536 bytes" "$tmp/huge"
	refused 1 "number:1: its round trip is no time" "$tmp/number"
	refused 1 "Is a directory" "$tmp"
	refused 1 "No such file" "$tmp/none"
	refused 1 "empty" $data/busybox.txt "$tmp/empty"
	run "$epbell" ping --from-log --json "$tmp/empty"
	[ "$status" -eq 1 ]
	[ "$(jq .code <<<"$output")" = 1 ]
}

@test "wrong usage: 64" {
	refused 64 "no file given"
	refused 64 "there are its, msi, edma, mmio and poll" --peer none $data/busybox.txt
	refused 64 "2 backends for 1 files" --peer its,edma $data/busybox.txt
	refused 64 "sends nothing" -c 3 $data/busybox.txt
	refused 64 "KEY=VALUE" -l nothing $data/busybox.txt
}

@test "memory is bounded for a log of a million lines" {
	[ -x /usr/bin/time ] || command -v prlimit >/dev/null || skip "no prlimit"
	awk 'BEGIN { for (i = 1; i <= 1000000; i++) printf "64 bytes from 10.0.0.11: icmp_seq=%d ttl=64 time=0.%03d ms\n", i % 65536, i % 1000 }' |
		prlimit --as=67108864 "$epbell" ping --from-log --json /dev/stdin >"$tmp/json"
	[ "$(jq -c '[.runs[0].ping[0] | .sent, .received, .lost]' "$tmp/json")" = "[1000000,1000000,0]" ]
	[ "$(jq '.runs[0].ping[0].rows <= 32768' "$tmp/json")" = true ]
}
