// SPDX-License-Identifier: GPL-2.0-only
/* HTML pages: what is escaped, what of an SVG is let in, what is where, and whether it can be read. */
#include "unit.h"
#include "view/html_impl.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>

/* A stream into memory, and what it held. */
struct memory {
	char *text;
	size_t len;
	FILE *to;
};

static void memory_open(struct memory *m)
{
	m->to = open_memstream(&m->text, &m->len);
	assert_non_null(m->to);
}

static char *memory_close(struct memory *m)
{
	fclose(m->to);
	return m->text;
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
	if (strcasestr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, part)); p++)
		n++;
	return n;
}

/* --- text -------------------------------------------------------------------------------------------------------- */

static void escapes(const char *text, const char *expect)
{
	struct memory m;

	memory_open(&m);
	html_text(m.to, text);
	assert_string_equal(memory_close(&m), expect);
	free(m.text);
}

static void markup_and_quotes_become_entities(void **state)
{
	escapes("<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
	escapes("\" onload=\"x & y", "&quot; onload=&quot;x &amp; y");
	escapes("&amp;", "&amp;amp;");
	escapes("6.6 us \u00b1106 ns", "6.6 us \u00b1106 ns");
	escapes("\U0001f514", "\U0001f514");
	escapes("", "");
}

static void says(const char *text, const char *expect)
{
	struct memory m;

	memory_open(&m);
	html_said(m.to, text);
	assert_string_equal(memory_close(&m), expect);
	free(m.text);
}

static void sentences_have_the_micro_sign_behind_numbers_alone(void **state)
{
	says("6.61 us \u00b158 us, +1 us; 12 us", "6.61 \u00b5s \u00b158 \u00b5s, +1 \u00b5s; 12 \u00b5s");
	says("us, 5us, 5 user, 5 us_x, bus 5 ns <us>", "us, 5us, 5 user, 5 us_x, bus 5 ns &lt;us&gt;");
	says("", "");
}

static void what_a_page_must_not_hold_is_replaced(void **state)
{
	escapes("a\tb\nc", "a b c");
	escapes("a\033[0m\x7f", "a?[0m?");
	escapes("a\xff\xc3", "a??");
	escapes("\u202eabc\u202c \u2067x\u2069", "\ufffdabc\ufffd \ufffdx\ufffd");
	escapes("\ufffe\ufdd0\U0001ffff", "\ufffd\ufffd\ufffd");
	escapes("\u05d0\u0628", "\u05d0\u0628"); /* letters that run to the left are letters */
}

/* --- SVG --------------------------------------------------------------------------------------------------------- */

#define ROOT "<svg width=\"900\" height='420' viewBox=\"0 0 900 420\" xmlns=\"http://www.w3.org/2000/svg\">"

static char *embed(const char *svg, int expect)
{
	struct memory m;
	struct err err = { 0 };

	memory_open(&m);
	assert_int_equal(html_svg(svg, "f1-", "light", "p50 <7 us", m.to, &err), expect);
	if (expect)
		has(err.text, "cannot be embedded");
	return memory_close(&m);
}

static void embeds(const char *inside, const char *expect)
{
	char svg[1024], all[1024], *out;

	snprintf(svg, sizeof(svg), ROOT "%s</svg>", inside);
	snprintf(all, sizeof(all), "xmlns=\"http://www.w3.org/2000/svg\">%s</svg>\n", expect);
	out = embed(svg, 0);
	has(out, all);
	free(out);
}

static void the_page_says_size_and_meaning(void **state)
{
	char *out = embed("<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- a --> " ROOT
			  "<title>Gnuplot</title><desc>by G</desc><g/></svg>\n",
			  0);

	assert_string_equal(
		out,
		"<svg class=\"light\" role=\"img\" aria-label=\"p50 &lt;7 us\" style=\"min-width: 720px; max-width: 1170px\" viewBox=\"0 0 900 420\" "
		"xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>\n");
	free(out);
}

static void ids_and_references_get_the_prefix(void **state)
{
	embeds("<circle id='gpDot' r='1'/><use xlink:href='#gpDot' id=\"a\"/><use href=\"#a\"/>",
	       "<circle id='f1-gpDot' r='1'/><use xlink:href='#f1-gpDot' id=\"f1-a\"/><use href=\"#f1-a\"/>");
	embeds("<path fill=\"url(#p)\" clip-path='url(#c)' d=\"M0,0\"/>",
	       "<path fill=\"url(#f1-p)\" clip-path='url(#f1-c)' d=\"M0,0\"/>");
	embeds("<path fill='#ff00ff' d='M0 #'/>", "<path fill='#ff00ff' d='M0 #'/>");
}

static void what_runs_or_reaches_out_is_dropped(void **state)
{
	embeds("a<script>x<g/></script>b", "ab");
	embeds("<SCRIPT>x</SCRIPT><style>@import url(x);</style><g/>", "<g/>");
	embeds("<foreignObject><g><p>x</p></g></foreignObject><a href='http://x'><g/></a><g/>", "<g/>");
	embeds("<g onload='x' ONCLICK=\"y\" style='z' fill='red'/>", "<g fill='red'/>");
	embeds("<use href='http://x/#a'/><image href=\"data:image/png;base64,AA\"/>",
	       "<use/><image href=\"data:image/png;base64,AA\"/>");
	embeds("<path fill='url(http://x)'/><path fill='url( #a)'/>", "<path/><path/>");
	embeds("<g><title>its</title><text>1 &lt; 2</text></g>", "<g><title>its</title><text>1 &lt; 2</text></g>");
}

static void what_is_no_svg_is_refused(void **state)
{
	static const char *const damaged[] = {
		"",
		"gnuplot: no such terminal",
		"<svg></svg>",
		ROOT,
		ROOT "<g></svg>",
		ROOT "</svg></g>",
		ROOT "<g",
		ROOT "<g a='",
		ROOT "<!-- ",
		ROOT "</",
		"<html viewBox=\"\"><svg/></html>",
		ROOT "< g></svg>",
		ROOT "<g a=b/></svg>",
	};

	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
		free(embed(damaged[i], -EINVAL));
}

/* Whatever becomes of a drawing, reading it ends and nothing comes out that runs. */
static void damage_is_survived(void **state)
{
	static const char whole[] =
		ROOT "<g id='a' fill='url(#b)'><script>x</script><use xlink:href='#a'/>1 &lt; 2<!-- c --></g></svg>";
	uint64_t seed = 97;

	for (size_t i = 0; i < 20011; i++) {
		struct memory m;
		char svg[sizeof(whole)];

		memcpy(svg, whole, sizeof(whole));
		for (uint64_t k = next_random(&seed) % 5 + 1; k; k--)
			svg[next_random(&seed) % (sizeof(whole) - 1)] = "<>/='\"!-? ag#\0"[next_random(&seed) % 15];
		memory_open(&m);
		html_svg(svg, "p-", "light", "", m.to, NULL);
		has_not(memory_close(&m), "<script");
		free(m.text);
	}
}

/* --- contrast ---------------------------------------------------------------------------------------------------- */

/* Relative luminance of a colour of the style sheet, #rrggbb behind "NAME: " (WCAG 2.2, definitions). */
static double luminance(const char *palette, const char *name)
{
	static const double weight[] = { 0.2126, 0.7152, 0.0722 };
	char key[32];
	const char *at;
	double sum = 0;
	unsigned long rgb;

	snprintf(key, sizeof(key), "--%s: #", name);
	at = strstr(palette, key);
	assert_non_null(at);
	rgb = strtoul(at + strlen(key), NULL, 16);
	for (int i = 0; i < 3; i++) {
		const double c = (double)(rgb >> (16 - 8 * i) & 0xff) / 255;

		sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(const char *palette, const char *a, const char *b)
{
	const double la = luminance(palette, a), lb = luminance(palette, b);

	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

static void text_can_be_read_in_both_themes(void **state)
{
	static const struct {
		const char *text, *ground;
	} pairs[] = {
		{ "ink", "page" },   { "ink", "soft" }, { "ink", "good-bg" },  { "ink", "doubt-bg" },
		{ "ink", "bad-bg" }, { "dim", "page" }, { "dim", "soft" },     { "link", "page" },
		{ "bad", "page" },   { "bad", "soft" }, { "good", "good-bg" }, { "doubt", "doubt-bg" },
		{ "bad", "bad-bg" },
	};
	const char *palettes[] = { html_css, strstr(html_css, "prefers-color-scheme: dark") };

	assert_non_null(palettes[1]);
	for (size_t p = 0; p < 2; p++) {
		for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
			if (contrast(palettes[p], pairs[i].text, pairs[i].ground) < 4.5)
				fail_msg("%s on %s: %.2f", pairs[i].text, pairs[i].ground,
					 contrast(palettes[p], pairs[i].text, pairs[i].ground));
		assert_true(contrast(palettes[p], "bar", "page") >= 3); /* graphics: WCAG 2.2, 1.4.11 */
	}
	assert_true(luminance(palettes[0], "page") > 0.9 && luminance(palettes[1], "page") < 0.05);
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static const struct column stage_columns[] = {
	{ .key = "stage", .head = "stage", .flags = COL_NO_REPEAT },
	{ .key = "quantity", .head = "" },
	{ .key = "its", .head = "its", .flags = COL_RIGHT },
	{ .key = "secret", .head = "secret", .flags = COL_JSON },
	{ .key = "note", .head = "note" },
};

static struct table *stages(void)
{
	struct table *table = table_new(TABLE_ROWS, "stages", stage_columns, NCOLUMNS(stage_columns), 1);

	for (int i = 0; i < 3; i++) {
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(i < 2 ? "raise-irq" : "rx");
		row[1] = cell_str("p50");
		row[2] = cell_ns_error(6607 + i, 53);
		row[3] = cell_uint(4711);
		row[4] = cell_str("<b>");
		row[4].warn = i == 2;
	}
	table->title = "Stages";
	return table;
}

static const struct column record_columns[] = {
	{ "machine", "machine", 0, 0, NULL },
	{ "cpus", NULL, 0, 0, "%s CPUs" },
	{ "lab", "lab", 0, 0, NULL },
};

static struct table *record(const char *machine, unsigned int cpus)
{
	struct table *table = table_new(TABLE_RECORD, "header", record_columns, NCOLUMNS(record_columns), 1);
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str(machine);
	row[1] = cell_uint(cpus);
	row[2] = cell_str("free");
	table->title = "file.json";
	return table;
}

static struct table *notes(void)
{
	static const struct column columns[] = {
		{ .key = "code", .head = "", .flags = COL_JSON },
		{ .key = "file", .head = "" },
		{ .key = "text", .head = "" },
	};
	struct table *table = table_new(TABLE_BULLETS, "notes", columns, NCOLUMNS(columns), 1);
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str("code");
	row[1] = cell_str("a.json");
	row[2] = cell_str("a & b");
	table->title = "Notes";
	return table;
}

static struct table *renamed(struct table *table, const char *key, const char *title)
{
	table->key = key;
	table->title = title;
	return table;
}

static char *page_of(struct doc *doc, const char *const *parts, size_t nparts, const struct html_figure *figures,
		     size_t nfigures)
{
	static const char *const order[] = { "stages", HTML_FIGURES, NULL };
	const struct html_page page = {
		.title = "its & <edma>",
		.verdict = "fine",
		.doc = doc,
		.order = order,
		.aside = "header",
		.aside_title = "Recordings",
		.parts = parts,
		.nparts = nparts,
		.figures = figures,
		.nfigures = nfigures,
	};
	struct memory m;
	struct err err;

	memory_open(&m);
	assert_int_equal(html_page(&page, m.to, &err), 0);
	doc_clear(doc);
	return memory_close(&m);
}

static void a_cell_says_what_text_and_json_say(void **state)
{
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, DOC_WHOLE, stages());
	text = page_of(&doc, NULL, 0, NULL, 0);
	has(text,
	    "<td class=\"n\" data-ns=\"6607\" data-error=\"53\" title=\"6607 ns \u00b153 ns\">6.61 \u00b5s <small>\u00b153 ns</small></td>");
	has(text, "<th scope=\"row\" rowspan=\"2\">raise-irq</th>");
	has(text, "<th scope=\"col\" data-key=\"quantity\"><span class=\"unseen\">quantity</span></th>");
	has(text, "<td><strong class=\"warn\">&lt;b&gt;</strong></td>");
	assert_int_equal(count(text, "raise-irq"), 1);
	has_not(text, "4711");
	has_not(text, "secret");
	free(text);
}

static void a_table_without_a_title_is_named_all_the_same(void **state)
{
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, DOC_WHOLE, renamed(stages(), "stages", NULL));
	text = page_of(&doc, NULL, 0, NULL, 0);
	has(text, "aria-label=\"stages\"");
	has_not(text, "aria-labelledby");
	has_not(text, "<caption>");
	free(text);
}

static void the_title_cannot_bring_markup(void **state)
{
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, DOC_WHOLE, stages());
	text = page_of(&doc, NULL, 0, NULL, 0);
	has(text, "<title>its &amp; &lt;edma&gt;</title>");
	has(text, "<h1>its &amp; &lt;edma&gt;</h1>");
	has_not(text, "<script");
	has_not(text, "<link");
	has_not(text, "<edma>");
	free(text);
}

static void parts_have_sections_and_their_records_stand_side_by_side(void **state)
{
	static const char *const names[] = { "a.json", "b.json" };
	struct doc doc = { 0 };
	char *text;

	for (int i = 0; i < 2; i++) {
		doc_add(&doc, i, record("Board", 4));
		doc_add(&doc, i, stages());
	}
	doc_add(&doc, DOC_WHOLE, notes());
	doc_add(&doc, DOC_WHOLE, renamed(notes(), "more", "More: of 0000:01:00.0 (all)"));
	text = page_of(&doc, names, 2, NULL, 0);
	has(text, "<tr><th scope=\"row\">machine</th><td class=\"wrap\" colspan=\"2\">Board, 4 CPUs</td></tr>");
	has(text, "<h2 id=\"run1\">a.json</h2>");
	has(text, "<h3 id=\"run2-stages\">Stages</h3>");
	has(text, "aria-labelledby=\"run2 run2-stages\"");
	has(text, "<li>a.json: a &amp; b</li>");
	has(text, "<a href=\"#run2\">b.json</a>");
	has(text, "<a href=\"#more\">More</a>");
	assert_true(strstr(text, "<h2 id=\"notes\">") > strstr(text, "<h3 id=\"run2-stages\">"));
	assert_true(strstr(text, "<h2 id=\"more\">") > strstr(text, "<h2 id=\"notes\">"));
	assert_int_equal(count(text, "<dl"), 0);
	free(text);
}

static void records_that_differ_have_a_cell_each(void **state)
{
	static const char *const names[] = { "a.json", "b.json" };
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, 0, record("Board", 4));
	doc_add(&doc, 1, record("Board", 8));
	text = page_of(&doc, names, 2, NULL, 0);
	has(text, "<td class=\"wrap\">Board, 4 CPUs</td><td class=\"wrap\">Board, 8 CPUs</td>");
	free(text);
}

static void one_part_is_the_whole(void **state)
{
	static const char *const names[] = { "a.json" };
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, 0, record("Board", 4));
	doc_add(&doc, 0, stages());
	text = page_of(&doc, names, 1, NULL, 0);
	has(text, "<h2 id=\"header\">Recordings</h2>");
	has(text, "<div><dt>machine</dt><dd>Board, 4 CPUs</dd></div>");
	has_not(text, "id=\"run1\"");
	assert_true(strstr(text, "<h2 id=\"stages\">") < strstr(text, "<h2 id=\"header\">"));
	free(text);
}

static void figures_have_both_themes_and_ids_of_their_own(void **state)
{
	static const char svg[] = ROOT "<circle id=\"d\"/></svg>";
	static const struct html_figure figures[] = {
		{ DOC_WHOLE, "Tail", "p99 <8 us", "n 7", svg, svg },
		{ DOC_WHOLE, "Hist", "p50 6 us", NULL, svg, NULL },
	};
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, DOC_WHOLE, stages());
	text = page_of(&doc, NULL, 0, figures, 2);
	assert_int_equal(count(text, "<svg class=\"light\""), 1);
	assert_int_equal(count(text, "<svg class=\"dark\""), 1);
	assert_int_equal(count(text, "<svg class=\"both\""), 1);
	assert_int_equal(count(text, "aria-label=\"p99 &lt;8 us\""), 2);
	assert_int_equal(count(text, "id=\"f1l-d\""), 1);
	assert_int_equal(count(text, "id=\"f1d-d\""), 1);
	assert_int_equal(count(text, "id=\"f2l-d\""), 1);
	has(text, "<figcaption>n 7</figcaption>");
	has(text, "<a href=\"#plots\">Plots</a>");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_and_quotes_become_entities),
		cmocka_unit_test(sentences_have_the_micro_sign_behind_numbers_alone),
		cmocka_unit_test(what_a_page_must_not_hold_is_replaced),
		cmocka_unit_test(the_page_says_size_and_meaning),
		cmocka_unit_test(ids_and_references_get_the_prefix),
		cmocka_unit_test(what_runs_or_reaches_out_is_dropped),
		cmocka_unit_test(what_is_no_svg_is_refused),
		cmocka_unit_test(damage_is_survived),
		cmocka_unit_test(text_can_be_read_in_both_themes),
		cmocka_unit_test(a_cell_says_what_text_and_json_say),
		cmocka_unit_test(a_table_without_a_title_is_named_all_the_same),
		cmocka_unit_test(the_title_cannot_bring_markup),
		cmocka_unit_test(parts_have_sections_and_their_records_stand_side_by_side),
		cmocka_unit_test(records_that_differ_have_a_cell_each),
		cmocka_unit_test(one_part_is_the_whole),
		cmocka_unit_test(figures_have_both_themes_and_ids_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
