#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Kernels out of trees (tests/lab/kernel, on a tree of a few files), and scripts/ci-gate with real kernels in the real lab.

bats_require_minimum_version 1.5.0

load common

setup() {
	d=$BATS_TEST_TMPDIR
	cd "$TOP" || return
	unset KERNEL_SRC KERNEL_ID LAB_KERNEL
	plots=--no-plots
	if build/"$(uname -m | sed s/aarch64/arm64/)"/epbell plot --help >/dev/null 2>&1 && command -v gnuplot >/dev/null; then plots=; fi
}

# gate EXIT-CODE OPTION...
gate() {
	local expect=$1
	shift
	# shellcheck disable=SC2086 # none is no word
	run --separate-stderr scripts/ci-gate --out "$d/out" $plots "$@"
	[ "$status" -eq "$expect" ] || fail "exit $status, not $expect: $output $stderr"
	[[ ${lines[-1]} == "ci-gate: exit status $expect"* ]]
}

# Kernels of small trees, in a cache of their own: small_kernel TREE
small_kernel() { XDG_CACHE_HOME=$d/cache KERNEL_SRC=$1 tests/lab/kernel; }

compiled() { grep -c '^  CC ' "$d/cache/epbell/kernel-build.log"; }

# --- kernels out of trees ------------------------------------------------------------------------------------------

@test "a tree's kernel is kept by content: never shared with another, nor with what it was before" {
	tests/data/make-kernel "$d/a"
	first=$(small_kernel "$d/a" 2>/dev/null)
	[ -s "$first/Image" ]
	[ -s "$first/modules/doorbell.ko" ]
	[ "$(compiled)" -eq 2 ]
	# the same from another place, and with other times
	cp -r "$d/a" "$d/b"
	[ "$(small_kernel "$d/b")" = "$first" ]
	# changed, at the same size and time
	touch -r "$d/a/drivers/pci/doorbell.c" "$d/time"
	sed -i 's/139/149/' "$d/a/drivers/pci/doorbell.c"
	touch -r "$d/time" "$d/a/drivers/pci/doorbell.c"
	second=$(small_kernel "$d/a" 2>/dev/null)
	[ "$second" != "$first" ]
	run ! cmp "$first/modules/doorbell.ko" "$second/modules/doorbell.ko"
	cmp "$first/Image" "$second/Image"
	# only what differs was compiled, and the tree itself holds nothing new
	[ "$(compiled)" -eq 1 ]
	diff -r "$d/a" "$d/b" | grep -v doorbell.c >"$d/rest" || true
	[ "$(grep -c '^Only' "$d/rest")" -eq 0 ]
	# and back: not what the place where trees are built has last
	sed -i 's/149/139/' "$d/a/drivers/pci/doorbell.c"
	[ "$(small_kernel "$d/a")" = "$first" ]
	# a file more, a file less
	touch "$d/a/init/none.h"
	[ "$(small_kernel "$d/a" 2>/dev/null)" != "$first" ]
	rm "$d/a/init/none.h"
	[ "$(small_kernel "$d/a")" = "$first" ]
}

@test "of kernels from trees six are kept, those that were used last, and the lab's own" {
	tests/data/make-kernel "$d/a"
	mkdir -p "$d/cache/epbell/kernel-7.9.1-own"
	first=$(small_kernel "$d/a" 2>/dev/null)
	for n in 1 2 3 4 5 6; do
		echo "int doorbell(void) { return $n; }" >"$d/a/drivers/pci/doorbell.c"
		last=$(small_kernel "$d/a" 2>/dev/null)
		[ "$n" -ne 1 ] || second=$last
		[ "$n" -eq 6 ] || touch -d @1000 "$second/tree"
		touch "$first/tree"
	done
	[ "$(find "$d/cache/epbell" -maxdepth 1 -name 'kernel-7*' | wc -l)" -eq 7 ]
	[ -d "$first" ]
	[ ! -e "$second" ]
	[ -d "$d/cache/epbell/kernel-7.9.1-own" ]
}

@test "kernels of trees have names of one length, and their content in it" {
	tests/data/make-kernel "$d/a"
	first=$(small_kernel "$d/a" 2>/dev/null)
	[[ $first == */kernel-7.9.1-* ]]
	[ "$(cat "$first/build/version")" = "-${first##*-}" ]
}

@test "a broken tree: exit 1 with the compiler's words, no kernel, and the next build is not disturbed" {
	tests/data/make-kernel "$d/a"
	echo 'int doorbell(void) { return the_151; }' >"$d/a/drivers/pci/doorbell.c"
	run --separate-stderr small_kernel "$d/a"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ $stderr == *"the kernel's build failed"*"the_151"* ]]
	[ -z "$(find "$d/cache/epbell" -maxdepth 1 -name '*kernel-7*')" ]
	# nothing of it holds the lock
	flock -n "$d/cache/epbell/.kernel.lock" true
	echo 'int doorbell(void) { return 151; }' >"$d/a/drivers/pci/doorbell.c"
	small_kernel "$d/a" 2>/dev/null
	run --separate-stderr small_kernel "$d"
	[ "$status" -eq 1 ]
	[[ $stderr == *"is no kernel source tree"* ]]
}

@test "a broken base tree: the gate's exit 1, with the build's last lines" {
	tests/data/make-kernel "$d/a"
	echo 'int doorbell(void) { return the_151; }' >"$d/a/drivers/pci/doorbell.c"
	XDG_CACHE_HOME=$d/cache gate 1 --base "$d/a" --new default
	[[ $stderr == *"the_151"*"base kernel: $d/a cannot be built"* ]]
	jq -e '.outcome == "error"' "$d/out/verdict.json"
	grep -q the_151 "$d/out/log"
}

# --- the gate ------------------------------------------------------------------------------------------------------

# A kernel that differs from this one in nothing but 300 instructions in vNTB's doorbell handler: long_handler KERNEL NEW
long_handler() {
	local source=$1/source/drivers/pci/endpoint/functions/pci-epf-vntb.c
	[ -f "$source" ] || skip "$1 was built before vNTB's source was kept with it: remove it"
	cp -al "$1" "$2"
	mkdir "$d/vntb"
	echo 'obj-m := pci-epf-vntb.o' >"$d/vntb/Kbuild"
	add_nops <"$source" >"$d/vntb/pci-epf-vntb.c"
	make -C "$2/source" O="$2/build" M="$d/vntb" ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- modules >"$d/vntb/log" 2>&1 ||
		fail "$(tail -n 20 "$d/vntb/log")"
	rm "$2/modules/pci-epf-vntb.ko"
	aarch64-linux-gnu-strip --strip-debug -o "$2/modules/pci-epf-vntb.ko" "$d/vntb/pci-epf-vntb.ko"
}

add_nops() {
	sed '/^static irqreturn_t epf_ntb_doorbell_handler/,/^}/s/^\tint i;$/&\n\n\tasm volatile(".rept 300\\n\\tnop\\n\\t.endr");/'
}

# slower STAGE QUANTITY BACKEND MIN MAX: that many instructions
slower() {
	jq -e --arg stage "$1" --arg quantity "$2" --arg backend "$3" --argjson min "$4" --argjson max "$5" '.figures[] |
		select(.stage == $stage and .quantity == $quantity and .backend == $backend) |
		.verdict == "slower" and .instructions > $min and .instructions < $max' "$d/out/verdict.json" ||
		fail "$1 $2 $3: $(jq -c --arg stage "$1" '.figures[] | select(.stage == $stage) | [.backend, .quantity, .instructions, .verdict]' "$d/out/verdict.json")"
}

# None of these: none_slower STAGE...
none_slower() {
	jq -e '[.figures[] | select(.stage | IN($ARGS.positional[])) | .verdict] | length > 0 and all(. != "slower")' \
		"$d/out/verdict.json" --args "$@" || fail "$(jq -c '.figures[] | select(.verdict == "slower") | [.stage, .quantity, .shift, .spread]' "$d/out/verdict.json")"
}

@test "the gate: one kernel twice passes; longer in raise_irq, and in vNTB's handler, fails and names that stage" {
	# a boot with three recordings takes 15 s of processor time: all backends are for the long run
	backends=(edma)
	[ -z "${EPBELL_LONG:-}" ] || backends=(its edma poll)
	how=(--backends "$(IFS=,; echo "${backends[*]}")")

	gate 0 --base default --new default "${how[@]}"
	jq -e '.outcome == "pass" and .family >= 18 and ([.figures[].verdict] | unique == ["same"])' "$d/out/verdict.json"

	# busy-waiting ends with the first look at the clock behind the 300 ns: a step of the clock, and the loop's own length
	gate 2 --base default --new default --new-param raise_delay_ns=300 "${how[@]}"
	[ "$(grep -c 'kept from before' <<<"$output")" -eq ${#backends[@]} ]
	for backend in "${backends[@]}"; do slower raise-irq mean "$backend" 300 500; done
	none_slower irq-dispatch edma-demux handler bottom-half rx turnaround
	[ -n "$plots" ] || grep -q raise-irq "$d/out/plots/compare.svg"

	# without a channel the eDMA has no interrupt to emulate, and vNTB polls
	gate 2 --base default --new default --new-param dma_channels=0 --backends edma
	[[ $stderr == *"doorbells fall back to poll"* ]]
	jq -e '[.figures[] | select(.backend == "edma").verdict] | unique == ["gone"]' "$d/out/verdict.json"

	long_handler "$(tests/lab/kernel)" "$d/long"
	gate 2 --base default --new "$d/long" --backends edma
	slower handler mean edma 290 320
	none_slower irq-dispatch edma-demux rx turnaround raise-irq
	[ -n "$plots" ] || grep -q handler "$d/out/plots/compare.svg"
}

# Two builds of the kernel: the first takes as long as the lab's own did.
@test "300 instructions more in epf_ntb_doorbell_handler of a kernel tree fail, in the handler" {
	[ -n "${EPBELL_LONG:-}" ] || skip "builds two kernels: make check-long"
	apt=$d/apt
	# shellcheck source=tests/lab/apt.sh
	. tests/lab/apt.sh
	mkdir -p "$apt"
	echo "deb $(debian_mirror) ${LAB_SUITE:-trixie-backports} main" >"$apt/sources.list"
	private_apt "$apt" apt-get update >/dev/null
	package=$(private_apt "$apt" apt-cache search -n '^linux-source-[0-9.]+$' | awk '{ print $1 }' | sort -V | tail -n 1)
	(cd "$d" && private_apt "$apt" apt-get -q download "$package" >/dev/null)
	mkdir "$d/tree"
	dpkg-deb --fsys-tarfile "$d"/linux-source-*.deb | tar -xO --wildcards './usr/src/*.tar.xz' | tar -xJ -C "$d/tree" --strip-components=1
	git -C "$d/tree" init -q
	git -C "$d/tree" add -A -f # Debian's own .gitignore has all of it
	git -C "$d/tree" -c user.name=t -c user.email=t@example.org commit -qm base
	vntb=$d/tree/drivers/pci/endpoint/functions/pci-epf-vntb.c
	add_nops <"$vntb" >"$d/vntb.c"
	run ! cmp "$d/vntb.c" "$vntb"
	cp "$d/vntb.c" "$vntb"
	gate 2 --base "$d/tree@HEAD" --new "$d/tree"
	slower handler mean its 290 320
	slower handler mean edma 290 320
	none_slower irq-dispatch edma-demux rx turnaround raise-irq
}
