# SPDX-License-Identifier: GPL-2.0-only
# What all plots share: settings of the data file, terminal, colours, title, caption, axes. Loaded by the other scripts.
#
# A script sets, of its arguments: dat, the data file; picture (.png .svg .pdf); theme (light dark print); size_x and size_y,
# pixels of 1/96 inch, of which a .png has two ("" or 0: the data file's).
#
# Settings: title_shown subtitle captions caption1..; width height, and the margins left right top bottom, pixels; xmin xmax xlog
# and the same of y, then blocks 1 and 2 are the marks of x and y: position, text. nothing: a sentence instead of the picture.

set encoding utf8
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""

theme = strlen(theme) ? theme : "light"
suffix = picture[strlen(picture) - 2:]
size_x = exists("size_x") && strlen(size_x) ? real(size_x) : 0
size_y = exists("size_y") && strlen(size_y) ? real(size_y) : 0
default_width = exists("default_width") ? default_width : 1000
default_height = exists("default_height") ? default_height : 560

# --- settings: block 0 of the data file. Values are data: they are never evaluated ---
array setting[400]
stats dat index 0 using (setting[2 * int($0) + 1] = strcol(1), setting[2 * int($0) + 2] = strcol(2), 0) nooutput
nsettings = int(STATS_records)
get(key) = (got = "", sum [i = 1:nsettings] (setting[2 * i - 1] eq key ? (got = setting[2 * i], 0) : 0), got)
# A number of the settings, or what it is without.
num(key, without) = strlen(get(key)) ? real(get(key)) : without

# --- colours: Okabe and Ito's palette, told apart by every kind of colour vision; lighter on a dark page; for print three greys. The
# first five are its, edma, poll, msi, mmio in all plots ---
paper = theme eq "dark" ? "#16191d" : "#ffffff"
ink = theme eq "dark" ? "#e8eaed" : (theme eq "print" ? "#000000" : "#1b1f23")
dim = theme eq "dark" ? "#9aa3ad" : (theme eq "print" ? "#333333" : "#57606a")
grid = theme eq "dark" ? "#2a3038" : (theme eq "print" ? "#d0d0d0" : "#e4e8ec")
colors = theme eq "dark" ? "#56b4e9 #f0b429 #2fc48d #e58ab8 #b8a2f0 #f0764f #d8d0c4 #8fb8c8" : \
	"#0072b2 #d98200 #00805c #b3467f #6650a4 #c2410c #4d4d4d #2a7f9e"
# Letters are thinner than lines and need more contrast.
letters = theme eq "dark" ? colors : "#0072b2 #9c5d00 #00805c #b3467f #6650a4 #c2410c #4d4d4d #2a7f9e"
greys = "#000000 #595959 #8c8c8c"
# A line by its colour and dash. For print each colour has a dash of its own, and with each dash the greys take turns.
pen(i, d) = theme eq "print" ? word(greys, ((int(i) - 1) % 8 + int(d) - 1) % 3 + 1) : word(colors, (int(i) - 1) % 8 + 1)
dash(i, d) = theme eq "print" ? (int(i) - 1) % 8 + 1 : int(d)
color(i) = pen(i, 1)
letter(i) = theme eq "print" ? ink : word(letters, (int(i) - 1) % 8 + 1)
rgb(i) = int(real("0x" . color(i)[2:]))
rgb_pen(i, d) = int(real("0x" . pen(i, d)[2:]))
if (theme eq "print") {
	set dashtype 1 solid
	set dashtype 2 (9,4)
	set dashtype 3 (5,3)
	set dashtype 4 (10,3,2,3)
	set dashtype 5 (18,4)
	set dashtype 6 (10,3,2,3,2,3)
	set dashtype 7 (2,3)
	set dashtype 8 (6,3,6,10)
}

# --- terminal, by the picture's suffix ---
width = size_x > 0 ? int(size_x) : int(num("width", default_width))
height = size_y > 0 ? int(size_y) : int(num("height", default_height))
# No smaller than what stands in it: else its margins would overlap.
width = width > num("least_width", 0) ? width : int(num("least_width", 0))
height = height > num("least_height", 0) ? height : int(num("least_height", 0))
if (suffix eq "png") { set terminal pngcairo size 2 * width,2 * height fontscale 1 font "Sans,20" linewidth 2 pointscale 2 dashlength 1.2 background paper noenhanced }
if (suffix eq "svg") { set terminal svg size width,height font "DejaVu Sans,Verdana,sans-serif,13.5" dashlength 1.2 background paper noenhanced dynamic }
if (suffix eq "pdf") { set terminal pdfcairo size width / 96.0,height / 96.0 fontscale 1 font "Sans,7.8" linewidth 1.6 dashlength 1.2 pointscale 0.9 background paper noenhanced }
unit_font = suffix eq "png" ? 20 : (suffix eq "svg" ? 13.5 : 7.8)
# A font of so many tenths of the plain one.
sized(tenths) = sprintf(",%g", unit_font * tenths / 10.0)
font_title = sized(14)
font_axis = sized(9.5)
font_small = sized(8.2)
# The svg terminal's points are larger than those of the others.
point(size) = suffix eq "svg" ? size * 0.66 : size
set output picture

# --- title, caption ---
px(x) = real(x) / width
py(y) = 1 - real(y) / height
if (strlen(get("title_shown"))) {
	set label 9001 get("title_shown") at screen px(20), screen py(26) left font font_title textcolor rgb ink noenhanced
	set label 9002 get("subtitle") at screen px(20), screen py(50) left font font_axis textcolor rgb dim noenhanced
} else { set title get("title") textcolor rgb ink noenhanced }
captions = int(num("captions", 0))
do for [i = 1:captions] {
	set label 9002 + i get(sprintf("caption%d", i)) at screen px(20), screen py(height - 12 - 15 * (captions - i)) left font font_small \
		textcolor rgb dim noenhanced
}

# --- nothing to draw: say what is missing ---
if (strlen(get("nothing"))) {
	unset border
	unset tics
	unset key
	set margins 0,0,0,0
	set xrange [0:1]
	set yrange [0:1]
	# in lines, as wide as the picture has room
	wide = int(width / 9) - 6
	rest = get("nothing")
	line = 0
	while (strlen(rest)) {
		cut = strlen(rest)
		if (cut > wide) {
			cut = wide
			while (cut > 1 && !(rest[cut:cut] eq " ")) { cut = cut - 1 }
			if (cut == 1) { cut = wide }
		}
		set label 9500 + line rest[1:cut] at screen 0.5, screen py(height / 2.0 - 10 + 22 * line) center textcolor rgb ink noenhanced
		rest = rest[cut + 1:]
		line = line + 1
	}
	plot NaN notitle
	exit status 0
}

# --- axes ---
set border 3 lc rgb dim lw 0.8
set tics nomirror out scale 0.5 textcolor rgb dim font font_axis
set grid lc rgb grid lt 1 lw 0.8 back
set xlabel textcolor rgb ink noenhanced font font_axis
set ylabel textcolor rgb ink noenhanced font font_axis
set key textcolor rgb ink noenhanced font font_axis
unset key

if (strlen(get("left"))) {
	set lmargin at screen px(num("left", 80))
	set rmargin at screen 1 - px(num("right", 30))
	set tmargin at screen py(num("top", 70))
	set bmargin at screen 1 - py(num("bottom", 90))
}

# Where 0 stands on a logarithmic axis.
at(ns) = ns > 0 ? ns : 0.5

# What a mark says is taken for a format.
plain(s) = strstrt(s, "%") ? s[1:strstrt(s, "%")] . "%" . plain(s[strstrt(s, "%") + 1:strlen(s)]) : s
if (strlen(get("xmin"))) {
	array mark_at[400]
	array mark_text[400]
	marks = 0
	stats dat index 1 using (marks = marks + 1, mark_at[marks] = $1, mark_text[marks] = strcol(2), 0) nooutput
	set xtics () font font_axis
	do for [i = 1:marks] { set xtics add (plain(mark_text[i]) mark_at[i]) }
	marks = 0
	stats dat index 2 using (marks = marks + 1, mark_at[marks] = $1, mark_text[marks] = strcol(2), 0) nooutput
	set ytics () font font_axis
	do for [i = 1:marks] { set ytics add (plain(mark_text[i]) mark_at[i]) }
	unset mxtics
	unset mytics
}

# --- series: block 3, a row each: name, colour, dash, ... Their labels stand at the lines' ends, in the place (of the field's
# height, 0 to 1) of column "label_column"; or as a key beside the field ---
n = int(num("series", 0))
array name[n + 1]
array hue[n + 1]
array dashed[n + 1]
array spot[n + 1]
labels = get("labels")
label_column = exists("label_column") ? label_column : 6
if (n) {
	stats dat index 3 using (k = int($0) + 1, name[k] = strcol(1), hue[k] = $2, dashed[k] = $3, spot[k] = column(label_column), 0) nooutput
	if (labels eq "ends" && !(theme eq "print")) {
		do for [i = 1:n] {
			set label 8000 + i name[i] at graph 1, graph spot[i] left offset character 1, 0 textcolor rgb letter(hue[i]) noenhanced
		}
	}
	# In grey a name's colour does not tell which line it is of: a key has the dashes too, each in its whole length.
	sample = 2.2
	beside = num("right", 30)
	if (theme eq "print" && n > 1 && !(labels eq "panels")) {
		labels = "key"
		sample = 4.4
		beside = num("key_right", beside)
		set rmargin at screen 1 - px(beside)
	}
	if (labels eq "key") {
		# from the left, since gnuplot takes wide letters for narrower than they are
		set key at screen 1 - px(beside - 12), graph 1 left top vertical reverse Left samplen sample spacing 1.05 width 0 maxrows 0
	}
}
keyed(i) = labels eq "key" ? name[i] : ""

# Last, since statistics are of what is within the ranges.
if (strlen(get("xmin"))) {
	set xrange [num("xmin", 0):num("xmax", 1)]
	set yrange [num("ymin", 0):num("ymax", 1)]
	if (num("xlog", 0)) { set logscale x }
	if (num("ylog", 0)) { set logscale y }
}
