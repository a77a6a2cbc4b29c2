// SPDX-License-Identifier: GPL-2.0-only
/* Series folded and ordered for showing, and which empty stages are suspicious. */
#include <errno.h>

#include "model/group.h"
#include "unit.h"

static void add(struct run *run, const char *stage, const char *backend, const char *device, const char *context,
		int vector, int cpu)
{
	struct series *s = run_add_series(run);

	strcpy(s->stage, stage);
	strcpy(s->backend, backend);
	strcpy(s->device, device);
	strcpy(s->context, context);
	s->vector = vector;
	s->cpu = cpu;
	hist_add(&s->h, 100);
}

/* "stage/backend/device/context/vector/cpu=count ..." */
static void check(const struct run *run, const struct group_by *by, const char *expect)
{
	struct series *groups;
	char text[1024] = "";
	size_t n, used = 0;

	assert_int_equal(group_series(run, by, &groups, &n), 0);
	for (size_t i = 0; i < n; i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%s/%s/%s/%s/%d/%d=%d", i ? " " : "",
				 groups[i].stage, groups[i].backend, groups[i].device, groups[i].context,
				 groups[i].vector, groups[i].cpu, (int)groups[i].h.count);
	assert_string_equal(text, expect);
	group_free(groups, n);
}

static void test_series_are_folded_and_ordered(void **state)
{
	struct run *run = run_new();

	add(run, "doorbell-alloc", "", "d0", "", -1, 0);
	add(run, "rx", "poll", "d0", "", -1, 0);
	add(run, "new-stage", "its", "d0", "", -1, 0);
	add(run, "rx", "its", "d0", "", -1, 1);
	add(run, "handler", "its", "d1", "hardirq", 0, 0);
	add(run, "handler", "its", "d0", "hardirq", 1, 0);
	add(run, "rx", "its", "d0", "", -1, 0);
	check(run, &(struct group_by){ 0 },
	      "handler/its//hardirq/-1/-1=2 rx/its///-1/-1=2 new-stage/its///-1/-1=1 rx/poll///-1/-1=1 "
	      "doorbell-alloc////-1/-1=1");
	check(run, &(struct group_by){ .device = true },
	      "handler/its/d0/hardirq/-1/-1=1 rx/its/d0//-1/-1=2 new-stage/its/d0//-1/-1=1 "
	      "handler/its/d1/hardirq/-1/-1=1 rx/poll/d0//-1/-1=1 doorbell-alloc//d0//-1/-1=1");
	check(run, &(struct group_by){ .cpu = true, .stages = EPB_BIT(EPB_RX) },
	      "rx/its///-1/0=1 rx/its///-1/1=1 rx/poll///-1/0=1");
	check(run, &(struct group_by){ .vector = true, .stages = EPB_BIT(EPB_HANDLER) },
	      "handler/its//hardirq/0/-1=1 handler/its//hardirq/1/-1=1");
	run_free(run);
}

static void test_contexts_are_never_folded(void **state)
{
	struct run *run = run_new();

	add(run, "handler", "its", "d0", CTX_THREAD, -1, -1);
	add(run, "handler", "its", "d0", CTX_HARDIRQ, -1, -1);
	check(run, &(struct group_by){ 0 }, "handler/its//hardirq/-1/-1=1 handler/its//thread/-1/-1=1");
	run_free(run);
}

static void test_backends_are_filtered_and_setup_stays(void **state)
{
	const char *const wanted[] = { "poll", "edma" };
	struct run *run = run_new();

	add(run, "rx", "its", "", "", -1, -1);
	add(run, "rx", "poll", "", "", -1, -1);
	add(run, "aux-query", "", "", "", -1, -1);
	check(run, &(struct group_by){ .backends = wanted, .nbackends = 2 }, "rx/poll///-1/-1=1 aux-query////-1/-1=1");
	run_free(run);
}

static void test_counts_that_wrap_are_an_error(void **state)
{
	const struct group_by by = { 0 };
	struct run *run = run_new();
	struct series *groups;
	size_t n;

	add(run, "rx", "its", "a", "", -1, -1);
	add(run, "rx", "its", "b", "", -1, -1);
	run->series[0].h.count = UINT64_MAX;
	assert_int_equal(group_series(run, &by, &groups, &n), -EOVERFLOW);
	assert_null(groups);
	run_free(run);
}

static void test_many_series_fold_quickly(void **state)
{
	const struct group_by by = { 0 };
	struct run *run = run_new();
	struct series *groups;
	size_t n;

	for (int i = 0; i < 4096; i++)
		add(run, i % 2 ? "rx" : "handler", "its", "d", "", i, i);
	assert_int_equal(group_series(run, &by, &groups, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(groups[0].h.count, 2048);
	group_free(groups, n);
	run_free(run);
}

/* --- what was seen ------------------------------------------------------------------------------------------------ */

/* A series of one corrected interval, of which @raw ns were seen (0: its figures are raw). */
static struct series *add_raw(struct run *run, const char *stage, int cpu, uint64_t raw, uint64_t uncorrected)
{
	struct series *s;

	add(run, stage, "its", "d", "", -1, cpu);
	s = &run->series[run->nseries - 1];
	s->uncorrected = uncorrected;
	if (!raw)
		return s;
	s->raw = calloc(1, sizeof(*s->raw));
	assert_non_null(s->raw);
	hist_add(s->raw, raw);
	return s;
}

static void test_what_was_seen_is_folded_beside_the_figures(void **state)
{
	const struct group_by by = { 0 };
	struct run *run = run_new();
	struct series *groups;
	size_t n;

	add_raw(run, "rx", 0, 500, 1);
	add_raw(run, "rx", 1, 700, 2);
	add_raw(run, "rx", 2, 900, 4);
	add_raw(run, "handler", 0, 5000, 8);
	assert_int_equal(group_series(run, &by, &groups, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(groups[0].raw->sum, 5000);
	assert_int_equal(groups[0].uncorrected, 8);
	assert_int_equal(groups[1].h.sum, 300);
	assert_int_equal(groups[1].raw->count, 3);
	assert_int_equal(groups[1].raw->sum, 2100);
	assert_int_equal(groups[1].raw->max, 900);
	assert_int_equal(groups[1].uncorrected, 7);
	/* what is folded is the caller's own */
	assert_ptr_not_equal(groups[0].raw, run->series[3].raw);
	assert_int_equal(run->series[0].raw->count, 1);
	group_free(groups, n);
	run_free(run);
}

/* Else the two histograms of the group would be of different intervals. */
static void test_what_was_seen_is_kept_only_if_all_have_it(void **state)
{
	const struct group_by by = { 0 };

	for (int without = 0; without < 4; without++) {
		struct run *run = run_new();
		struct series *groups;
		size_t n;

		for (int i = 0; i < 4; i++)
			add_raw(run, "rx", i, i == without ? 0 : 500, 0);
		assert_int_equal(group_series(run, &by, &groups, &n), 0);
		assert_int_equal(n, 1);
		assert_int_equal(groups[0].h.count, 4);
		assert_null(groups[0].raw);
		group_free(groups, n);
		run_free(run);
	}
}

static void test_seen_counts_that_wrap_are_an_error_and_nothing_leaks(void **state)
{
	const struct group_by by = { 0 };
	struct run *run = run_new();
	struct series *groups;
	size_t n;

	add_raw(run, "handler", 0, 500, 0);
	add_raw(run, "rx", 0, 500, 0);
	add_raw(run, "rx", 1, 500, 0)->raw->sum = UINT64_MAX;
	assert_int_equal(group_series(run, &by, &groups, &n), -EOVERFLOW);
	assert_null(groups);
	assert_int_equal(n, 0);
	group_free(groups, n);
	run_free(run);
}

/* --- suspects ---------------------------------------------------------------------------------------------------- */

/* A run of @backend in which the stages of @attached have an account and those of @counting values. */
static struct run *path(const char *backend, uint64_t attached, uint64_t counting)
{
	struct run *run = run_new();

	for (int stage = 0; stage < EPB_NSTAGES; stage++) {
		struct account *a;

		if (!(attached & EPB_BIT(stage)))
			continue;
		a = run_add_account(run);
		strcpy(a->stage, stage_info(stage)->name);
		if (!(counting & EPB_BIT(stage)))
			continue;
		a->seen = a->recorded = 1;
		add(run, stage_info(stage)->name, backend, "", "", -1, -1);
	}
	return run;
}

#define ALL (EPB_BIT(EPB_NSTAGES) - 1)

static void check_suspects(const char *backend, uint64_t attached, uint64_t counting, uint64_t expect)
{
	struct run *run = path(backend, attached, counting);

	assert_int_equal(run_suspects(run, backend), expect);
	run_free(run);
}

static void test_an_empty_stage_between_counting_ones_is_suspect(void **state)
{
	check_suspects("its", ALL, ALL & ~EPB_BIT(EPB_IRQ_DISPATCH), EPB_BIT(EPB_IRQ_DISPATCH));
	check_suspects("its", ALL, ALL & ~EPB_BIT(EPB_HANDLER), EPB_BIT(EPB_HANDLER));
	check_suspects("its", ALL, ALL & ~EPB_BIT(EPB_RESIDENCY), EPB_BIT(EPB_RESIDENCY));
	check_suspects("edma", ALL, ALL & ~(EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_EDMA_DEMUX)),
		       EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_EDMA_DEMUX));
	check_suspects("poll", ALL, ALL & ~EPB_BIT(EPB_POLL_LATENESS), EPB_BIT(EPB_POLL_LATENESS));
}

static void test_what_the_backend_has_not_is_not_suspect(void **state)
{
	check_suspects("its", ALL, ALL & ~(EPB_BIT(EPB_EDMA_DEMUX) | EPB_BIT(EPB_POLL_PERIOD)), 0);
	check_suspects("poll", ALL, ALL & ~(EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_HANDLER)), 0);
	check_suspects("its", ALL, ALL & ~EPB_BIT(EPB_AUX_QUERY), 0);
	check_suspects("smoke", ALL, ALL & ~EPB_BIT(EPB_RX), 0);
}

static void test_what_is_not_attached_is_not_suspect(void **state)
{
	check_suspects("its", ALL & ~EPB_BIT(EPB_RX), ALL & ~EPB_BIT(EPB_RX), 0);
}

static void test_a_path_not_taken_is_not_suspect(void **state)
{
	/* epf-test has no packets: nothing between its handler and the interrupt it raises */
	check_suspects("its", ALL & ~EPB_BIT(EPB_RESIDENCY),
		       EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_HANDLER) | EPB_BIT(EPB_RAISE_IRQ), 0);
	check_suspects("its", ALL, 0, 0);
}

static void test_events_without_a_match_are_no_suspicion(void **state)
{
	struct run *run = path("its", ALL, ALL & ~EPB_BIT(EPB_RX));

	assert_int_equal(run_suspects(run, "its"), EPB_BIT(EPB_RX));
	for (size_t i = 0; i < run->naccounts; i++)
		if (!strcmp(run->accounts[i].stage, "rx"))
			run->accounts[i].seen = run->accounts[i].unmatched = 5;
	assert_int_equal(run_suspects(run, "its"), 0);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_series_are_folded_and_ordered),
		cmocka_unit_test(test_contexts_are_never_folded),
		cmocka_unit_test(test_backends_are_filtered_and_setup_stays),
		cmocka_unit_test(test_counts_that_wrap_are_an_error),
		cmocka_unit_test(test_many_series_fold_quickly),
		cmocka_unit_test(test_what_was_seen_is_folded_beside_the_figures),
		cmocka_unit_test(test_what_was_seen_is_kept_only_if_all_have_it),
		cmocka_unit_test(test_seen_counts_that_wrap_are_an_error_and_nothing_leaks),
		cmocka_unit_test(test_an_empty_stage_between_counting_ones_is_suspect),
		cmocka_unit_test(test_what_the_backend_has_not_is_not_suspect),
		cmocka_unit_test(test_what_is_not_attached_is_not_suspect),
		cmocka_unit_test(test_a_path_not_taken_is_not_suspect),
		cmocka_unit_test(test_events_without_a_match_are_no_suspicion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
