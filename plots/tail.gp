# SPDX-License-Identifier: GPL-2.0-only
# Latency against 1/(1-p), both logarithmic, one line a series.
#
# gnuplot -c plots/tail.gp tail.dat tail.png [light|dark|print]
#
# Blocks 1 and 2: marks of the axes. Block 3, a row a series: name, colour, dash, samples, worst, place of the label. Block 3 + i, of
# series i: 1/(1-p), and the latency, ns, up to there.

dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("tail.gp")] . "theme.gp"

set xlabel "share of the samples that take no longer" offset 0,0.3
plot for [i = 1:n] dat index 3 + i using 1:2 with fsteps lw 2 lc rgb color(hue[i]) dt dash(hue[i], dashed[i]) title keyed(i), \
	dat index 3 using 4:5:(rgb($2)) with points pt 7 ps 0.7 lc rgb variable notitle
