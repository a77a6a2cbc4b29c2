# SPDX-License-Identifier: GPL-2.0-only
# Quantities of a stage over the commits, a panel each: medians of the runs, levels and changes, and what the gate would accept.
#
# gnuplot -c plots/trend.gp trend.dat trend.png [light|dark|print]
#
# Block 1: commits' names: place, name. Then four blocks a panel: marks of the axis; a row a commit: place, median, least and greatest
# within the frame, state (0 new, 1 accepted, 2 rejected), least, greatest, runs, name; levels: from, to, level; changes: place, line of
# their words from 0 up (-1: none), words, 1 if slower, shift. Times are ns.

dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("trend.gp")] . "theme.gp"

panels = int(num("panels", 1))
first = int(num("first", 0))
commits = int(num("commits", 1))
shown = commits - first
hue = color(int(num("hue", 1)))
slower = theme eq "dark" ? "#f0764f" : theme eq "print" ? ink : "#c2410c"
faster = theme eq "dark" ? "#56b4e9" : theme eq "print" ? ink : "#0072b2"
band = theme eq "dark" ? "#1e262e" : theme eq "print" ? "#efefef" : "#f2f6fa"
bar = theme eq "dark" ? "#3c4650" : theme eq "print" ? "#b0b0b0" : "#c4ccd4"
ps = shown > 400 ? 0.3 : shown > 120 ? 0.5 : 0.8
stroke = shown > 400 ? 0.6 : 1.0

# --- the commits' names ---
names = 0
array name_at[100]
array name_of[100]
stats dat index 1 using (names = names + 1, name_at[names] = $1, name_of[names] = strcol(2), 0) nooutput

array mark_at[1000]
array mark_text[1000]
array mark_line[1000]
array mark_sign[1000]

set multiplot
do for [p = 1:panels] {
	own(what) = get(sprintf("p%d_%s", p, what))
	block = 2 + 4 * (p - 1)
	unset object
	unset arrow
	set autoscale # else statistics are of what is within the ranges of the panel before
	if (p > 1) { unset label }
	unset xtics
	set xtics () nomirror out scale 0.5 font font_axis
	do for [i = 1:names] { set xtics add (p == panels ? plain(name_of[i]) : "" name_at[i]) }
	set xtics rotate by 60 right offset 0,0
	set ytics () nomirror font font_axis
	marks = 0
	stats dat index block using (marks = marks + 1, mark_at[marks] = $1, mark_text[marks] = strcol(2), 0) nooutput
	do for [i = 1:marks] { set ytics add (plain(mark_text[i]) mark_at[i]) }
	set tmargin at screen py(real(own("top")))
	set bmargin at screen py(real(own("bottom")))
	set label 100 own("name") at screen px(20), graph 0.5 center rotate by 90 textcolor rgb ink
	do for [i = 1:3] {
		if (strlen(own(sprintf("word%d", i)))) {
			set label 100 + i own(sprintf("word%d", i)) at graph 1, graph real(own(sprintf("spot%d", i))) left offset character 0.8, 0 \
				textcolor rgb (i == 1 ? letter(num("hue", 1)) : i == 3 ? slower : dim) font font_axis
		}
	}
	n = 0
	stats dat index block + 3 using (n = n + 1, mark_at[n] = $1, mark_text[n] = strcol(3), mark_sign[n] = $4, mark_line[n] = $2, 0) nooutput
	do for [i = 1:n] {
		set arrow from mark_at[i], graph 0 to mark_at[i], graph 1 nohead lc rgb (mark_sign[i] == 1 ? slower : faster) dt (4,4) lw 1
		if (mark_line[i] >= 0) {
			set label 200 + i mark_text[i] at mark_at[i], graph 1 center offset 0, character 0.6 + 1.0 * mark_line[i] \
				textcolor rgb (mark_sign[i] == 1 ? slower : faster) font font_axis
		}
	}
	set xrange [first - 0.7:commits - 0.3]
	set yrange [real(own("min")):real(own("max"))]
	if (strlen(own("limit"))) {
		# as long that it is seen
		from = num("base_from", 0) < commits - 0.04 * shown ? num("base_from", 0) : commits - 0.04 * shown
		set object 1 rectangle from num("base_from", 0), graph 0 to num("base_to", 0), graph 1 behind fs solid noborder fc rgb band
		set arrow from from, real(own("limit")) to graph 1, first real(own("limit")) nohead lc rgb slower lw 1.4 dt (8,5)
		set arrow from from, real(own("base")) to graph 1, first real(own("base")) nohead lc rgb dim lw 1 dt (2,4)
	}
	plot dat index block + 1 using 1:3:(0):($4 - $3) with vectors nohead lw 2.4 * stroke lc rgb bar, \
	     dat index block + 2 using 1:3:($2 - $1):(0) with vectors nohead lw 1.6 lc rgb hue, \
	     dat index block + 1 using ($5 == 1 ? $1 : NaN):2 with points pt 7 ps point(ps) lw stroke lc rgb hue, \
	     dat index block + 1 using ($5 == 0 ? $1 : NaN):2 with points pt 6 ps point(ps) lw 1.4 * stroke lc rgb hue, \
	     dat index block + 1 using ($5 == 2 ? $1 : NaN):2 with points pt 2 ps point(ps) lw 1.8 * stroke lc rgb slower
}
unset multiplot
