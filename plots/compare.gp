# SPDX-License-Identifier: GPL-2.0-only
# Runs held against runs: of each figure the shift, its interval and what is too little to count.
#
# gnuplot -c plots/compare.gp compare.dat compare.png [light|dark|print]
#
# Block 1, a row a figure and side, or a budget: 1 place from the top, in rows; 2 stage; 3 quantity; 4 side; 5 verdict; 6 to 8
# values and shift, as words; 9 shift, 10 and 11 its interval, on the axis and within the frame; 12 and 13: 1 where the interval goes on
# beyond the frame; 14: -1 or 1 where the shift itself does; 15 and 16 what is too little to count; 17 to 19 shift and interval, ns.

dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("compare.gp")] . "theme.gp"

# --- rows ---
n = int(num("rows", 0))
array y[n + 1]
array words_of[7 * n + 7]
stats dat index 1 using (i = int($0) + 1, y[i] = $1, sum [k = 1:7] (words_of[7 * i + k] = strcol(k + 1), 0)) nooutput
say(i, k) = words_of[7 * i + k] eq "?" ? "" : words_of[7 * i + k]

# --- how a verdict looks: colour, and shape for those who do not see it ---
kind(v) = v eq "slower" || v eq "exceeded" || v eq "gone" ? 5 : v eq "faster" ? 4 : v eq "within" ? 3 : v eq "same" || v eq "kept" ? 2 : 1
slower = theme eq "dark" ? "#f0764f" : theme eq "print" ? ink : "#c2410c"
faster = theme eq "dark" ? "#56b4e9" : theme eq "print" ? ink : "#0072b2"
tint(k) = k == 5 ? slower : k == 4 ? faster : k == 3 ? ink : dim
shape(k) = int(word("2 6 12 11 9", k)) # cross, circle, lozenge, filled triangles down and up
large(k) = k >= 4 ? 1.4 : k == 3 ? 1.3 : 1.0
band = theme eq "dark" ? "#243240" : theme eq "print" ? "#e4e4e4" : "#e6eef5"

# --- the field ---
set border 1
unset ytics
set grid xtics noytics
set yrange [num("lines", 1) + 0.6:0.4]
set xrange [num("from", -1):num("to", 1)]
set xlabel get("axis_name") offset 0,0.3
field = width - num("left", 0) - num("right", 0)
if (!(get("axis") eq "ratio")) {
	set format x "%+g"
	if (field < 300) {
		# gnuplot takes texts of marks for shorter than they are: as many steps of 1 2 5 as have room
		rough = (num("to", 1) - num("from", -1)) * (get("axis") eq "percent" ? 30 : 50) / field
		power = 10.0 ** floor(log10(rough))
		step = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10)
		set xtics ()
		do for [k = int(ceil(num("from", -1) / step)):int(floor(num("to", 1) / step))] { set xtics add (sprintf("%+g", k * step) k * step) }
	}
	set xtics add ("0" 0)
}
if (get("axis") eq "ratio") {
	set logscale x
	set xtics ()
	# as many of a decade as have room, and of many decades not each
	decade = field / log10(num("to", 1) / num("from", 1))
	steps = decade > 310 ? "1 1.5 2 3 5 7" : decade > 150 ? "1 2 5" : "1"
	stride = decade > 80 ? 1 : int(80 / decade) + 1
	tic(r) = r < 999.5 ? sprintf("×%g", r) : r < 1e6 ? sprintf("×%d,%03d", int(r / 1000), int(r) % 1000) : sprintf("×%g M", r / 1e6)
	do for [e = -12:18] {
		do for [m in steps] {
			r = m * 10.0 ** e
			if (e % stride == 0 && r >= num("from", 1) && r <= num("to", 1)) { set xtics add (tic(r) r) }
		}
	}
}
zero = num("zero", 0)

# --- words ---
place(what) = px(num("at_" . what, 0))
set label 9002 textcolor rgb (get("outcome") eq "fail" ? slower : ink)
# What has no place has no room.
shown(what) = strlen(get("at_" . what)) > 0
if (shown("values")) { set label 20 get("head_values") at screen place("values"), first 0 left textcolor rgb dim font font_axis }
set label 21 get("head_change") at screen place("change"), first 0 left textcolor rgb dim font font_axis
do for [i = 1:n] {
	c = tint(kind(say(i, 4)))
	set label 100 + 7 * i say(i, 1) at screen place("name"), first y[i] left textcolor rgb ink
	set label 101 + 7 * i say(i, 2) at screen place("quantity"), first y[i] left textcolor rgb ink
	set label 102 + 7 * i say(i, 3) at screen place("side"), first y[i] left textcolor rgb dim
	if (shown("values")) { set label 103 + 7 * i say(i, 5) at screen place("values"), first y[i] left textcolor rgb ink }
	set label 104 + 7 * i say(i, 6) at screen place("change"), first y[i] left textcolor rgb c
	if (shown("share")) { set label 106 + 7 * i say(i, 7) at screen place("share"), first y[i] left textcolor rgb c }
	set label 105 + 7 * i say(i, 4) at screen place("verdict"), first y[i] left textcolor rgb c
}

is(k) = kind(strcol(5)) == k
# A shift beyond the frame is an arrow to its edge, from so far within.
ratio = get("axis") eq "ratio"
inner(at, side) = ratio ? at * (num("to", 1) / num("from", 1)) ** (-0.04 * side) : at - 0.04 * side * (num("to", 1) - num("from", 1))
plot dat index 1 using (($15 + $16) / 2):1:15:16:($1 - 0.52):($1 + 0.52) with boxxyerror fs solid noborder lc rgb band, \
     dat index 1 using (zero):($1 - 0.8):(0):(1.6) with vectors nohead lw 1.2 lc rgb dim, \
     for [k = 1:5] dat index 1 using (is(k) ? $10 : NaN):1:($11 - $10):(0) with vectors nohead lw 1.5 lc rgb tint(k), \
     for [k = 1:5] dat index 1 using (is(k) && $12 == 1 ? $9 : NaN):1:($10 - $9):(0) with vectors head filled size screen 7.0 / width,25 lw 1.5 lc rgb tint(k), \
     for [k = 1:5] dat index 1 using (is(k) && $13 == 1 ? $9 : NaN):1:($11 - $9):(0) with vectors head filled size screen 7.0 / width,25 lw 1.5 lc rgb tint(k), \
     for [k = 1:5] dat index 1 using (is(k) && $14 != 0 ? inner($9, $14) : NaN):1:($9 - inner($9, $14)):(0) with vectors head filled size screen 7.0 / width,25 lw 1.5 lc rgb tint(k), \
     for [k = 1:5] dat index 1 using (is(k) && $14 == 0 ? $9 : NaN):1 with points pt shape(k) ps point(large(k)) lw 1.5 lc rgb tint(k)
