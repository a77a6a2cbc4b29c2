#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The manual says what the tool does: options, commands and stages are the same in both, and every page is well formed.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	export LC_ALL=C
}

need_renderer() {
	command -v groff >/dev/null || command -v mandoc >/dev/null || skip "neither groff nor mandoc: scripts/deps.sh test"
}

# A page as plain text, each paragraph one line, so that nothing is looked for across a line's end.
render() {
	if command -v groff >/dev/null; then
		groff -man -Tascii -P-cbou -rLL=1000n "$1"
	else
		mandoc -T ascii -O width=1000 "$1" | sed 's/.\x08//g'
	fi | tr -s ' '
}

commands() {
	"$epbell" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'
}

# Help of a command, and of each of those that it has itself, to "Example:" or from there: help_of COMMAND options|examples
help_of() {
	local sub what='/^Example:/,$d'
	[ "$2" = options ] || what='1,/^Example:/d'
	for sub in "" $(own_commands "$1" | cut -d' ' -f1); do
		# shellcheck disable=SC2086 # none is no word
		"$epbell" "$1" $sub --help | sed "$what"
	done
}

# A command's own commands with their summaries: "add add run files".
own_commands() {
	"$epbell" "$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\)  *\(.*\)/\1 \2/p'
}

# Groups and the tags in them, "Which: -n, --last N"; of several commands' help each once.
tags() {
	sed -n 's/^\([A-Z][^:]*\):$/\1/p; s/^ \+\(\(-., \)\?--[a-z-]\+\( [^ ]\+\)\?\)\( .*\)\?$/ \1/p' |
		awk '/^[^ ]/ { group = $0; next } !seen[group $0]++ { print group ":" $0 }'
}

# The same of a page's source.
page_tags() {
	sed -n '/^\.SH OPTIONS/,/^\.SH E/p' "$1" | sed -n 's/^\.SS "\?\([^"]*\)"\?$/\1/p; /^\.TP/{n;s/^\.BR\? / /;s/ ", " /, /;s/" \\fI/ /;s/\\fR"//;s/\\-/-/g;s/  */ /g;p}' |
		awk '/^[^ ]/ { group = $0; next } { print group ":" $0 }'
}

long_options() {
	grep -oE -- '--[a-z][a-z-]*' | sort -u
}

# One section of a rendered page.
section() {
	awk -v head="$1" '$0 == head { on = 1; next } /^[^ ]/ { on = 0 } on'
}

# The rows of the table of stages: name, from, to, what it is.
stages() {
	printf '#include "epbell/stage.h"\nEPB_STAGES(ROW)\n' | "${CC:-cc}" -E -P -Iinclude - | { tr '\n' ' '; echo; } |
		sed 's/ROW(/\n&/g' | sed -nE 's/^ROW\([^"]*"([^"]*)", *"([^"]*)", *"([^"]*)",[^"]*"([^"]*)".*/\1|\2|\3|\4/p'
}

@test "every command has a page and stands in epbell(1), and every page has its command" {
	need_renderer
	[ -n "$(commands)" ]
	render man/epbell.1 >"$BATS_TEST_TMPDIR/overview"
	for cmd in $(commands); do
		[ -f "man/epbell-$cmd.1" ] || { echo "no page for $cmd"; return 1; }
		grep -qF "$cmd, see epbell-$cmd(1)" "$BATS_TEST_TMPDIR/overview" || { echo "epbell(1) lacks $cmd"; return 1; }
		grep -q "^ epbell-$cmd - " <<<"$(render "man/epbell-$cmd.1")"
	done
	for page in man/epbell-*.1; do
		cmd=${page#man/epbell-}
		commands | grep -qx "${cmd%.1}" || { echo "$page has no command"; return 1; }
	done
}

@test "the summary of each command is the same in its page's NAME" {
	need_renderer
	for cmd in $(commands); do
		summary=$("$epbell" "$cmd" --help | sed -n 3p)
		[ "$(render "man/epbell-$cmd.1" | section NAME | xargs)" = "epbell-$cmd - $summary" ]
	done
}

@test "the long options of each page are those of --help" {
	need_renderer
	diff <("$epbell" --help | long_options) <(render man/epbell.1 | long_options)
	for cmd in $(commands); do
		options=$(render "man/epbell-$cmd.1" | section OPTIONS | long_options)
		diff <(help_of "$cmd" options | grep -E '^ +(-., )?--' | long_options) <(echo "$options") ||
			{ echo "< epbell $cmd --help, > OPTIONS of its page"; return 1; }
		# What is said elsewhere in the page exists too.
		diff <(echo "$options") <(render "man/epbell-$cmd.1" | long_options)
	done
}

@test "each option has the same letter, argument and group as in --help" {
	need_renderer
	for cmd in $(commands); do
		render "man/epbell-$cmd.1" | section OPTIONS >"$BATS_TEST_TMPDIR/options"
		help_of "$cmd" options | tags >"$BATS_TEST_TMPDIR/tags"
		[ -s "$BATS_TEST_TMPDIR/tags" ]
		while IFS= read -r tag; do
			grep -qE -- "^ ${tag#*: }( |\$)" "$BATS_TEST_TMPDIR/options" || { echo "$cmd: no '$tag'"; return 1; }
		done <"$BATS_TEST_TMPDIR/tags"
		sed -n '/^\.SH OPTIONS/,/^\.SH E/p' "man/epbell-$cmd.1" | sed -n 's/^\.SS "\?\([^"]*\)"\?$/\1/p' >"$BATS_TEST_TMPDIR/groups"
		if [ -z "$(own_commands "$cmd")" ]; then
			diff <(cut -d: -f1 "$BATS_TEST_TMPDIR/tags" | uniq) "$BATS_TEST_TMPDIR/groups"
		else # in an order of its own, and each option stands in the groups that it has somewhere
			[ "$(sort "$BATS_TEST_TMPDIR/groups" | uniq -d)" = "" ]
			diff <(sort "$BATS_TEST_TMPDIR/tags") <(page_tags "man/epbell-$cmd.1" | sort)
		fi
	done
}

@test "commands that a command has itself stand in its page with their summaries, and are in its synopsis" {
	need_renderer
	[ -n "$(own_commands history)" ]
	for cmd in $(commands); do
		render "man/epbell-$cmd.1" >"$BATS_TEST_TMPDIR/page"
		while read -r sub summary; do
			grep -A 1 -E "^ $sub( |$)" "$BATS_TEST_TMPDIR/page" | grep -qiF "$summary" || { echo "$cmd: no '$sub $summary'"; return 1; }
			section SYNOPSIS <"$BATS_TEST_TMPDIR/page" | grep -q "^ epbell $cmd $sub " || { echo "SYNOPSIS lacks $sub"; return 1; }
			[ "$("$epbell" "$cmd" "$sub" --help | sed -n 3p)" = "$summary" ]
		done < <(own_commands "$cmd")
	done
}

@test "each example of --help stands in the page" {
	need_renderer
	for cmd in $(commands); do
		# a line too long for the page goes on behind a backslash
		render "man/epbell-$cmd.1" | section EXAMPLES | sed -z 's/ \\\n */ /g' >"$BATS_TEST_TMPDIR/examples"
		while IFS= read -r line; do
			grep -qF -- "${line#  }" "$BATS_TEST_TMPDIR/examples" || { echo "$cmd: no '$line'"; return 1; }
		done < <(help_of "$cmd" examples)
	done
}

@test "every stage of stage.h stands in epbell(1) with its two ends and what it is, and no other" {
	need_renderer
	stages >"$BATS_TEST_TMPDIR/rows"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/rows")" -eq "$(grep -c '^	STAGE(' include/epbell/stage.h)" ]
	render man/epbell.1 | section STAGES >"$BATS_TEST_TMPDIR/stages"
	while IFS='|' read -r name from to what; do
		grep -qE "^ $name( |\$)" "$BATS_TEST_TMPDIR/stages" || { echo "no stage $name"; return 1; }
		grep -qF "From $from to $to: $what" "$BATS_TEST_TMPDIR/stages" ||
			{ echo "$name: no 'From $from to $to: $what'"; return 1; }
	done <"$BATS_TEST_TMPDIR/rows"
	diff <(cut -d'|' -f1 "$BATS_TEST_TMPDIR/rows" | sed 's/-/\\-/g') \
		<(sed -n '/^\.SH STAGES/,/^\.SH NOTES/{/^\.TP/{n;s/^\.B //p}}' man/epbell.1)
}

@test "every backend that --backend knows stands in epbell(1)" {
	need_renderer
	run "$epbell" record --backend none
	[ "$status" -eq 64 ]
	render man/epbell.1 | section BACKENDS >"$BATS_TEST_TMPDIR/backends"
	for backend in ${output##*there are}; do
		grep -qE "^ $backend( |\$)" "$BATS_TEST_TMPDIR/backends" || { echo "no backend $backend"; return 1; }
	done
}

@test "the columns of report's tables of stages, cost and calibration are explained in its page" {
	need_renderer
	render man/epbell-report.1 | section DESCRIPTION >"$BATS_TEST_TMPDIR/columns"
	for title in Stages "Own cost" Calibration; do
		"$epbell" report --ascii --no-bars -w 130 tests/data/edma.json |
			sed -n "/^$title/{n;s/^ *//;s/   */\n/g;p}" >"$BATS_TEST_TMPDIR/heads"
		[ "$(wc -l <"$BATS_TEST_TMPDIR/heads")" -ge 6 ]
		while IFS= read -r head; do
			case $head in stage | hook | attach | kind) continue ;; esac # they name the row
			grep -qE -- "^ ([a-z0-9. ]+, )*${head//+/\\+}(,|\$| [A-Z])" "$BATS_TEST_TMPDIR/columns" ||
				{ echo "$title: no '$head'"; return 1; }
		done <"$BATS_TEST_TMPDIR/heads"
	done
}

@test "how often hooks are measured is said as it is" {
	need_renderer
	number() {
		sed -nE "s/^#define EPB_SAMPLE_$1[[:space:]]+([0-9]+).*/\1/p" include/epbell/price.h
	}
	[ "$(number FAR)" = 4 ]
	render man/epbell.1 | section "HOW TRUE THE FIGURES ARE" >"$BATS_TEST_TMPDIR/true"
	grep -qF "measured in its first $(number FIRST) runs on each CPU and then in one of $(number EVERY);" "$BATS_TEST_TMPDIR/true"
	grep -qF "A measured run of more than four times the average" "$BATS_TEST_TMPDIR/true"
	render man/epbell-report.1 | grep -qF "measured the first $(number FIRST) times and then one in $(number EVERY);"
}

@test "pages have their sections and render without a warning" {
	need_renderer
	for page in man/*.1; do
		for head in NAME SYNOPSIS DESCRIPTION OPTIONS EXAMPLES "EXIT STATUS" "SEE ALSO"; do
			grep -qx "\.SH $head" "$page" || { echo "$page: no $head"; return 1; }
		done
		if command -v groff >/dev/null; then
			run groff -man -ww -z "$page"
		else
			run mandoc -T lint -W warning "$page"
		fi
		echo "$page: $output"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}

@test "errors are shown as the JSON that they are, and no sentence sticks to an example" {
	need_renderer
	for cmd in report ping export; do
		render "man/epbell-$cmd.1" | grep -qF '{"error": SENTENCE, "code": N}' || { echo "$cmd: no error"; return 1; }
	done
	for page in man/*.1; do
		run awk '/^\.EE/ { getline; if ($0 !~ /^\.(PP|RE|SH|SS|IP|TP|\\")/) print FILENAME ": " $0 }' "$page"
		[ "$output" = "" ] || { echo "$output"; return 1; }
	done
}

@test "a picture in plot's page stands below the command that draws its kind" {
	need_renderer
	render man/epbell-plot.1 | section EXAMPLES | awk '/^ epbell plot .*--terminal/ { kind = $3 }
		/^ (Tail|Where the time goes): / { print kind, $1 }' >"$BATS_TEST_TMPDIR/pictures"
	diff "$BATS_TEST_TMPDIR/pictures" - <<-EOF
		tail Tail:
		stages Where
	EOF
}

@test "pages fit 80 columns and are ASCII" {
	need_renderer
	for page in man/*.1; do
		run grep -nP '[^\x00-\x7f]' "$page"
		[ "$status" -eq 1 ]
		if command -v groff >/dev/null; then
			run awk 'length > 80' <(groff -man -Tascii -P-cbou -rLL=78n "$page")
		else
			run awk 'length > 80' <(mandoc -T ascii "$page" | sed 's/.\x08//g')
		fi
		[ -z "$output" ] || { echo "$page: $output"; return 1; }
	done
}
