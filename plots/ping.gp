# SPDX-License-Identifier: GPL-2.0-only
# Round trips over the time of sending, with the poll period.
#
# gnuplot -c plots/ping.gp ping.dat ping.png [light|dark|print]
#
# Blocks 1 and 2: marks of the axes. Block 3, a row a run: name, colour, dash, replies, worst, place of the label. Block 4, a row a band of
# the poll period: from, to, ns, what it is, colour, 1 or 2 periods, height of its name (0 to 1). Block 5, a row a request without a
# reply or with several: when, height, colour, 1 lost 2 error 3 several. Block 5 + i, of run i, a row a reply: when it was asked for, ns
# (or its number), round trip, ns.

dat = ARG1; picture = ARG2; theme = ARG3; size_x = ARG4; size_y = ARG5
load ARG0[:strlen(ARG0) - strlen("ping.gp")] . "theme.gp"

array points[n + 1]
array band_text[40]
array band_at[40]
array band_hue[40]
bands = 0
set xrange [*:*]
set yrange [*:*]
unset logscale
stats dat index 3 using (points[int($0) + 1] = $4, 0) nooutput
stats dat index 4 using (bands = bands + 1, band_at[bands] = $6, band_text[bands] = strcol(3), band_hue[bands] = $4, 0) nooutput
set xrange [num("xmin", 0):num("xmax", 1)]
set yrange [num("ymin", 0):num("ymax", 1)]
if (num("ylog", 0)) { set logscale y }
do for [i = 1:bands] {
	if (!(band_text[i] eq "?")) { set label 7000 + i band_text[i] at graph 0.01, graph band_at[i] left front font font_small textcolor rgb letter(band_hue[i]) noenhanced }
}
# The more points, the thinner and the fainter.
size_of(k) = k > 5000 ? 0.25 : (k > 1000 ? 0.4 : (k > 200 ? 0.55 : 0.8))
faint(i) = sprintf("#%02x%s", points[i] > 5000 ? 150 : (points[i] > 1000 ? 110 : (points[i] > 200 ? 70 : 20)), pen(hue[i], dashed[i])[2:])
set xlabel (int(num("by_number", 0)) ? "number of the echo request" : "time of sending, since the start") offset 0,0.3
# Each run of a colour has a mark of its own; in grey each run, and none has that of what is lost or came twice.
marks_of = theme eq "print" ? "7 5 9 11 13 15 4 8 10 12 14 1 3" : "7 5 9"
shape(i) = int(word(marks_of, theme eq "print" ? (int(hue[i]) - 1 + 8 * (int(dashed[i]) - 1)) % 13 + 1 : (int(dashed[i]) - 1) % 3 + 1))
over(ns) = num("ylog", 0) == 1 ? at(ns) : ns
left_edge = num("xmin", 0)
right_edge = num("xmax", 1)
plot dat index 4 using (left_edge):1:(left_edge):(right_edge):1:2:(rgb($4)) with boxxyerror fs transparent solid 0.09 noborder fc rgb variable notitle, \
	dat index 4 using (left_edge):2:(right_edge - left_edge):(0):(rgb($4)) with vectors nohead lw 1 dt 2 lc rgb variable notitle, \
	for [i = 1:n] dat index 5 + i using 1:(over($2)) with points pt shape(i) ps point(size_of(points[i])) lc rgb faint(i) notitle, \
	for [i = 1:n] dat index 5 + i using (NaN):(NaN) with points pt shape(i) ps point(0.8) lc rgb pen(hue[i], dashed[i]) title keyed(i), \
	dat index 5 using 1:($4 < 3 ? $2 : NaN):(rgb($3)) with points pt 2 ps point(0.8) lw 1.5 lc rgb variable notitle, \
	dat index 5 using 1:($4 == 3 ? $2 : NaN):(rgb($3)) with points pt 6 ps point(1.6) lw 1.2 lc rgb variable notitle
