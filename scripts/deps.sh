#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Install what a build, the lab or the tests miss on a Debian machine.
#
# usage: scripts/deps.sh GROUP...      (build arm64 lab test npm fuzz plot formats)
#
# Packages that are there already cost one dpkg-query, so make can call this every time. Nothing is downloaded
# but from the mirrors that apt and npm are configured with; what npm brings goes into the cache directory.
set -eu

die() { echo "deps: $*" >&2; exit 1; }

packages_of() {
	case $1 in
	build) echo "make gcc libc6-dev pkg-config clang llvm bpftool libbpf-dev libelf-dev zlib1g-dev libjansson-dev libsqlite3-dev" ;;
	arm64) echo "make gcc libc6-dev clang llvm bpftool gcc-aarch64-linux-gnu libc6-dev-arm64-cross" \
		"libbpf-dev:arm64 libelf-dev:arm64 zlib1g-dev:arm64 libjansson-dev:arm64" ;;
	lab) echo "qemu-system-arm device-tree-compiler gcc-aarch64-linux-gnu libc6-dev-arm64-cross flex bison bc" \
		"libssl-dev libelf-dev dwarves cpio kmod rsync xz-utils python3 jq" ;;
	test) echo "libcmocka-dev bats shellcheck clang-tidy clang-format valgrind jq python3 python3-jsonschema" \
		"python3-tap python3-junitparser python3-prometheus-client python3-html5lib cmark-gfm groff-base iproute2 iputils-ping" \
		"git yamllint lava-common gnuplot-nox" ;;
	npm) echo "chromium $(command -v node >/dev/null || echo nodejs) $(command -v npm >/dev/null || echo npm)" ;;
	fuzz) echo "clang libclang-rt-14-dev libjansson-dev zlib1g-dev" ;;
	plot) echo "gnuplot-nox" ;;
	formats) echo "default-jre-headless libhdrhistogram-java" ;; # HdrHistogram itself, 190 MB
	*) die "no group '$1' (groups: build arm64 lab test npm fuzz plot formats)" ;;
	esac
}

[ $# -gt 0 ] || die "usage: scripts/deps.sh GROUP... (build arm64 lab test npm fuzz plot formats)"

missing=
for group in "$@"; do
	list=$(packages_of "$group") || exit 1
	for pkg in $list; do
		dpkg-query -W -f '${db:Status-Status}\n' "$pkg" 2>/dev/null | grep -qx installed || missing="$missing $pkg"
	done
done

# What no Debian package holds. Without it the tests that need it are skipped, and say so.
finish() {
	case " $groups " in
	*" npm "*) "$(dirname "$0")/../tests/npm/install" >/dev/null || echo "deps: no npm packages: what needs them is not tested" >&2 ;;
	esac
	exit 0
}

groups=$*
[ -n "$missing" ] || finish

command -v apt-get >/dev/null || die "missing:$missing; this is no Debian machine: install them by hand"
[ "$(id -u)" = 0 ] || die "missing:$missing; run as root, or: apt-get install$missing"

echo "deps: installing$missing"
case $missing in
*:arm64*) dpkg --print-foreign-architectures | grep -qx arm64 || dpkg --add-architecture arm64 ;;
esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Another apt run (unattended upgrades, a second make) holds the lock for a while: wait for it.
run() { "$@" >"$log" 2>&1 || { tail -n 20 "$log" >&2; die "'$*' failed"; }; }
export DEBIAN_FRONTEND=noninteractive
run apt-get -o DPkg::Lock::Timeout=300 update
# shellcheck disable=SC2086 # a list of words
run apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
finish
