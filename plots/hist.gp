# SPDX-License-Identifier: GPL-2.0-only
# Histograms as steps: time and number of samples, both logarithmic, one line a series.
#
# gnuplot -c plots/hist.gp hist.dat hist.png [light|dark|print]
#
# Blocks 1 and 2: marks of the axes. Block 3, a row a series: name, colour, dash, place of the name (of the field's width, 0 to 1), worst
# sample, its label and that one's place (of the field, 0 to 1). Block 3 + i, of series i, a row a step: from, to, ns, and samples.

label_column = 4
dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("hist.gp")] . "theme.gp"

array worst[n + 1]
array worst_x[n + 1]
array worst_y[n + 1]
set xrange [*:*]
set yrange [*:*]
stats dat index 3 using (k = int($0) + 1, worst[k] = strcol(6), worst_x[k] = $7, worst_y[k] = $8, 0) nooutput
set xrange [num("xmin", 0):num("xmax", 1)]
set yrange [num("ymin", 0):num("ymax", 1)]
do for [i = 1:n] {
	if (labels eq "top") { set label 8000 + i name[i] at graph spot[i], graph 1 - 15.0 / (height - num("top", 0) - num("bottom", 0)) center textcolor rgb letter(hue[i]) noenhanced }
	if (!(worst[i] eq "?")) { set label 8100 + i worst[i] at graph worst_x[i], graph worst_y[i] center font font_axis textcolor rgb letter(hue[i]) noenhanced }
}
foot = num("ymin", 0.5)
# not at the marks, however long they are: the margin has the room
set label 8200 "samples in a step" at screen px(22), graph 0.5 center rotate by 90 font font_axis textcolor rgb ink
set xlabel "time" offset 0,0.3
plot for [i = 1:n] dat index 3 + i using 1:(foot):1:2:(foot):($3 > foot ? $3 : foot) with boxxyerror fs transparent solid n > 4 ? 0.06 : 0.14 noborder \
		lc rgb pen(hue[i], dashed[i]) notitle, \
	for [i = 1:n] dat index 3 + i using 1:($3 > foot ? $3 : foot) with steps lw 1.7 lc rgb pen(hue[i], dashed[i]) dt dash(hue[i], dashed[i]) title keyed(i), \
	dat index 3 using (at($5)):(1):(rgb_pen($2, $3)) with points pt 13 ps point(1) lc rgb variable notitle
