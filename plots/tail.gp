# SPDX-License-Identifier: GPL-2.0-only
# Residency (first interrupt or poll hit to the reply's interrupt) against 1/(1-p), x logarithmic.
#
# gnuplot -e "dat='tail.dat'; out='tail.png'" plots/tail.gp
# note='...': a line below the picture.
#
# tail.dat: a block a backend, its first line the title, then "1/(1-p) microseconds" a quantile (scripts/plot-data).
if (!exists("dat")) dat = "tail.dat"
if (!exists("out")) out = "tail.png"
if (!exists("note")) note = ""

set terminal pngcairo size 1200,600 font "Sans,11" background "#ffffff"
set output out

color(i) = word("#0072b2 #e69f00 #009e73 #cc79a7 #56b4e9 #d55e00", i % 6 + 1)

# A block begins with its quoted title.
blocks = int(system(sprintf("grep -c '^\"' '%s'", dat)))

set title "Residency on the endpoint by percentile"
set xlabel "percentile\n" . note
set ylabel "µs"
set logscale x
set xtics ("50" 2, "90" 10, "99" 100, "99.9" 1000, "99.99" 10000)
set xrange [1.8:*]
set yrange [0:*]
set grid lc rgb "#dddddd" lt 1
set border 3
set tics nomirror out
set key bottom right Left reverse

plot for [i = 0:blocks - 1] dat index i using 1:2 with linespoints lw 2.5 pt 7 ps 1.2 lc rgb color(i) title columnheader(1)
