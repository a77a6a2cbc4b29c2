// SPDX-License-Identifier: GPL-2.0-only
/* The run in memory: lists, lookup, folding, the account, and the tables of stages and backends. */
#include <errno.h>

#include "model/run.h"
#include "unit.h"

static struct series *add_series(struct run *run, const char *stage, const char *backend, int cpu, uint64_t v)
{
	struct series *s = run_add_series(run);

	assert_non_null(s);
	strcpy(s->stage, stage);
	strcpy(s->backend, backend);
	strcpy(s->device, "pci_epf_vntb.0");
	s->vector = -1;
	s->cpu = cpu;
	hist_add(&s->h, v);
	return s;
}

static void test_lists_grow_and_keep_what_they_hold(void **state)
{
	struct run *run = run_new();

	assert_non_null(run);
	for (int i = 0; i < 1000; i++) {
		struct account *a = run_add_account(run);
		struct doorbell *d = run_add_doorbell(run);
		struct cost *c = run_add_cost(run);
		struct price *p = run_add_price(run);
		struct run_event *e = run_add_event(run);

		assert_int_equal(a->seen | d->irqs | c->ns | p->full_ns | e->t, 0);
		a->seen = d->irqs = c->ns = p->full_ns = e->t = i + 1;
	}
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(run->accounts[i].seen, i + 1);
		assert_int_equal(run->doorbells[i].irqs, i + 1);
		assert_int_equal(run->costs[i].ns, i + 1);
		assert_int_equal(run->prices[i].full_ns, i + 1);
		assert_int_equal(run->events[i].t, i + 1);
	}
	run_free(run);
	run_free(NULL);
}

static void test_a_list_may_be_emptied_and_filled_again(void **state)
{
	struct run *run = run_new();

	for (int round = 0; round < 5; round++) {
		run->nseries = 0;
		for (int i = 0; i < 10 + round; i++)
			assert_int_equal(add_series(run, "handler", "its", i, i)->h.count, 1);
	}
	assert_int_equal(run->nseries, 14);
	run_free(run);
}

static void test_intervals_have_series_of_their_own(void **state)
{
	struct run *run = run_new();

	assert_int_equal(run_add_interval(run, 0)->nseries, 0);
	for (int i = 1; i < 20; i++) {
		struct interval *iv = run_add_interval(run, 3);

		assert_int_equal(iv->nseries, 3);
		assert_int_equal(iv->series[2].h.count, 0);
		hist_add(&iv->series[2].h, i);
	}
	for (int i = 1; i < 20; i++)
		assert_int_equal(run->intervals[i].series[2].h.max, i);
	run_free(run);
}

static void test_labels_replace_and_refuse(void **state)
{
	char long_key[65], long_value[193];
	struct run *run = run_new();

	assert_int_equal(run_add_label(run, "commit", "a1"), 0);
	assert_int_equal(run_add_label(run, "board", "s4"), 0);
	assert_int_equal(run_add_label(run, "commit", "b2"), 0);
	assert_int_equal(run->nlabels, 2);
	assert_string_equal(run->labels[0].value, "b2");
	assert_int_equal(run_add_label(run, "empty", ""), 0);
	assert_int_equal(run_add_label(run, "", "x"), -EINVAL);
	memset(long_key, 'k', 64);
	long_key[64] = 0;
	memset(long_value, 'v', 192);
	long_value[192] = 0;
	assert_int_equal(run_add_label(run, long_key, "x"), -EINVAL);
	assert_int_equal(run_add_label(run, "x", long_value), -EINVAL);
	assert_int_equal(run_add_label(run, long_key + 1, long_value + 1), 0);
	assert_int_equal(run->nlabels, 4);
	run_free(run);
}

static void test_find_series_wants_the_whole_key(void **state)
{
	struct run *run = run_new();

	add_series(run, "handler", "its", 0, 1);
	strcpy(add_series(run, "handler", "its", 1, 2)->context, CTX_THREAD);
	assert_ptr_equal(run_find_series(run, "handler", "its", "pci_epf_vntb.0", "", -1, 0), &run->series[0]);
	assert_ptr_equal(run_find_series(run, "handler", "its", "pci_epf_vntb.0", CTX_THREAD, -1, 1), &run->series[1]);
	assert_null(run_find_series(run, "handler", "its", "pci_epf_vntb.0", "", -1, 1));
	assert_null(run_find_series(run, "handler", "edma", "pci_epf_vntb.0", "", -1, 0));
	assert_null(run_find_series(run, "handler", "its", "pci_epf_vntb.1", "", -1, 0));
	assert_null(run_find_series(run, "handler", "its", "pci_epf_vntb.0", "", 0, 0));
	assert_null(run_find_series(run, "rx", "its", "pci_epf_vntb.0", "", -1, 0));
	run_free(run);
}

static void test_fold_adds_matching_series(void **state)
{
	struct run *run = run_new();
	struct hist h;

	add_series(run, "handler", "its", 0, 10);
	add_series(run, "handler", "its", 1, 20);
	add_series(run, "handler", "edma", 0, 40);
	add_series(run, "rx", "its", 0, 80);
	assert_int_equal(run_fold(run, "handler", "its", &h), 0);
	assert_int_equal(h.sum, 30);
	assert_int_equal(run_fold(run, "handler", NULL, &h), 0);
	assert_int_equal(h.sum, 70);
	assert_int_equal(run_fold(run, NULL, "its", &h), 0);
	assert_int_equal(h.sum, 110);
	assert_int_equal(run_fold(run, NULL, NULL, &h), 0);
	assert_int_equal(h.count, 4);
	assert_int_equal(run_fold(run, "ring", NULL, &h), 0);
	assert_int_equal(hist_seen(&h), 0);
	run->series[0].h.slot[10] = run->series[0].h.count = UINT64_MAX;
	assert_int_equal(run_fold(run, "handler", "its", &h), -EOVERFLOW);
	run_free(run);
}

/* --- corrected and raw -------------------------------------------------------------------------------------------- */

static struct series *add_corrected(struct run *run, const char *stage, uint64_t v, uint64_t raw)
{
	struct series *s = add_series(run, stage, "its", -1, v);

	s->raw = calloc(1, sizeof(*s->raw));
	assert_non_null(s->raw);
	hist_add(s->raw, raw);
	s->uncorrected = 1;
	return s;
}

static void test_show_raw_puts_what_was_seen_in_place_of_the_figures(void **state)
{
	struct run *run = run_new();

	add_corrected(run, "rx", 1000, 1900);
	add_series(run, "aux-query", "", -1, 2300); /* an older file's, or one that could not be corrected */
	strcpy(run->env.correction, "calibrated");
	run_show_raw(run);
	assert_int_equal(run->nseries, 2);
	assert_int_equal(run->series[0].h.sum, 1900);
	assert_int_equal(run->series[0].h.max, 1900);
	assert_int_equal(run->series[0].h.slot[epb_hist_index(1000)], 0);
	assert_null(run->series[0].raw);
	assert_int_equal(run->series[0].uncorrected, 0);
	assert_int_equal(run->series[1].h.sum, 2300);
	assert_string_equal(run->env.correction, RAW_ON_REQUEST);
	assert_true(sizeof(RAW_ON_REQUEST) <= sizeof(run->env.correction));
	run_show_raw(run); /* a second time there is nothing to do */
	assert_int_equal(run->series[0].h.sum, 1900);
	run_free(run);
}

static void test_show_raw_of_a_run_that_is_raw_says_nothing_else(void **state)
{
	static const char *const corrections[] = { "", "none" };

	for (size_t i = 0; i < 2; i++) {
		struct run *run = run_new();

		add_series(run, "rx", "its", -1, 1000);
		strcpy(run->env.correction, corrections[i]);
		run_show_raw(run);
		assert_string_equal(run->env.correction, corrections[i]);
		assert_int_equal(run->series[0].h.sum, 1000);
		run_free(run);
	}
}

static void test_clearing_the_series_frees_what_they_hold(void **state)
{
	struct run *run = run_new();

	run_clear_series(run);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 5 + round; i++)
			add_corrected(run, "rx", i, 10 + i);
		run_clear_series(run);
		assert_int_equal(run->nseries, 0);
	}
	assert_null(run_add_series(run)->raw); /* the place was used before */
	run_free(run);
}

static void test_a_copy_of_a_series_has_no_raw_of_its_own(void **state)
{
	struct run *run = run_new();
	struct interval *iv;

	add_corrected(run, "rx", 1000, 1900);
	iv = run_add_interval(run, 1);
	series_copy(&iv->series[0], &run->series[0]);
	assert_int_equal(iv->series[0].h.sum, 1000);
	assert_string_equal(iv->series[0].stage, "rx");
	assert_string_equal(iv->series[0].device, run->series[0].device);
	assert_int_equal(iv->series[0].uncorrected, 1);
	assert_null(iv->series[0].raw);
	assert_int_equal(run->series[0].raw->sum, 1900);
	run_clear_series(run); /* frees raw once; the interval's series is left alone */
	assert_int_equal(iv->series[0].h.sum, 1000);
	run_free(run);
}

static void test_every_part_of_the_account_counts(void **state)
{
	const struct account whole = {
		.seen = 127,
		.recorded = 1,
		.overflow = 2,
		.unmatched = 4,
		.nest_overflow = 8,
		.no_slot = 16,
		.ring_drops = 32,
		.completion = 64,
		.missed = 1000,
	};
	const size_t parts[] = {
		offsetof(struct account, recorded),   offsetof(struct account, overflow),
		offsetof(struct account, unmatched),  offsetof(struct account, nest_overflow),
		offsetof(struct account, no_slot),    offsetof(struct account, ring_drops),
		offsetof(struct account, completion),
	};
	bool surplus;

	assert_true(account_closes(&whole));
	assert_int_equal(account_gap(&whole, &surplus), 0);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct account a = whole;

		*(uint64_t *)((char *)&a + parts[i]) += 3;
		assert_false(account_closes(&a));
		assert_int_equal(account_gap(&a, &surplus), 3);
		assert_true(surplus);
		*(uint64_t *)((char *)&a + parts[i]) -= 4;
		assert_false(account_closes(&a));
		assert_int_equal(account_gap(&a, &surplus), 1);
		assert_false(surplus);
	}
}

static void test_an_account_that_wraps_is_open(void **state)
{
	const struct account a = { .seen = 1, .recorded = UINT64_MAX, .overflow = 2 };
	bool surplus;

	assert_false(account_closes(&a));
	assert_int_equal(account_gap(&a, &surplus), UINT64_MAX);
	assert_true(surplus);
}

static void test_a_run_closes_when_all_accounts_do(void **state)
{
	struct run *run = run_new();
	struct account *a;

	assert_false(run_closes(run));
	run_add_account(run);
	assert_true(run_closes(run));
	a = run_add_account(run);
	a->seen = 1;
	assert_false(run_closes(run));
	a->recorded = 1;
	assert_true(run_closes(run));
	run_free(run);
}

static void test_stage_names_lead_to_their_rows(void **state)
{
	for (int i = 0; i < EPB_NSTAGES; i++) {
		const struct stage_info *info = stage_info(i);

		assert_int_equal(stage_find(info->name), i);
		assert_true(strlen(info->name) < sizeof(((struct series *)0)->stage));
		assert_true(*info->from && *info->to && *info->what);
		assert_true(info->side & (EPB_SIDE_EP | EPB_SIDE_RC));
		assert_true(info->backends && !(info->backends & ~EPB_ON_ALL));
	}
	assert_int_equal(stage_find("irq-dispatch"), EPB_IRQ_DISPATCH);
	assert_int_equal(stage_find("irq"), -1);
	assert_int_equal(stage_find(""), -1);
}

static void test_backend_names_lead_to_their_rows(void **state)
{
	int n = 0;

	for (; backend_info(n); n++) {
		assert_ptr_equal(backend_find(backend_info(n)->name), backend_info(n));
		assert_true(strlen(backend_info(n)->name) < sizeof(((struct series *)0)->backend));
	}
	assert_int_equal(n, 5);
	assert_null(backend_info(-1));
	assert_null(backend_find("smoke"));
	assert_true(backend_find("edma")->on & EPB_ON_DEMUX);
	assert_false(backend_find("its")->on & EPB_ON_DEMUX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists_grow_and_keep_what_they_hold),
		cmocka_unit_test(test_a_list_may_be_emptied_and_filled_again),
		cmocka_unit_test(test_intervals_have_series_of_their_own),
		cmocka_unit_test(test_labels_replace_and_refuse),
		cmocka_unit_test(test_find_series_wants_the_whole_key),
		cmocka_unit_test(test_fold_adds_matching_series),
		cmocka_unit_test(test_show_raw_puts_what_was_seen_in_place_of_the_figures),
		cmocka_unit_test(test_show_raw_of_a_run_that_is_raw_says_nothing_else),
		cmocka_unit_test(test_clearing_the_series_frees_what_they_hold),
		cmocka_unit_test(test_a_copy_of_a_series_has_no_raw_of_its_own),
		cmocka_unit_test(test_every_part_of_the_account_counts),
		cmocka_unit_test(test_an_account_that_wraps_is_open),
		cmocka_unit_test(test_a_run_closes_when_all_accounts_do),
		cmocka_unit_test(test_stage_names_lead_to_their_rows),
		cmocka_unit_test(test_backend_names_lead_to_their_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
