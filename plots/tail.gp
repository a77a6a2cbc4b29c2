# SPDX-License-Identifier: GPL-2.0-only
# Latency against 1/(1-p), both logarithmic, one line a series.
#
# gnuplot -c plots/tail.gp tail.dat tail.png [light|dark|print]
#
# Blocks 1 and 2: marks of the axes. Block 3, a row a series: name, colour, dash, samples, worst, place of the label, what is said
# of a single sample. Block 3 + i, of
# series i: 1/(1-p), and the latency, ns, up to there.

dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("tail.gp")] . "theme.gp"

array lone[n + 1]
set xrange [*:*]
set yrange [*:*]
unset logscale
stats dat index 3 using (lone[int($0) + 1] = strcol(7), 0) nooutput
set logscale xy
set xrange [num("xmin", 0):num("xmax", 1)]
set yrange [num("ymin", 0):num("ymax", 1)]
set xlabel "share of the samples that take no longer" offset 0,0.3
do for [i = 1:n] {
	if (!(lone[i] eq "?")) { set label 8100 + i lone[i] at graph 0, graph spot[i] left offset character 1.2, 0 textcolor rgb letter(hue[i]) noenhanced }
}
plot for [i = 1:n] dat index 3 + i using 1:(at($2)) with fsteps lw 2 lc rgb pen(hue[i], dashed[i]) dt dash(hue[i], dashed[i]) title keyed(i), \
	dat index 3 using 4:(at($5)):(rgb_pen($2, $3)) with points pt 7 ps point(0.7) lc rgb variable notitle
