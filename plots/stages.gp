# SPDX-License-Identifier: GPL-2.0-only
# Where the time goes: p50 of each stage, with a whisker to p99, one bar a backend.
#
# gnuplot -e "dat='stages.dat'; out='stages.png'" plots/stages.gp
# note='...': a line below the picture.
#
# stages.dat: a header "# stage p50_A p99_A p50_B p99_B ...", then a row a stage, microseconds (scripts/plot-data).
if (!exists("dat")) dat = "stages.dat"
if (!exists("out")) out = "stages.png"
if (!exists("note")) note = ""

set terminal pngcairo size 1200,600 font "Sans,11" background "#ffffff"
set output out

header = system(sprintf("head -n 1 '%s' | sed 's/^# stage //'", dat))
n = words(header) / 2
name(i) = word(header, 2 * i - 1)[5:]

# Okabe and Ito's palette: told apart by every kind of colour vision.
color(i) = word("#0072b2 #e69f00 #009e73 #cc79a7 #56b4e9 #d55e00", (i - 1) % 6 + 1)

set datafile missing "?"
stats dat using 0 nooutput
rows = STATS_records
width = 0.8 / n

# The axis' foot: a power of ten below the shortest bar.
least = 1.0
do for [i = 1:n] { stats dat using (column(2 * i)) nooutput; if (STATS_records && STATS_min > 0 && STATS_min < least) { least = STATS_min } }
foot = 10 ** floor(log10(least * 0.9))

set title "Stages: p50, whisker to p99"
set ylabel "µs"
set xlabel note
set logscale y
set yrange [foot:*]
set xrange [-0.6:rows - 0.4]
set grid ytics lc rgb "#dddddd" lt 1
set border 3
set tics nomirror out
set xtics rotate by -30
set key top left horizontal Left reverse samplen 1
set style fill solid 0.9 noborder
at(i) = (i - (n + 1) / 2.0) * width

# A bar on a logarithmic axis starts at the axis' foot, not at zero.
plot for [i = 1:n] dat using ($0 + at(i)):(foot):($0 + at(i) - width * 0.45):($0 + at(i) + width * 0.45):(foot):(column(2 * i)) \
	with boxxyerror lc rgb color(i) title name(i), \
     for [i = 1:n] dat using ($0 + at(i)):(column(2 * i)):(0):(column(2 * i + 1) - column(2 * i)) \
	with vectors nohead lw 2 lc rgb "#333333" notitle, \
     dat using 0:(NaN):xtic(1) notitle
