// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <string.h>

#include "model/text.h"
#include "view/table_impl.h"
#include "model/units.h"

/* "1.23 ±0.02 us": the error in the value's own unit where that is the same, else with its own. */
static void format_error(const struct plan *plan, const struct cell *cell, char *text)
{
	char value[32], error[32], *value_unit, *error_unit;

	units_format(cell->u, plan->table->step, value, sizeof(value));
	units_format(cell->error, plan->table->step, error, sizeof(error));
	value_unit = strchr(value, ' ');
	error_unit = strchr(error, ' ');
	if (!strcmp(value_unit, error_unit))
		*value_unit = 0;
	snprintf(text, CELL_SIZE, "%s %s%s", value, plan->style->unicode ? "\u00b1" : "+-", error);
}

static void format_time(const struct plan *plan, const struct cell *cell, char *text)
{
	const uint64_t step = plan->table->step;

	if (cell->has_error && cell->type == CELL_NS && plan->layout == LAYOUT_ERRORS)
		format_error(plan, cell, text);
	else if (cell->type == CELL_NS)
		units_format(cell->u, step, text, CELL_SIZE);
	else if (cell->type == CELL_MEAN)
		units_mean(cell->real, step, text, CELL_SIZE);
	else
		units_difference(cell->real, step, text, CELL_SIZE);
	if (plan->layout == LAYOUT_COMPACT)
		units_compact(text);
}

void cell_text(const struct plan *plan, const struct cell *cell, char *text)
{
	const char *space = plan->layout == LAYOUT_COMPACT ? "" : " ";

	if (cell->shown) {
		snprintf(text, CELL_SIZE, "%s", cell->shown);
		return;
	}
	switch (cell->type) {
	case CELL_NONE:
	case CELL_BAR: /* drawn when the room for it is known */
		snprintf(text, CELL_SIZE, "%s", cell->type == CELL_NONE ? "-" : "");
		break;
	case CELL_STR:
		snprintf(text, CELL_SIZE, "%s", *cell->str ? cell->str : "-");
		text_clean_terminal(text);
		break;
	case CELL_BOOL:
		snprintf(text, CELL_SIZE, "%s", cell->yes ? "yes" : "no");
		break;
	case CELL_UINT:
		snprintf(text, CELL_SIZE, "%" PRIu64, cell->u);
		break;
	case CELL_INT:
		snprintf(text, CELL_SIZE, "%" PRId64, cell->i);
		break;
	case CELL_HEX:
		snprintf(text, CELL_SIZE, "0x%" PRIx64, cell->u);
		break;
	case CELL_NS:
	case CELL_MEAN:
	case CELL_DIFF:
		format_time(plan, cell, text);
		break;
	case CELL_RATIO:
		snprintf(text, CELL_SIZE, cell->real < 99.5 ? "x%.2f" : "x%.0f", cell->real);
		break;
	case CELL_SHARE:
		snprintf(text, CELL_SIZE, "%.1f%s%%", cell->real * 100, space);
		break;
	}
}

bool cell_says_nothing(const struct cell *cell)
{
	if (cell->shown)
		return !*cell->shown;
	return cell->type == CELL_NONE || (cell->type == CELL_STR && !*cell->str);
}
