// SPDX-License-Identifier: GPL-2.0-only
/*
 * SVG documents as elements of an HTML page. What is let in is listed, so that a document can do no more than draw: what gnuplot
 * writes passes, scripts, styles, links and foreign elements do not.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "view/html_impl.h"

struct reader {
	const char *at;
	const char *prefix, *class, *alt;
	FILE *to;
	int depth;   /* of elements that are open */
	int dropped; /* depth of the element that is being left out with all in it; 0: none */
};

struct span {
	const char *at;
	size_t len;
};

static bool span_is(struct span s, const char *text)
{
	return strlen(text) == s.len && !memcmp(s.at, text, s.len);
}

static bool span_begins(struct span s, const char *text)
{
	return s.len >= strlen(text) && !strncasecmp(s.at, text, strlen(text));
}

static bool is_space(char c)
{
	return c && strchr(" \t\r\n", c);
}

/* --- what is let in ---------------------------------------------------------------------------------------------- */

static bool element_allowed(struct span name)
{
	static const char *const allowed[] = {
		"g",	   "defs",    "path",	     "rect",	       "circle",
		"ellipse", "line",    "polyline",    "polygon",	       "text",
		"tspan",   "use",     "clipPath",    "mask",	       "pattern",
		"filter",  "feFlood", "feComposite", "linearGradient", "radialGradient",
		"stop",	   "image",   "title",
	};

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (span_is(name, allowed[i]))
			return true;
	return false;
}

static bool is_link(struct span name)
{
	return span_is(name, "href") || span_is(name, "xlink:href");
}

/* Nothing that runs, and nothing outside of the page: links go to its own ids or hold an image themselves. */
static bool attribute_allowed(struct span name, struct span value)
{
	const char *url;

	if (memchr(value.at, '<', value.len) || span_begins(name, "on") || span_is(name, "style") ||
	    span_is(name, "class"))
		return false;
	if (is_link(name))
		return span_begins(value, "#") || span_begins(value, "data:image/");
	for (url = value.at; url < value.at + value.len; url++)
		if (span_begins((struct span){ url, (size_t)(value.at + value.len - url) }, "url(") && url[4] != '#')
			return false;
	return true;
}

/* The page says how large the document is and what it is. */
static bool root_attribute_allowed(struct span name)
{
	static const char *const own[] = { "width", "height", "id", "role" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (span_is(name, own[i]))
			return false;
	return !span_begins(name, "aria-");
}

/* --- attributes -------------------------------------------------------------------------------------------------- */

/* A value, with the prefix in front of each id in it. */
static void put_value(const struct reader *r, struct span name, struct span value)
{
	const bool id = span_is(name, "id"), link = is_link(name) && value.at[0] == '#';

	if (id)
		fputs(r->prefix, r->to);
	for (size_t i = 0; i < value.len; i++) {
		putc(value.at[i], r->to);
		if ((link && !i) || (value.at[i] == '#' && i >= 4 && !strncasecmp(value.at + i - 4, "url(", 4)))
			fputs(r->prefix, r->to);
	}
}

/* One attribute into @name and @value, @quote being what is around it. false: there is none. */
static bool next_attribute(struct reader *r, struct span *name, struct span *value)
{
	const char *p = r->at;

	while (is_space(*p))
		p++;
	name->at = p;
	name->len = strcspn(p, " \t\r\n=>/<\"'");
	p += name->len;
	while (is_space(*p))
		p++;
	if (!name->len || *p != '=')
		return false;
	p++;
	while (is_space(*p))
		p++;
	if (*p != '"' && *p != '\'')
		return false;
	value->at = p + 1;
	p = strchr(p + 1, *p);
	if (!p)
		return false;
	value->len = (size_t)(p - value->at);
	r->at = p + 1;
	return true;
}

static void put_attributes(struct reader *r, bool root)
{
	struct span name, value;

	while (next_attribute(r, &name, &value)) {
		if (r->dropped || !attribute_allowed(name, value) || (root && !root_attribute_allowed(name)))
			continue;
		fprintf(r->to, " %.*s=%c", (int)name.len, name.at, value.at[-1]);
		put_value(r, name, value);
		putc(value.at[-1], r->to);
	}
}

/* --- elements ---------------------------------------------------------------------------------------------------- */

static double svg_width(const char *svg)
{
	const char *box = strstr(svg, "viewBox=");
	double width = 0;

	return box && sscanf(box, "viewBox=%*[\"'] %*f %*f %lf", &width) == 1 && width >= 1 && width <= 10000 ? width :
														0;
}

/* Its letters are readable down to four fifths of its own size, which is CSS pixels. */
double html_svg_least(const char *svg)
{
	return svg_width(svg) * 0.8;
}

static void put_root(struct reader *r)
{
	const double width = svg_width(r->at);

	fprintf(r->to, "<svg class=\"%s\" role=\"img\" aria-label=\"", r->class);
	html_text(r->to, r->alt);
	if (width > 0)
		fprintf(r->to, "\" style=\"min-width: %.0fpx; max-width: %.0fpx", html_svg_least(r->at), width * 1.3);
	putc('"', r->to);
}

/* At "<NAME": the tag. false: it does not end. */
static bool start_tag(struct reader *r)
{
	const struct span name = { r->at + 1, strcspn(r->at + 1, " \t\r\n/><") };
	const bool root = !r->depth;

	r->at = name.at + name.len;
	r->depth++;
	if (root && !span_is(name, "svg"))
		return false;
	if (!r->dropped && !root && (!element_allowed(name) || (r->depth == 2 && span_is(name, "title"))))
		r->dropped = r->depth;
	if (root)
		put_root(r);
	else if (!r->dropped)
		fprintf(r->to, "<%.*s", (int)name.len, name.at);
	put_attributes(r, root);
	while (is_space(*r->at))
		r->at++;
	if (!strncmp(r->at, "/>", 2)) {
		fputs(r->dropped ? "" : "/>", r->to);
		r->dropped = r->dropped == r->depth ? 0 : r->dropped;
		r->depth--;
		r->at += 2;
		return true;
	}
	fputs(r->dropped ? "" : ">", r->to);
	return *r->at++ == '>';
}

/* At "</NAME". */
static bool end_tag(struct reader *r)
{
	const size_t len = strcspn(r->at, ">");

	if (r->at[len] != '>' || !r->depth)
		return false;
	if (!r->dropped)
		fprintf(r->to, "%.*s>", (int)len, r->at);
	r->dropped = r->dropped == r->depth ? 0 : r->dropped;
	r->depth--;
	r->at += len + 1;
	return true;
}

/* Past the end of a declaration, comment or instruction. */
static bool skip(struct reader *r)
{
	const char *end = !strncmp(r->at, "<!--", 4) ? "-->" : !strncmp(r->at, "<?", 2) ? "?>" : ">";
	const char *found = strstr(r->at + 2, end);

	r->at = found ? found + strlen(end) : r->at;
	return found;
}

static bool next_node(struct reader *r)
{
	const size_t text = strcspn(r->at, "<");

	if (r->depth && !r->dropped)
		fwrite(r->at, 1, text, r->to);
	r->at += text;
	if (!*r->at)
		return !r->depth; /* the end; of what is open, too early */
	if (r->at[1] == '!' || r->at[1] == '?')
		return skip(r);
	return r->at[1] == '/' ? end_tag(r) : start_tag(r);
}

int html_svg(const char *svg, const char *prefix, const char *class, const char *alt, FILE *to, struct err *err)
{
	struct reader r = { .at = svg, .prefix = prefix, .class = class, .alt = alt, .to = to };
	const bool drawn = strstr(svg, "<svg") && strstr(svg, "viewBox=");

	while (drawn && *r.at)
		if (!next_node(&r))
			return err_set(err, -EINVAL, "the plot cannot be embedded: its SVG is damaged at byte %td",
				       r.at - svg);
	if (!drawn || r.depth)
		return err_set(err, -EINVAL, "the plot cannot be embedded: it is no SVG with a viewBox");
	putc('\n', to);
	return 0;
}
