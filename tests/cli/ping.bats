#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell ping: on loopback, and in a network namespace against a peer that drops, doubles, delays, reorders and forges.

bats_require_minimum_version 1.5.0

setup() {
	here=$BATS_TEST_DIRNAME
	epbell=${EPBELL:-$here/../../build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here" || return
	command -v jq >/dev/null || skip "jq is not there: scripts/deps.sh test"
}

need_root() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -n true 2>/dev/null || skip "no network namespaces here"
	command -v ip >/dev/null || skip "ip(8) is not there: scripts/deps.sh test"
}

need_peer() {
	need_root
	unshare -n ip tuntap add mode tun name t0 2>/dev/null || skip "no tun devices here"
}

need_v6() {
	grep -q . /proc/net/if_inet6 2>/dev/null || skip "no IPv6 here"
}

# In a namespace with a loopback device; the groups that may open ping sockets come first: "0 0" root, "1 0" nobody.
in_netns() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare -n sh -c 'echo "$1" >/proc/sys/net/ipv4/ping_group_range; ip link set lo up; shift; exec "$@"' sh "$@"
}

# What the peer did to the requests that ask for it is in the file counts: peer GROUPS RULES... -- COMMAND...
peer() {
	local groups=$1 rules=()
	shift
	while [ "$1" != -- ]; do
		rules+=("$1")
		shift
	done
	in_netns "$groups" "$here/ping-peer" "${rules[@]}" counts "$@"
}

# The number of the ping's column in the JSON in $output, or of the peer's count in the file.
seen() {
	jq -r ".ping[0].$1" <<<"$output"
}

did() {
	jq -r ".$1" counts
}

usage_error() {
	local sentence=$1
	shift
	run --separate-stderr "$epbell" ping "$@"
	[ "$status" -eq 64 ] || { echo "status $status: $*"; return 1; }
	[[ $stderr == *"$sentence"* ]] || { echo "no '$sentence' in: $stderr"; return 1; }
	[ -z "$output" ] || return
	[ -z "$(ls)" ]
}

# --- options -------------------------------------------------------------------------------------------------------

@test "--help: every option, an example, exit 0" {
	run --separate-stderr "$epbell" ping --help
	[ "$status" -eq 0 ]
	for o in count interval jitter seed size sweep interface peer no-bpf deadline timeout output label quiet json; do
		[[ $output == *"--$o "* ]] || { echo "no --$o"; return 1; }
	done
	[[ $output == *Example* ]]
}

@test "usage errors: 64 and a sentence" {
	usage_error "no address given"
	usage_error "one address only" 127.0.0.1 127.0.0.2
	usage_error "there are uniform, exp and none" --jitter gauss 127.0.0.1
	usage_error "there are its, msi, edma, mmio and poll" --peer usb 127.0.0.1
	usage_error "--sweep wants --count" --sweep 64,512 127.0.0.1
	usage_error "a size is a number of bytes" -c 1 --sweep 64,x 127.0.0.1
	usage_error "a size is a number of bytes" -c 1 --sweep 64,65528 127.0.0.1
	usage_error "a size is a number of bytes" -c 1 --sweep -1 127.0.0.1
	for bad in "-c 0" "-c -1" "-c 1.5" "-i -1" "-i never" "-s 65528" "-s -1" "--seed 0" "--timeout 0" "--deadline 0"; do
		# shellcheck disable=SC2086 # words
		usage_error "--" $bad 127.0.0.1
	done
}

@test "bad addresses and places: 1, one sentence, no file" {
	for bad in no-such-host.invalid 10.0.0 fe80::1 fe80::1%nowhere0 "-I nowhere0 127.0.0.1" "-s 65508 127.0.0.1" \
		"-o missing/run.json 127.0.0.1"; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr "$epbell" ping -c 1 $bad
		[ "$status" -eq 1 ] || { echo "$bad: $status"; return 1; }
		[ "${#stderr_lines[@]}" -eq 1 ]
		[ -z "$(ls)" ]
	done
	[[ $stderr == *"missing/run.json"* ]]
}

@test "a label that is none: an error as JSON with --json" {
	run --separate-stderr "$epbell" ping -c 1 --json --label x 127.0.0.1
	[ "$status" -eq 64 ]
	[ -z "$stderr" ]
	[[ $(jq -r .error <<<"$output") == *"write KEY=VALUE"* ]]
}

# --- loopback ------------------------------------------------------------------------------------------------------

@test "one request on 127.0.0.1: ping's summary, quantiles, why there are no stages" {
	run --separate-stderr "$epbell" ping -c 1 --no-bpf 127.0.0.1
	[ "$status" -eq 0 ]
	grep -qE '^PING 127\.0\.0\.1 \(127\.0\.0\.1\): 56 bytes of data, uniform gaps, mean 20\.0 ms, seed [0-9]+$' <<<"$output"
	grep -qx -- '--- 127.0.0.1 ping statistics ---' <<<"$output"
	grep -qE '^1 packets transmitted, 1 received, 0% packet loss, time [0-9]+ms$' <<<"$output"
	grep -qE '^rtt min/avg/max/mdev = ([0-9.]+)/\1/\1/0[0-9.]* us$' <<<"$output"
	grep -qE '^ +p50 +p90 +p99 +p99.9$' <<<"$output"
	[[ $output == *"No stages were recorded"*"--no-bpf"* ]]
	[[ $output != *"seq="* ]] # no terminal
}

@test "::1 is pinged too" {
	need_v6
	run "$epbell" ping -c 3 -i 1 --no-bpf --json ::1
	[ "$status" -eq 0 ]
	[ "$(seen received)" -eq 3 ]
}

@test "on a terminal a line for each reply, not with -q" {
	command -v script >/dev/null || skip "script(1) is not there"
	run script -qec "$epbell ping -c 3 -i 1 --no-bpf 127.0.0.1" /dev/null </dev/null
	[ "$(grep -cE '^64 bytes from 127\.0\.0\.1: seq=[123] time=[0-9.]+ (us|ns|ms)' <<<"$output")" -eq 3 ]
	run script -qec "$epbell ping -q -c 3 -i 1 --no-bpf 127.0.0.1" /dev/null </dev/null
	[[ $output != *"seq="* ]]
	[[ $output == *"3 received"* ]]
}

@test "sizes from 0 to the largest" {
	need_root
	for size in 0 1 7 8 15 16 17 1472 1473 65507; do
		for groups in "0 0" "1 0"; do
			run in_netns "$groups" "$epbell" ping -c 3 -i 1 -s $size --no-bpf --json 127.0.0.1
			[ "$status" -eq 0 ]
			[ "$(seen received)/$(seen foreign)" = 3/0 ] || { echo "size $size, groups $groups: $output"; return 1; }
		done
	done
	need_v6
	run in_netns "1 0" "$epbell" ping -c 3 -i 1 -s 65527 --no-bpf --json ::1
	[ "$(seen received)" -eq 3 ]
}

@test "a peer that is not there: nothing received, exit 1, the error named" {
	need_peer
	run --separate-stderr in_netns "0 0" "$epbell" ping -c 3 -i 1 -W 0.05 --no-bpf --json 10.99.0.1
	[ "$status" -eq 1 ]
	[ "$(seen sent)/$(seen received)/$(seen errors)" = 3/0/3 ]
	[[ $(jq -r '.errors[0].text' <<<"$output") == "3 requests failed: Network is unreachable" ]]
	run --separate-stderr peer "0 0" --drop 1 -- "$epbell" ping -c 3 -i 1 -W 0.05 --no-bpf 10.9.0.2
	[ "$status" -eq 1 ]
	[[ $output == *"3 packets transmitted, 0 received, 100% packet loss"* ]]
	[[ $output != *"rtt min"* ]]
}

@test "200000 back to back: every one accounted for, memory bounded" {
	"$epbell" ping -c 200000 -i 0 -q --no-bpf -o run.json 127.0.0.1 >out 2>err &
	pid=$!
	peak=0
	while kill -0 $pid 2>/dev/null; do
		for p in $pid $(cat /proc/$pid/task/$pid/children 2>/dev/null); do
			now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$p/status" 2>/dev/null || true)
			[ "${now:-0}" -le "$peak" ] || peak=$now
		done
		sleep 0.1
	done
	wait $pid
	[ "$peak" -gt 1000 ]
	[ "$peak" -lt 32768 ]
	grep -q "^200000 packets transmitted, 200000 received, 0% packet loss" out
	[ "$(jq -c '[.series[] | [.stage, .count]]' run.json)" = '[["rtt",200000]]' ]
	[ "$(jq -c '.account | [.[] | [.seen, .recorded, .overflow, .unmatched]]' run.json)" = '[[200000,200000,0,0]]' ]
	[ "$(jq '.pings | length' run.json)" -le 32768 ]
	[ "$(jq '.ping.stride as $s | [.pings[] | select(.seq % $s != 0)] | length' run.json)" -eq 0 ]
}

# --- what goes wrong on the way ------------------------------------------------------------------------------------

# 1000 requests, 1 ms apart; those of the last 300 are not late, as the end would come first.
trouble() {
	local groups=$1 address=$2
	run --separate-stderr peer "$groups" --drop 7 --dup 11 --late 13 --reorder 17 --foreign 19 --unreach 23 \
		--after 0.15 --until 700 -- "$epbell" ping -c 1000 -i 1 --jitter none -W 0.1 --no-bpf --json -o run.json "$address"
	[ "$status" -eq 0 ]
	# The peer's rules in numbers, worked out here once more.
	python3 -c '
rules = ((7, "drop"), (11, "dup"), (13, "late"), (17, "reorder"), (19, "foreign"), (23, "unreach"))
did = dict.fromkeys([n for _, n in rules] + ["plain"], 0)
for seq in range(1, 1001):
    name = next((n for p, n in rules if seq % p == 0), "plain")
    did["plain" if seq > 700 and name in ("late", "reorder") else name] += 1
print("".join(f"{did[n]} " for n in ("drop", "dup", "late", "reorder", "foreign", "unreach")))' >expect
	read -r drop dup late reorder foreign unreach <expect
	[ "$drop $dup $foreign $unreach" = "142 78 34 27" ]
	[ "$(did drop) $(did dup) $(did late) $(did reorder) $(did foreign) $(did unreach) " = "$(cat expect)" ]
	[ "$(seen sent)" -eq 1000 ]
	[ "$(seen lost)" -eq "$drop" ]
	[ "$(seen errors)" -eq "$unreach" ]
	[ "$(seen received)" -eq $((1000 - drop - unreach)) ]
	[ "$(seen duplicates)" -eq $((2 * dup)) ]
	[ "$(seen foreign)" -eq $((3 * foreign)) ]
}

# Late and reordered depend on time: a machine that stalls may add some.
timely() {
	[ "$(seen late)" -eq "$late" ] || { [ "$(seen late)" -gt "$late" ] && [ "$(seen late)" -lt 200 ]; }
	# what is late comes after later ones, too
	[ "$(seen reordered)" -ge "$reorder" ]
	[ "$(seen reordered)" -le $((reorder + $(seen late))) ]
}

rows_agree() {
	[ "$(jq '.pings | length' run.json)" -eq 1000 ]
	[ "$(jq -c '[.pings[] | select(.fate == 1) | .seq] | sort == [range(1; 1001) | select(. % 7 == 0)]' run.json)" = true ]
	[ "$(jq '[.pings[].dups // 0] | add' run.json)" -eq $((2 * dup)) ]
	[ "$(jq -c '[.pings[] | select(.dups // 0 > 0) | .seq % 11] | unique' run.json)" = '[0]' ]
	[ "$(jq -c '[.pings[] | select(.fate == 2) | .error] | unique' run.json)" = '[113]' ] # EHOSTUNREACH
	[ "$(jq -c '.account[] | select(.stage == "rtt") | .seen == .recorded + .overflow + .unmatched' run.json)" = true ]
	[ "$(jq '.series[] | select(.stage == "rtt") | .count' run.json)" -eq "$(seen received)" ]
}

@test "lost, duplicated, late, reordered, foreign and refused by known numbers: ping socket" {
	need_peer
	trouble "0 0" 10.9.0.2
	[ "$(seen socket)" = ping ]
	timely
	rows_agree
}

@test "the same by a raw socket" {
	need_peer
	trouble "1 0" 10.9.0.2
	[ "$(seen socket)" = raw ]
	timely
	rows_agree
}

@test "the same with IPv6, both kinds of socket" {
	need_peer
	need_v6
	for groups in "0 0" "1 0"; do
		rm -f run.json
		trouble "$groups" fd09::2
		timely
		rows_agree
	done
}

@test "a link that goes down in mid-run: errors with their reason, then it goes on" {
	need_peer
	cat >link <<-'SH'
		(sleep 0.4; ip link set t0 down; sleep 0.4; ip link set t0 up) &
		exec "$@"
	SH
	for how in "" "-I t0"; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr peer "0 0" -- sh link "$epbell" ping -c 300 -i 5 --no-bpf --json -o run.json $how 10.9.0.2
		[ "$status" -eq 0 ]
		[ "$(seen sent)" -eq 300 ]
		[ "$(seen errors)" -gt 20 ]
		[ "$(seen received)" -gt 50 ]
		[[ $(jq -r '.errors[0].text' <<<"$output") == *"requests failed: Network is "* ]]
		# it goes on: the last one came through
		[ "$(jq '.pings | sort_by(.seq) | last | .fate // 0' run.json)" -eq 0 ]
	done
}

@test "back to back, a request that cannot be sent makes a pause" {
	need_root
	run in_netns "0 0" "$epbell" ping -i 0 --deadline 0.55 --no-bpf --json 10.99.0.1
	[ "$status" -eq 1 ]
	[ "$(seen errors)" -ge 4 ]
	[ "$(seen errors)" -le 6 ]
}

# --- the end -------------------------------------------------------------------------------------------------------

@test "interrupted: in order, what is in flight counts as not sent" {
	need_peer
	for sig in INT TERM; do
		run --separate-stderr peer "0 0" --drop 1 -- timeout -s $sig 0.5 "$epbell" ping -i 10 -W 60 --no-bpf --json \
			-o run.json 10.9.0.2
		[ "$(did requests)" -gt 10 ]
		[ "$(seen sent)/$(seen received)/$(seen lost)" = 0/0/0 ]
		[ "$(jq .complete run.json)" = true ]
		# answered at first, then overdue: those are lost
		run --separate-stderr peer "0 0" --drop 2 -- timeout -s $sig 0.5 "$epbell" ping -i 10 -W 0.001 --no-bpf --json \
			10.9.0.2
		[ "$(seen lost)" -gt 5 ]
		[ "$(seen sent)" -eq $(($(seen lost) + $(seen received))) ]
	done
}

@test "--deadline ends it" {
	SECONDS=0
	run "$epbell" ping -i 10 --deadline 0.5 --no-bpf --json 127.0.0.1
	[ "$status" -eq 0 ]
	[ "$SECONDS" -le 3 ]
	[ "$(seen sent)" -gt 10 ]
	[ "$(seen sent)" -eq "$(seen received)" ]
}

@test "no process is left behind, not even if the parent is killed" {
	"$epbell" ping -i 10 --no-bpf 127.0.0.1 >/dev/null &
	pid=$!
	sleep 0.3
	child=$(cat /proc/$pid/task/$pid/children)
	[ -n "${child// /}" ]
	kill -9 $pid
	for _ in $(seq 50); do
		[ -d "/proc/${child// /}" ] || return 0
		sleep 0.1
	done
	echo "process $child is still there"
	return 1
}

# --- pacing --------------------------------------------------------------------------------------------------------

@test "gaps: uniform to twice the mean, the same with the same seed; fixed without drift" {
	for way in "a 7" "b 7" "c 8"; do
		run "$epbell" ping -c 200 -i 5 --seed "${way#* }" --no-bpf --json -o "${way% *}.json" 127.0.0.1
		[ "$status" -eq 0 ]
		[ "$(seen seed)" = "${way#* }" ]
	done
	run "$epbell" ping -c 200 -i 5 --jitter none --no-bpf --json -o fixed.json 127.0.0.1
	# Bounds are wide: a busy machine sends late, and leaves out what a stall of more than 10 ms has missed.
	python3 - <<-'PYTHON'
		import json
		def times(path):
		    return [p.get("sent") for p in sorted(json.load(open(path))["pings"], key=lambda p: p["seq"])]
		def gaps(path):
		    at = times(path)
		    return [b - a for a, b in zip(at, at[1:])]
		def alike(a, b):
		    return sum(abs(x - y) < 1e6 for x, y in zip(a, b)) / len(a)
		a, b, c = gaps("a.json"), gaps("b.json"), gaps("c.json")
		assert 0.8 < sum(a) / len(a) / 5e6 < 1.4, sum(a) / len(a)
		tenths = [sum(i * 1e6 <= g < (i + 1) * 1e6 for g in a) for i in range(10)]
		assert min(tenths) > 2, tenths                                # of 20 each
		assert alike(a, b) > 0.45 > alike(a, c), (alike(a, b), alike(a, c))   # by chance 0.19
		at = times("fixed.json")
		phases = sorted((t - at[0] + 2_500_000) % 5_000_000 for t in at)
		assert abs(phases[len(phases) // 2] - 2_500_000) < 1.5e6, phases[len(phases) // 2]
	PYTHON
}

# --- rights --------------------------------------------------------------------------------------------------------

@test "unprivileged: by a ping socket if the group may, else one sentence that says how" {
	need_root
	cp "$epbell" epbell
	chmod 755 . .. ../.. epbell
	nobody="setpriv --reuid=65534 --regid=65534 --clear-groups ./epbell ping -c 2 -i 1 --no-bpf"
	# shellcheck disable=SC2086 # words
	run --separate-stderr in_netns "65534 65534" $nobody --json 127.0.0.1
	[ "$status" -eq 0 ]
	[ "$(seen socket)/$(seen received)" = ping/2 ]
	# shellcheck disable=SC2086 # words
	run --separate-stderr in_netns "65534 65534" $nobody -I lo --json 127.0.0.1
	[ "$(seen received)" -eq 2 ]
	# shellcheck disable=SC2086 # words
	run --separate-stderr in_netns "1 0" $nobody 127.0.0.1
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *net.ipv4.ping_group_range*CAP_NET_RAW* ]]
}

# --- run files -----------------------------------------------------------------------------------------------------

@test "the run file: valid, complete, with labels; report shows it" {
	run --separate-stderr "$epbell" ping -c 50 -i 1 --no-bpf -o run.json --peer poll -l commit=abc 127.0.0.1
	[ "$status" -eq 0 ]
	[ "$stderr" = "" ]
	python3 - "$here/../../src/io/run.schema.json" <<-'PYTHON'
		import json, sys, jsonschema
		jsonschema.Draft7Validator(json.load(open(sys.argv[1]))).validate(json.load(open("run.json")))
	PYTHON
	[ "$(jq -c '[.complete, .ping.sent, .ping.tool, .labels.commit // (.labels[0].value)]' run.json)" = '[true,50,"epbell","abc"]' ]
	[ "$(jq -c '.series[] | [.stage, .backend, .count]' run.json)" = '["rtt","poll",50]' ]
	[ "$(jq -c '[.pings[] | select(.sent < 0 or .rtt <= 0)]' run.json)" = '[]' ]
	[ "$(jq .ping.step_ns run.json)" -eq "$(jq .environment.clock_step_ns run.json)" ]
	run "$epbell" report --no-bars run.json
	[ "$status" -eq 0 ]
	[[ $output == *"Echo requests"*"127.0.0.1"* ]]
	[[ $output == *"closes"* ]]
	[ ! -e run.json.lock ]
}

@test "quantiles of the summary are those of the rows, min and max exact" {
	run "$epbell" ping -c 500 -i 0 --no-bpf --json -o run.json 127.0.0.1
	[ "$status" -eq 0 ]
	echo "$output" >out.json
	python3 - <<-'PYTHON'
		import json, math, statistics
		rtt = sorted(p["rtt"] for p in json.load(open("run.json"))["pings"])
		row = json.load(open("out.json"))["rtt"][0]
		assert len(rtt) == row["count"] == 500
		assert (rtt[0], rtt[-1]) == (row["min"], row["max"])
		for key, q in (("p50", .5), ("p90", .9), ("p99", .99), ("p99.9", .999)):
		    true = rtt[max(1, math.ceil(q * len(rtt))) - 1]
		    assert abs(true - row[key]) <= row[key + "_error"], (key, true, row[key])
		assert abs(row["mean"] - statistics.fmean(rtt)) < 1e-6 * row["mean"]
		assert abs(row["mdev"] - statistics.pstdev(rtt)) < 1e-6 * row["mdev"] + 1e-6
	PYTHON
}

@test "--sweep: a row and a run file for each size" {
	run --separate-stderr "$epbell" ping -c 20 -i 1 --sweep 64,512,1400 --no-bpf -o run.json 127.0.0.1
	[ "$status" -eq 0 ]
	[ "$(grep -cE '^ +(64|512|1400) +20 +20 ' <<<"$output")" -eq 3 ]
	[ "$(echo ./*)" = "./run-1400.json ./run-512.json ./run-64.json" ]
	for size in 64 512 1400; do
		[ "$(jq -c '[.ping.size, .ping.received]' run-$size.json)" = "[$size,20]" ]
		jq -c .labels run-$size.json | grep -q "\"size\".*\"$size\""
	done
	run "$epbell" ping -c 5 -i 1 --sweep 0,65507 --no-bpf --json 127.0.0.1
	[ "$(jq -c '[.rtt[] | [.size, .count]]' <<<"$output")" = '[[0,5],[65507,5]]' ]
}

@test "round trips agree with ping's of the same loopback" {
	command -v ping >/dev/null || skip "ping(8) is not there"
	ping -h 2>&1 | grep -q -- -i || skip "another ping"
	theirs=$(ping -q -c 50 -i 0.01 127.0.0.1 | sed -nE 's|.*= [0-9.]+/([0-9.]+)/.*|\1|p')
	[ -n "$theirs" ] || skip "ping(8) cannot"
	run "$epbell" ping -c 50 -i 10 --jitter none --no-bpf --json 127.0.0.1
	# the same machine, another moment: within a factor of five
	python3 -c 'import sys; a, b = float(sys.argv[1]) * 1e6, float(sys.argv[2]); assert a / 5 < b < a * 5, (a, b)' \
		"$theirs" "$(jq '.rtt[0].mean' <<<"$output")"
}
