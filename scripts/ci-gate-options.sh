# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# The options of ci-gate, which reads this and has set $me.

usage() {
	cat <<-'END'
	usage: scripts/ci-gate --base KERNEL --new KERNEL [options]

	Runs both kernels in the deterministic lab, compares how long doorbells take, and exits with the verdict.

	Kernels:
	  -b, --base KERNEL        what the other is held against: a kernel tree, DIRECTORY@COMMIT of a git tree, a
	                           linux-source .deb, a .tar.*, the directory of a lab kernel, or 'default' (Debian's)
	  -n, --new KERNEL         what is judged
	      --new-param NAME=VALUE
	                           parameter of the lab's module for the new side, as raise_delay_ns=300: does the gate bite?
	Recordings:
	      --backends LIST      which doorbells ring (its,edma,poll)
	  -r, --runs N             recordings of each backend and side, 2 to 50 (3)
	  -c, --pings N            pings of each recording, 20 to 100000 (199)
	Judging, as of epbell compare:
	  -s, --stage LIST         only these stages
	  -q, --quantile LIST      of what: p50, p99.9 and the like, mean, min, max (p50,mean)
	      --budget LIMIT       an absolute limit, as 'raise-irq@its:p99<=8us'; may be given again
	  -t, --tolerance T        a change up to this is none, as 50ns or 1% (50ns: 50 instructions)
	      --fail-on WHAT       regression, or change: faster fails too (regression)
	Output:
	  -o, --out DIR            where all of it goes (out/gate)
	      --no-plots           neither plots nor the HTML page, which need gnuplot
	      --timeout TIME       bound for all of it, in s, m or h; a later call goes on from there (90m)
	      --fresh              throw away what an earlier call has recorded
	  -h, --help               show this text

	Exit status: 0 no slower, 1 error, 2 slower or over a budget, 3 cannot be judged, 64 usage.

	Example:
	  scripts/ci-gate --base ~/linux@v7.3 --new ~/linux
	END
}

bad_usage() { echo "$me: $*; see --help" >&2; exit 64; }

base='' new='' backends=its,edma,poll runs=3 pings=199 out=out/gate limit=5400 fresh='' plots=1
params=() judging=() budgets=() tolerance=50ns quantiles=()

need_number() {
	[[ $2 =~ ^[0-9]{1,6}$ ]] || bad_usage "$1 $2: not a number"
	if [ "$((10#$2))" -lt "$3" ] || [ "$((10#$2))" -gt "$4" ]; then bad_usage "$1 $2: not from $3 to $4"; fi
}

# The time in seconds, in $limit.
need_time() {
	local unit=${2##*[0-9]} scale

	case $unit in s) scale=1 ;; m) scale=60 ;; h) scale=3600 ;; *) bad_usage "$1 $2: not a time, as 300s, 90m or 2h" ;; esac
	[[ ${2%"$unit"} =~ ^[0-9]{1,6}$ ]] || bad_usage "$1 $2: not a time, as 300s, 90m or 2h"
	need_number "$1" "${2%"$unit"}" 1 $((604800 / scale))
	limit=$((10#${2%"$unit"} * scale))
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
		esac
		case $1 in
		-[bnrcsqto] | --base | --new | --new-param | --backends | --runs | --pings | --stage | --quantile | --budget | \
			--tolerance | --fail-on | --out | --timeout) [ $# -ge 2 ] || bad_usage "$1 needs a value" ;;
		esac
		case $1 in
		-b | --base) base=$2; shift ;;
		-n | --new) new=$2; shift ;;
		--new-param) params+=("$2"); shift ;;
		--backends) backends=$2; shift ;;
		-r | --runs) need_number "$1" "$2" 2 50; runs=$((10#$2)); shift ;;
		-c | --pings) need_number "$1" "$2" 20 100000; pings=$((10#$2)); shift ;;
		-s | --stage) judging+=(--stage "$2"); shift ;;
		-q | --quantile) quantiles+=(--quantile "$2"); shift ;;
		--budget) budgets+=(--budget "$2"); shift ;;
		-t | --tolerance) tolerance=$2; shift ;;
		--fail-on) judging+=(--fail-on "$2"); shift ;;
		-o | --out) out=$2; shift ;;
		--no-plots) plots='' ;;
		--timeout) need_time "$1" "$2"; shift ;;
		--fresh) fresh=1 ;;
		-h | --help) usage; exit 0 ;;
		*) bad_usage "unknown option '$1'" ;;
		esac
		shift
	done
	check
}

check() {
	local backend seen=' ' param known

	known=$(sed -nE 's/^module_param(_cb)?\(([a-z_]+),.*/\2/p' "$top"/tests/lab/module/*.c | sort | xargs)
	[ -n "$base" ] || bad_usage "--base is missing"
	[ -n "$new" ] || bad_usage "--new is missing"
	[ -n "$out" ] || bad_usage "--out is empty"
	[ -n "$backends" ] || bad_usage "--backends is empty"
	case ,$backends, in *,,*) bad_usage "--backends: '$backends' has an empty name" ;; esac
	IFS=, read -r -a backends <<<"$backends"
	for backend in "${backends[@]}"; do
		case $backend in its | edma | poll) ;; *) bad_usage "--backends: no backend '$backend' in the lab: its, edma, poll" ;; esac
		[[ $seen != *" $backend "* ]] || bad_usage "--backends: $backend twice"
		seen="$seen$backend "
	done
	for param in ${params[@]+"${params[@]}"}; do
		[[ $param =~ ^[a-z_]+=[A-Za-z0-9_]+$ ]] || bad_usage "--new-param $param: not NAME=VALUE"
		# The kernel takes any name, and says so where nobody looks.
		[[ " $known " == *" ${param%%=*} "* ]] || bad_usage "--new-param ${param%%=*}: the lab's module has $known"
	done
	[ ${#quantiles[@]} -gt 0 ] || quantiles=(--quantile p50,mean)
	judging+=("${quantiles[@]}" --tolerance "$tolerance" --fail-on gone --allow-unlike kernel ${budgets[@]+"${budgets[@]}"})
}
