# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# The steps of ci-gate, which reads this: shown, logged, bounded in time, ended as a whole. Set are $me, $out, $steps (how many) and
# $limit (s, for all of them together).

step=0 what='starting' child='' reported='' judged='' console=''

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
	ended_in_time "$rc"
	give_up "$what: failed with exit status $rc"
}

# Not longer than there is time. In a process group of its own, so that all of it can be ended: what it has started too, and what of
# that pays no heed to SIGTERM.
within() {
	local rc=0 left=$((limit - SECONDS))

	[ "$left" -gt 0 ] || return 124
	timeout -k 10 "$left" "$@" </dev/null 7>&- 8>&- 9>&- &
	child=$!
	{ wait "$child" || rc=$?; } 2>/dev/null
	[ "$rc" -eq 0 ] || kill -KILL -- "-$child" 2>/dev/null || true
	child=''
	return "$rc"
}

# 124 is also what the lab ends with when a guest hangs.
ended_in_time() {
	case $1 in
	124 | 137) [ "$SECONDS" -lt "$limit" ] ||
		give_up "$what: no end after $limit s; call it again to go on from here, or with a longer --timeout" ;;
	esac
}

# No verdict of an earlier call may be taken for this one's.
clear_out() {
	rm -rf "$out"/verdict.* "$out/report.html" "$out/plots" "$out/console.log"
}

give_up() {
	local rc=1

	echo "$me: $1" >&2
	echo "$me: $1" >>"$out/log" || true
	if [ -n "$judged" ]; then
		echo "$me: the verdict stands, its pictures are not complete" >&2
		[ "$verdict" -eq 0 ] || rc=$verdict
	else
		broken "$1" || true
	fi
	[ -z "$console" ] || cp "$console" "$out/console.log" 2>/dev/null || true
	reported=1
	echo "$me: exit status $rc, log: $out/log"
	exit "$rc"
}

# A file, whole or not at all: put NAME <TEXT
put() {
	if cat >"$out/.$1" && [ -s "$out/.$1" ]; then mv "$out/.$1" "$out/$1"; else rm -f "$out/.$1"; fi
}

# Those who only read the results learn of it too.
broken() {
	local text xml

	clear_out
	text=$(iconv -c -f UTF-8 -t UTF-8 <<<"$1" | tr '\n' ' ' | tr -d '\000-\010\013-\037')
	text=${text% }
	xml=$(sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g' <<<"$text")
	printf 'KTAP version 1\n1..1\n# error: %s\nnot ok 1 ci-gate\n' "$text" | put verdict.ktap
	put verdict.xml <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<testsuites tests="1" failures="0" errors="1">
		 <testsuite name="ci-gate" id="0" package="epbell" tests="1" failures="0" errors="1" skipped="0" time="$SECONDS">
		  <testcase classname="epbell.ci-gate" name="ci-gate" time="$SECONDS">
		   <error message="$xml" type="error"/>
		  </testcase>
		 </testsuite>
		</testsuites>
	END
	printf '### epbell ci-gate\n\n- **ERROR**: \140%s\140\n' "${text//\`/\'}" | put verdict.md
	jq -n --arg error "$text" '{ outcome: "error", $error }' | put verdict.json
}

cleanup() {
	local rc=$? said

	trap - EXIT
	if [ -n "$child" ]; then
		kill -TERM "$child" 2>/dev/null || true
		wait "$child" 2>/dev/null || true
		kill -KILL -- "-$child" 2>/dev/null || true
	fi
	rm -rf "$out"/.boot.* "$out/.kernel" "$out/.said"
	# Where a signal comes in, output may be redirected.
	if [ -z "$reported" ] && [ "$rc" -ne 0 ]; then
		if [ "$rc" -gt 128 ]; then
			said="interrupted in step $step of $steps, $what; call it again to go on from there"
		else
			said="failed in step $step of $steps, $what, which it did not expect; log: $out/log"
		fi
		[ -n "$judged" ] || broken "$said" 2>/dev/null || true
		echo "$me: $said" >&8
		echo "$me: exit status $rc" >&7
	fi
	exit "$rc"
}
