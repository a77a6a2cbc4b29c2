# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Shared by the lab's bats files.

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

lab() { "$TOP/tests/lab/run" "$@"; }

# Boot once, run a script of tests/lab/steps in the guest: guest DIR LAB_OPTION... -- STEP [ARG]...
guest() {
	local dir=$1 opts=()
	shift
	while [ "$1" != -- ]; do
		opts+=("$1")
		shift
	done
	shift
	lab --out "$dir" --add "$TOP/tests/lab/steps/$1:/bin/step-$1" "${opts[@]}" -- "step-$1" "${@:2}"
}

runfile() { "$TOP/tests/lab/runfile" "$@"; }

# The bucket index of a quantile.
bucket() {
	local answer
	answer=$(runfile q "$@") || return
	echo "${answer%% *}"
}

# The middle of the bucket of a quantile, ns.
value() {
	local answer
	answer=$(runfile q "$@") || return
	# shellcheck disable=SC2086 # words
	set -- $answer
	echo "$4"
}

# Two bucket indices are the same or neighbours.
near() {
	local d=$(($1 - $2))
	[ "${d#-}" -le 1 ]
}

fail() {
	echo "$*" >&2
	return 1
}

# A sum over the doorbells that ring here (not those that this machine rings as root complex): doorbells FILE FIELD
doorbells() { jq --arg f "$2" '[.doorbells[] | select(.function | startswith("pci_epf")) | .[$f]] | add // 0' "$1"; }

# The doorbells that the kernel itself counted between two copies of /proc/interrupts' lines.
irq_delta() {
	local pattern=$1 before=$2 after=$3
	echo $(($(irq_sum "$pattern" "$after") - $(irq_sum "$pattern" "$before")))
}
irq_sum() { awk -v p="$1" '$0 ~ p { for (i = 2; i <= NF && $i ~ /^[0-9]+$/; i++) n += $i } END { print n + 0 }' "$2"; }
