# SPDX-License-Identifier: GPL-2.0-only
# Latency over time: a panel a series, a column an interval, samples a second as colour.
#
# gnuplot -c plots/heat.gp heat.dat heat.png [light|dark|print]
#
# Blocks 1 and 2: marks of the axes. Block 3, a row a panel: name, colour, dash, its top and foot in pixels. Block 3 + i, of panel i, a row
# a cell: from, to of time, ns, from, to of latency, ns, samples a second, samples. Settings least and most: of samples a second.

label_column = 4
dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("heat.gp")] . "theme.gp"

array foot[n + 1]
set xrange [*:*]
set yrange [*:*]
unset logscale
stats dat index 3 using (foot[int($0) + 1] = $5, 0) nooutput
set xrange [num("xmin", 0):num("xmax", 1)]
set yrange [num("ymin", 0):num("ymax", 1)]
set logscale y
set logscale cb
# From pale to deep on paper, from deep to bright on a dark page: light rises or falls evenly (ColorBrewer's YlGnBu and viridis).
if (theme eq "dark") { set palette defined (0 "#3b2a66", 1 "#355f8d", 2 "#22a884", 3 "#8bd646", 4 "#fde725") }
if (theme eq "light") { set palette defined (0 "#c7e9b4", 1 "#7fcdbb", 2 "#1d91c0", 3 "#225ea8", 4 "#0c1f5c") }
if (theme eq "print") { set palette defined (0 "#d4d4d4", 1 "#000000") }
set cbrange [num("least", 1):num("most", 10)]
set cbtics textcolor rgb dim font font_axis scale 0.4
set format cb "%.3g"
set label 8200 "samples/s" at screen 1 - px(14), screen py(spot[1] - 11) right font font_small textcolor rgb dim noenhanced
set colorbox user origin screen 1 - px(96), screen py(foot[n]) size screen px(12), screen py(spot[1]) - py(foot[n]) noborder

# A column that is narrower than a pixel is drawn as one.
least = (num("xmax", 1) - num("xmin", 0)) * 1.2 / (width - num("left", 0) - num("right", 0))
set multiplot
do for [i = 1:n] {
	set tmargin at screen py(spot[i])
	set bmargin at screen py(foot[i])
	set label 8001 (n > 1 ? name[i] : "") at graph 0, screen py(spot[i] - 9) left font font_axis textcolor rgb letter(hue[i]) noenhanced
	if (i < n) { set format x ""; unset xlabel } else { set xlabel "time since the recording's start" offset 0,0.3 textcolor rgb ink font font_axis }
	if (i < n) { set xtics () } else {
		marks = 0
		set xrange [*:*]
		set yrange [*:*]
		unset logscale y
		stats dat index 1 using (marks = marks + 1, mark_at[marks] = $1, mark_text[marks] = strcol(2), 0) nooutput
		set xrange [num("xmin", 0):num("xmax", 1)]
		set yrange [num("ymin", 0):num("ymax", 1)]
		set logscale y
		do for [k = 1:marks] { set xtics add (plain(mark_text[k]) mark_at[k]) }
	}
	plot dat index 3 + i using (($1 + $2) / 2):(($3 + $4) / 2):1:($2 > $1 + least ? $2 : $1 + least):3:4:5 with boxxyerror fs solid 1 noborder fc palette notitle
	unset label
	unset colorbox
}
unset multiplot
