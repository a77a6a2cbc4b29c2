# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# The steps of ci-gate, which reads this: shown, logged, bounded in time, ended as a whole. Set are $me, $out, $steps (how many) and
# $limit (s, for all of them together).

step=0 what='starting' child='' reported=''

clock() { printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)); }

# Which step, of how many, when: begin TEXT
begin() {
	step=$((step + 1))
	what=$1
	printf '[%2d/%d] %6s  %s\n' "$step" "$steps" "$(clock)" "$what"
	printf '\n[%d/%d] %s %s\n' "$step" "$steps" "$(clock)" "$what" >>"$out/log"
}

# What a command says goes into the log; of a failed one, its end to the reader: run COMMAND...
run() {
	local rc=0 from

	from=$(wc -c <"$out/log")
	within "$@" >>"$out/log" 2>&1 || rc=$?
	[ "$rc" -ne 0 ] || return 0
	tail -c +$((from + 1)) "$out/log" | tail -n 25 >&2
	[ "$rc" -ne 124 ] || out_of_time
	give_up "$what: failed with exit status $rc"
}

# Not longer than there is time. In a process group of its own, so that all of it can be ended: what it has started too.
within() {
	local rc=0 left=$((limit - SECONDS))

	[ "$left" -gt 0 ] || return 124
	timeout -k 10 "$left" "$@" </dev/null 7>&- 8>&- 9>&- &
	child=$!
	wait "$child" || rc=$?
	child=''
	return "$rc"
}

out_of_time() { give_up "$what: no end after $limit s; call it again to go on from here, or with a longer --timeout"; }

give_up() {
	echo "$me: $1" >&2
	echo "$me: $1" >>"$out/log"
	broken "$1" || true
	reported=1
	echo "$me: exit status 1, log: $out/log"
	exit 1
}

# Those who only read the results learn of it too.
broken() {
	local xml

	xml=$(sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g' <<<"$1" | tr -d '\000-\010\013-\037')
	printf 'KTAP version 1\n1..1\n# error: %s\nnot ok 1 ci-gate\n' "$1" >"$out/verdict.ktap"
	cat >"$out/verdict.xml" <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<testsuites tests="1" failures="0" errors="1">
		 <testsuite name="ci-gate" id="0" package="epbell" tests="1" failures="0" errors="1" skipped="0" time="$SECONDS">
		  <testcase classname="epbell.ci-gate" name="ci-gate" time="$SECONDS">
		   <error message="$xml" type="error"/>
		  </testcase>
		 </testsuite>
		</testsuites>
	END
	printf '### epbell ci-gate\n\n- **ERROR**: \140%s\140\n' "${1//\`/\'}" >"$out/verdict.md"
	jq -n --arg error "$1" '{ outcome: "error", $error }' >"$out/verdict.json"
}

cleanup() {
	local rc=$?

	trap - EXIT
	if [ -n "$child" ]; then
		kill -TERM "$child" 2>/dev/null || true
		wait "$child" 2>/dev/null || true
	fi
	# Where a signal comes in, output may be redirected.
	if [ -z "$reported" ] && [ "$rc" -ne 0 ]; then
		if [ "$rc" -gt 128 ]; then
			echo "$me: interrupted in step $step of $steps, $what; call it again to go on from there" >&8
		else
			echo "$me: failed in step $step of $steps, $what, which it did not expect; log: $out/log" >&8
		fi
		echo "$me: exit status $rc" >&7
	fi
	exit "$rc"
}
