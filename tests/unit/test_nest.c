// SPDX-License-Identifier: GPL-2.0-only
/* The stack of interrupt frames: the eDMA nesting that one slot a CPU gets wrong, depth, and what should not happen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "epbell/nest.h"

static struct epb_frame *enter(struct epb_nest *n, int kind, int irq, uint64_t now)
{
	struct epb_frame *f = epb_nest_push(n, kind, irq);

	if (f)
		f->start = now;
	return f;
}

static uint64_t leave(struct epb_nest *n, int kind, int irq, uint64_t now)
{
	struct epb_frame *f = epb_nest_pop(n, kind, irq);

	assert_non_null(f);
	return epb_nest_close(n, f, now);
}

/* The order seen on Linux 7.3 for an embedded doorbell: the SPI, the parent's handler, the doorbell's handler. */
static void edma_frames_nest_and_outer_is_never_shorter(void **state)
{
	struct epb_nest n = { 0 };
	struct epb_frame *parent, *child;

	enter(&n, EPB_FRAME_DOMAIN, 66, 100);
	parent = enter(&n, EPB_FRAME_HANDLER, 14, 150);
	child = enter(&n, EPB_FRAME_HANDLER, 15, 400);
	assert_ptr_equal(epb_nest_at(&n, 0), child);
	assert_ptr_equal(epb_nest_at(&n, 1), parent);
	assert_int_equal(leave(&n, EPB_FRAME_HANDLER, 15, 700), 300);
	assert_int_equal(parent->inner, 300);
	assert_int_equal(leave(&n, EPB_FRAME_HANDLER, 14, 750), 600);
	assert_int_equal(leave(&n, EPB_FRAME_DOMAIN, EPB_ANY_IRQ, 800), 700);
	assert_int_equal(n.depth, 0);
	assert_int_equal(n.violations, 0);
}

static void four_deep_and_up_to_the_limit_all_have_frames(void **state)
{
	struct epb_nest n = { 0 };
	int i;

	for (i = 0; i < EPB_NEST_MAX; i++)
		assert_non_null(enter(&n, EPB_FRAME_HANDLER, i, 10 * i));
	assert_true(EPB_NEST_MAX >= 4);
	for (i = EPB_NEST_MAX - 1; i >= 0; i--)
		assert_int_equal(leave(&n, EPB_FRAME_HANDLER, i, 1000 - 10 * i), 1000 - 20 * i);
	assert_int_equal(n.depth, 0);
	assert_int_equal(n.violations, 0);
}

static void deeper_than_the_stack_is_refused_and_the_outer_frames_survive(void **state)
{
	struct epb_nest n = { 0 };
	int i;

	for (i = 0; i < EPB_NEST_MAX; i++)
		enter(&n, EPB_FRAME_HANDLER, i, i);
	assert_null(epb_nest_push(&n, EPB_FRAME_HANDLER, 100));
	assert_null(epb_nest_push(&n, EPB_FRAME_HANDLER, 101));
	assert_null(epb_nest_at(&n, 0));
	assert_null(epb_nest_pop(&n, EPB_FRAME_HANDLER, 101));
	assert_null(epb_nest_pop(&n, EPB_FRAME_HANDLER, 100));
	for (i = EPB_NEST_MAX - 1; i >= 0; i--)
		assert_int_equal(leave(&n, EPB_FRAME_HANDLER, i, 50), 50 - i);
	assert_int_equal(n.depth, 0);
}

static void an_exit_whose_entry_was_not_seen_changes_nothing(void **state)
{
	struct epb_nest n = { 0 };

	assert_null(epb_nest_pop(&n, EPB_FRAME_HANDLER, 14));
	assert_int_equal(n.depth, 0);
	enter(&n, EPB_FRAME_HANDLER, 14, 5);
	assert_null(epb_nest_pop(&n, EPB_FRAME_HANDLER, 15));
	assert_null(epb_nest_pop(&n, EPB_FRAME_DOMAIN, EPB_ANY_IRQ));
	assert_int_equal(n.depth, 1);
	assert_int_equal(leave(&n, EPB_FRAME_HANDLER, 14, 9), 4);
}

static void an_exit_below_the_top_drops_the_frames_above(void **state)
{
	struct epb_nest n = { 0 };

	enter(&n, EPB_FRAME_DOMAIN, 66, 1);
	enter(&n, EPB_FRAME_HANDLER, 14, 2);
	enter(&n, EPB_FRAME_HANDLER, 15, 3); /* its exit is never seen */
	assert_int_equal(leave(&n, EPB_FRAME_HANDLER, 14, 10), 8);
	assert_int_equal(n.depth, 1);
	assert_int_equal(leave(&n, EPB_FRAME_DOMAIN, EPB_ANY_IRQ, 11), 10);
	assert_int_equal(n.depth, 0);
}

static void an_inner_frame_longer_than_its_outer_is_counted_as_a_defect(void **state)
{
	struct epb_nest n = { 0 };

	enter(&n, EPB_FRAME_HANDLER, 14, 100);
	enter(&n, EPB_FRAME_HANDLER, 15, 50); /* a start before its outer's: impossible */
	leave(&n, EPB_FRAME_HANDLER, 15, 200);
	leave(&n, EPB_FRAME_HANDLER, 14, 201);
	assert_int_equal(n.violations, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edma_frames_nest_and_outer_is_never_shorter),
		cmocka_unit_test(four_deep_and_up_to_the_limit_all_have_frames),
		cmocka_unit_test(deeper_than_the_stack_is_refused_and_the_outer_frames_survive),
		cmocka_unit_test(an_exit_whose_entry_was_not_seen_changes_nothing),
		cmocka_unit_test(an_exit_below_the_top_drops_the_frames_above),
		cmocka_unit_test(an_inner_frame_longer_than_its_outer_is_counted_as_a_defect),
	};

	return cmocka_run_group_tests_name("nest", tests, NULL, NULL);
}
