# SPDX-License-Identifier: GPL-2.0-only
# Where the time goes: bars of p50 and p99 of each stage, end to end, and the whole's own.
#
# gnuplot -c plots/stages.gp stages.dat stages.png [light|dark|print]
#
# Blocks 1 and 2: marks of the axes. Block 3, a row a part of a bar: foot and top (of the field's height, 0 to 1), where it begins and how
# long it is, ns, colour, what is written in it, its stage. Block 4, a row a bar: its middle, the whole's quantile, ns (0: not known), as
# text, where the bar ends, ns. Block 5, a row a colour: stage, colour, place of the sample in pixels from the left and the top.

dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("stages.gp")] . "theme.gp"

# Light enough to be written on. For print they are greys, and two neighbours differ.
shades = theme eq "print" ? "#f2f2f2 #bdbdbd #dedede #a6a6a6 #ececec #b5b5b5 #d2d2d2 #9c9c9c #e6e6e6 #adadad #d8d8d8 #c4c4c4 #f7f7f7 #a0a0a0 #e0e0e0 #ffffff" : \
	"#8fb8de #f4a582 #e8d174 #b9a7e0 #86cdb9 #f2b6cf #b8d183 #d3b48f #9fd3ea #e79fa5 #c9c4e8 #a5c8b0 #f0c48a #b0b7c3 #d9a7d2 #ffffff"
shade(i) = word(shades, (int(i) - 1) % 16 + 1)
rest_shade = theme eq "dark" ? "#59636e" : (theme eq "print" ? "#ffffff" : "#e3e6ea")
of(i, label) = label eq "rest" ? rest_shade : shade(i)
on(label) = label eq "rest" ? (theme eq "dark" ? "#e8eaed" : "#1b1f23") : "#1b1f23"

set border 1
set ytics scale 0 textcolor rgb ink
set grid noytics xtics
array part_text[2000]
array part_x[2000]
array part_y[2000]
array part_label[2000]
parts = 0
bars = 0
keys = 0
set xrange [*:*]
set yrange [*:*]
unset logscale
stats dat index 3 using (parts = parts + 1, part_text[parts] = strcol(6), part_x[parts] = $3 + $4 / 2, part_y[parts] = ($1 + $2) / 2, \
	part_label[parts] = strcol(7), 0) nooutput
do for [i = 1:parts] {
	if (!(part_text[i] eq "?")) { set label 1000 + i part_text[i] at part_x[i], part_y[i] center front font font_small textcolor rgb on(part_label[i]) noenhanced }
}
array bar_text[200]
array bar_x[200]
array bar_y[200]
stats dat index 4 using (bars = bars + 1, bar_text[bars] = strcol(3), bar_x[bars] = $4, bar_y[bars] = $1, 0) nooutput
do for [i = 1:bars] { set label 4000 + i bar_text[i] at bar_x[i], bar_y[i] left offset 0.8,0 font font_axis textcolor rgb ink noenhanced }
array key_name[40]
array key_shade[40]
array key_x[40]
array key_y[40]
stats dat index 5 using (keys = keys + 1, key_name[keys] = strcol(1), key_shade[keys] = $2, key_x[keys] = $3, key_y[keys] = $4, 0) nooutput
do for [i = 1:keys] {
	set label 5000 + i key_name[i] at screen px(key_x[i] + 17), screen py(key_y[i] + 6) left font font_small textcolor rgb ink noenhanced
	set object 100 + i rectangle from screen px(key_x[i]), screen py(key_y[i] + 12) to screen px(key_x[i] + 12), screen py(key_y[i]) \
		front fs solid 1 border lc rgb dim lw 0.5 fc rgb of(key_shade[i], key_name[i])
}
set xrange [num("xmin", 0):num("xmax", 1)]
set yrange [0:1]
half = 13.0 / (height - num("top", 0) - num("bottom", 0))
set xlabel "time" offset 0,0.3
plot dat index 3 using ($3 + $4 / 2):1:3:($3 + $4):1:2:(int(real("0x" . of($5, strcol(7))[2:]))) with boxxyerror fs solid 1 border lc rgb (theme eq "print" ? dim : paper) lw (theme eq "print" ? 0.6 : 1) \
		fc rgb variable notitle, \
	dat index 4 using ($2 > 0 ? $2 : NaN):($1 - half):(0):(2 * half) with vectors nohead lw 2 lc rgb ink notitle
