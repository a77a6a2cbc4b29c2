// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hooks take is taken out again, held against a made-up CPU on whose time line all is known: the untraced code, and
 * of each hook's run the head, the filter, the body and the tail. The simulation keeps two clocks, one that runs always and
 * one that stands still in hooks; price.h sees the first at clock reads alone and has to give back the second.
 */
#include <stdbool.h>

#include "epbell/price.h"
#include "unit.h"

/* ns: of a clock read, and of all that only sampled runs do; see struct epb_own. */
#define READ 25
#define REST 61

/* How long the parts of a hook's run are, ns. */
static const struct model {
	uint32_t head, filter, body[2], skip, tail;
} models[] = {
	{ 34, 61, { 240, 610 }, 75, 66 },
	{ 52, 40, { 150, 150 }, 64, 41 },
	{ 29, 97, { 333, 90 }, 101, 77 },
	{ 41, 55, { 410, 700 }, 83, 50 },
};

#define NMODELS (sizeof(models) / sizeof(models[0]))

struct cpu {
	struct epb_own own;
	uint64_t now;	   /* what a clock shows */
	uint64_t untraced; /* what it would show without hooks */
	uint32_t spread;   /* parts of runs are up to so many percent longer or shorter; 0: never */
	uint64_t seed;
};

/* A hook's moment: what it knows, and what it should. */
struct moment {
	struct epb_stamp at;
	uint64_t untraced;
};

static void cpu_init(struct cpu *c, uint64_t number)
{
	memset(c, 0, sizeof(*c));
	c->seed = 0x2545f4914f6cdd1d;
	c->now = 123456789;
	c->own.so_far = number << EPB_OWN_BITS;
	c->own.read = READ;
	c->own.rest = REST;
	for (size_t i = 0; i < NMODELS; i++)
		c->own.price[i] = (struct epb_price){ models[i].head, models[i].head + models[i].tail };
}

static void code(struct cpu *c, uint64_t ns)
{
	c->now += ns;
	c->untraced += ns;
}

static uint32_t part(struct cpu *c, uint32_t ns)
{
	uint32_t most = ns * c->spread / 100;

	return most ? ns - most + (uint32_t)(next_random(&c->seed) % (2 * most + 1)) : ns;
}

/* The event is not the hook's. */
static void pass_by(struct cpu *c, uint32_t hook)
{
	const struct model *m = &models[hook];
	bool sampled = epb_own_samples(&c->own, hook);
	uint64_t pre = c->now + m->head;

	c->now = pre + part(c, m->skip) - (sampled ? 0 : REST);
	if (sampled)
		epb_own_close(&c->own, hook, EPB_WAY_SKIP, pre, 0, c->now, 0);
	else
		epb_own_estimate(&c->own, hook, EPB_WAY_SKIP);
	c->now += m->tail;
}

/* A run of @hook; @early happens in the middle of its filter, @meanwhile in that of its body; either may be NULL. */
static struct moment run_interrupted(struct cpu *c, uint32_t hook, uint32_t way, void (*early)(struct cpu *c),
				     void (*meanwhile)(struct cpu *c))
{
	const struct model *m = &models[hook];
	bool sampled = epb_own_samples(&c->own, hook);
	uint64_t pre = c->now + m->head, before;
	uint32_t body = part(c, m->body[way]);
	struct moment now = { 0 };

	c->now = pre + part(c, m->filter) - (sampled ? 0 : READ);
	if (early)
		early(c);
	now.untraced = c->untraced;
	now.at = epb_own_stamp(&c->own, hook, sampled ? pre : 0, c->now);
	before = c->own.so_far;
	c->now += body / 2;
	if (meanwhile)
		meanwhile(c);
	c->now += body - body / 2;
	if (sampled) {
		epb_own_close(&c->own, hook, way, pre, now.at.t, c->now, c->own.so_far - before);
		c->now += m->tail;
	} else {
		epb_own_estimate(&c->own, hook, way);
		c->now += m->tail - (REST - READ);
	}
	return now;
}

static struct moment run(struct cpu *c, uint32_t hook, uint32_t way, void (*meanwhile)(struct cpu *c))
{
	return run_interrupted(c, hook, way, NULL, meanwhile);
}

/* Until each hook has rested from sampling and has an average for each way. */
static void settle(struct cpu *c)
{
	for (uint32_t i = 0; i < EPB_SAMPLE_FIRST; i++) {
		for (uint32_t hook = 0; hook < NMODELS; hook++) {
			run(c, hook, i & 1, NULL);
			pass_by(c, hook);
			code(c, 100);
		}
	}
}

static uint64_t corrected(const struct moment *from, const struct moment *to)
{
	__u64 v;

	assert_int_equal(epb_own_correct(&from->at, &to->at, &v), 0);
	return v;
}

#define KEPT 8

/* Random hooks, some of which skip, with untraced code between them; every interval among the last moments is looked at. */
static uint64_t check_random_path(struct cpu *c, int steps)
{
	struct moment kept[KEPT];
	uint64_t taken_out = 0;
	int n = 0;

	for (int i = 0; i < steps; i++) {
		uint32_t hook = next_random(&c->seed) % NMODELS, way = next_random(&c->seed) % EPB_NWAYS;

		code(c, next_random(&c->seed) % 3000);
		if (way == EPB_WAY_SKIP) {
			pass_by(c, hook);
			continue;
		}
		kept[n % KEPT] = run(c, hook, way, NULL);
		for (int k = n < KEPT ? 0 : n - KEPT + 1; k < n; k++) {
			const struct moment *from = &kept[k % KEPT], *to = &kept[n % KEPT];

			assert_int_equal(corrected(from, to), to->untraced - from->untraced);
			taken_out += to->at.t - from->at.t - corrected(from, to);
		}
		n++;
	}
	return taken_out / steps;
}

static void corrected_intervals_are_the_untraced_ones_to_the_nanosecond(void **state)
{
	struct cpu c;

	cpu_init(&c, 0);
	settle(&c);
	/* There was something to take out: on average some hundred ns a hook, of intervals with up to KEPT hooks in them. */
	assert_true(check_random_path(&c, 20000) > 1000);
	for (size_t i = 0; i < NMODELS; i++) {
		assert_true(c.own.cost[i].filter.sampled > EPB_SAMPLE_FIRST);
		assert_true(c.own.cost[i].filter.sampled < c.own.cost[i].runs / 8);
	}
	assert_int_equal(c.own.disturbed, 0);
}

static void own_time_is_all_of_the_hooks_time(void **state)
{
	struct cpu c;

	cpu_init(&c, 0);
	settle(&c);
	c.own.so_far = 0;
	c.untraced = c.now;
	check_random_path(&c, 1000);
	assert_int_equal(c.own.so_far, c.now - c.untraced);
}

static void an_error_that_all_heads_share_cancels(void **state)
{
	struct cpu c;

	cpu_init(&c, 0);
	for (size_t i = 0; i < NMODELS; i++)
		c.own.price[i].head +=
			19; /* of full, which is right, more is before the clock read and less behind it */
	settle(&c);
	check_random_path(&c, 2000);
}

static void an_error_of_one_head_does_not(void **state)
{
	struct moment a, b;
	struct cpu c;

	cpu_init(&c, 0);
	c.own.price[1].head += 19;
	settle(&c);
	a = run(&c, 0, 0, NULL);
	code(&c, 5000);
	b = run(&c, 1, 0, NULL);
	assert_int_equal(corrected(&a, &b), 5000 - 19);
}

/* Means settle on the average of what varies; single intervals are off by what their own hooks differ from it. */
static void the_mean_is_right_where_lengths_vary(void **state)
{
	double truth = 0, mean = 0, raw = 0;
	const int n = 100000;
	struct cpu c;

	cpu_init(&c, 0);
	c.spread = 40;
	settle(&c);
	for (int i = 0; i < n; i++) {
		struct moment from, to;

		from = run(&c, 0, i % 3 == 0, NULL);
		code(&c, 1000 + next_random(&c.seed) % 1000);
		if (next_random(&c.seed) % 2)
			pass_by(&c, 1);
		code(&c, 500);
		run(&c, 2, next_random(&c.seed) % 2, NULL);
		code(&c, 700);
		to = run(&c, 3, 0, NULL);
		truth += (double)(to.untraced - from.untraced);
		mean += (double)corrected(&from, &to);
		raw += (double)(to.at.t - from.at.t);
	}
	truth /= n;
	mean /= n;
	raw /= n;
	print_message("# untraced %.1f, corrected %.1f, raw %.1f ns\n", truth, mean, raw);
	/* Each of the four hooks rounds to a nanosecond, and its average wavers. */
	assert_true(mean - truth < 3 && truth - mean < 3);
	assert_true(raw - truth > 700);
}

static void the_first_runs_and_then_one_in_so_many_are_sampled(void **state)
{
	struct epb_own *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	for (int i = 0; i < EPB_SAMPLE_FIRST; i++)
		assert_true(epb_own_samples(o, 3));
	for (int round = 0; round < 100; round++) {
		int sampled = 0;

		for (int i = 0; i < EPB_SAMPLE_EVERY; i++)
			sampled += epb_own_samples(o, 3);
		assert_int_equal(sampled, 1);
	}
	assert_int_equal(o->cost[3].runs, EPB_SAMPLE_FIRST + 100 * EPB_SAMPLE_EVERY);
	assert_int_equal(o->cost[2].runs, 0);
	free(o);
}

static void an_interval_between_two_cpus_stays_as_it_was_seen(void **state)
{
	const uint64_t numbers[] = { 0, 1, 2, 255, 4095, 65535 };
	struct moment a, b;
	struct cpu x, y;
	__u64 v;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		for (size_t k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++) {
			cpu_init(&x, numbers[i]);
			cpu_init(&y, numbers[k]);
			settle(&x);
			settle(&y);
			a = run(&x, 0, 0, NULL);
			y.now = x.now + 4000;
			b = run(&y, 0, 0, NULL);
			assert_int_equal(epb_own_correct(&a.at, &b.at, &v), i != k);
			if (i != k)
				assert_int_equal(v, b.at.t - a.at.t);
		}
	}
}

static void a_correction_beyond_the_interval_is_not_made(void **state)
{
	const struct epb_stamp from = { .t = 1000, .own = 500 };
	const struct {
		uint64_t own, v;
		int refused;
	} cases[] = {
		{ 500, 300, 0 }, { 501, 299, 0 },	 { 799, 1, 0 },
		{ 800, 0, 0 },	 { 801, 300, 1 }, /* one more than passed */
		{ 499, 300, 1 },		  /* own time that went back */
		{ 0, 300, 1 },	 { UINT64_MAX, 300, 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct epb_stamp to = { .t = 1300, .own = cases[i].own };
		__u64 v = 7;

		assert_int_equal(epb_own_correct(&from, &to, &v), cases[i].refused);
		assert_int_equal(v, cases[i].v);
	}
}

/* Over the end of its 48 bits and, with the last CPU's number above them, of all 64. */
static void own_time_may_run_over_its_bits_within_an_interval(void **state)
{
	const uint64_t numbers[] = { 0, 7, 65535 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct moment from, to;
		struct cpu c;

		cpu_init(&c, numbers[i]);
		settle(&c);
		c.own.so_far = (numbers[i] << EPB_OWN_BITS) + (1ULL << EPB_OWN_BITS) - 100;
		from = run(&c, 0, 0, NULL);
		code(&c, 2222);
		to = run(&c, 1, 1, NULL);
		assert_int_equal(from.at.own >> EPB_OWN_BITS, numbers[i]);
		assert_int_equal(to.at.own >> EPB_OWN_BITS, (numbers[i] + 1) & 0xffff);
		assert_int_equal(corrected(&from, &to), 2222);
	}
}

/* --- what comes in the middle of a hook ---------------------------------------------------------------------------- */

static uint64_t interruption; /* ns of untraced code */

static void interrupt_without_hooks(struct cpu *c)
{
	code(c, interruption);
}

static void interrupt_with_hooks(struct cpu *c)
{
	run(c, 1, 0, NULL);
	pass_by(c, 2);
}

/* Bring @hook to where its next run is sampled, or is not. */
static void come_to(struct cpu *c, uint32_t hook, bool sampled)
{
	while ((c->own.cost[hook].runs % EPB_SAMPLE_EVERY == 0) != sampled)
		run(c, hook, 0, NULL);
}

static void a_disturbed_sample_is_counted_and_not_believed(void **state)
{
	struct epb_cost before;
	struct moment from, to;
	struct cpu c;
	uint64_t own;

	cpu_init(&c, 0);
	settle(&c);
	for (uint32_t way = 0; way < 2; way++) {
		come_to(&c, 0, true);
		from = run(&c, 1, 0, NULL);
		before = c.own.cost[0];
		own = c.own.so_far;
		interruption = 64ULL * models[0].body[way];
		run(&c, 0, way, interrupt_without_hooks);
		assert_int_equal(c.own.disturbed, way + 1);
		assert_int_equal(c.own.cost[0].runs, before.runs + 1);
		before.runs++;
		before.far++;
		assert_memory_equal(&c.own.cost[0], &before, sizeof(before));
		assert_int_equal(c.own.so_far - own,
				 models[0].head + models[0].filter + models[0].body[way] + models[0].tail);
		code(&c, 1000);
		to = run(&c, 3, 0, NULL);
		/* What came between is of the untraced system, and stays in the figure. */
		assert_int_equal(corrected(&from, &to), interruption + 1000);
	}
}

/* Whether the sample holds one kind of clock step more or is a disturbed one is decided at four times the average. */
static void a_sample_below_four_times_the_average_is_believed(void **state)
{
	const uint32_t usual = models[0].filter + models[0].body[0];
	struct cpu c;
	uint64_t n;

	cpu_init(&c, 0);
	settle(&c);
	come_to(&c, 0, true);
	n = c.own.cost[0].body[0].sampled;
	interruption = (EPB_SAMPLE_FAR - 1) * usual; /* with the run itself: exactly four times */
	run(&c, 0, 0, interrupt_without_hooks);
	assert_int_equal(c.own.disturbed, 0);
	assert_int_equal(c.own.cost[0].body[0].sampled, n + 1);
	assert_int_equal(c.own.cost[0].body[0].mean,
			 (models[0].body[0] << EPB_MEAN_SCALE) + (interruption << EPB_MEAN_SCALE) / 8);
	cpu_init(&c, 0);
	settle(&c);
	come_to(&c, 0, true);
	interruption++;
	run(&c, 0, 0, interrupt_without_hooks);
	assert_int_equal(c.own.disturbed, 1);
}

static void a_disturbed_skip_is_not_believed_either(void **state)
{
	struct epb_cost before;
	struct cpu c;
	uint64_t own;

	cpu_init(&c, 0);
	settle(&c);
	come_to(&c, 2, true);
	before = c.own.cost[2];
	own = c.own.so_far;
	assert_true(epb_own_samples(&c.own, 2));
	epb_own_close(&c.own, 2, EPB_WAY_SKIP, c.now, 0, c.now + 64 * models[2].skip, 0);
	before.runs++;
	before.far++;
	assert_memory_equal(&c.own.cost[2], &before, sizeof(before));
	assert_int_equal(c.own.so_far - own, models[2].head + models[2].skip + models[2].tail);
	assert_int_equal(c.own.disturbed, 1);
}

static void hooks_of_an_interrupt_inside_a_hook_are_counted_once(void **state)
{
	struct moment from, inner, to;
	struct epb_cost before;
	struct cpu c;

	for (int sampled = 0; sampled < 2; sampled++) {
		cpu_init(&c, 0);
		settle(&c);
		come_to(&c, 0, sampled);
		from = run(&c, 3, 0, NULL);
		code(&c, 100);
		before = c.own.cost[0];
		inner = run(&c, 0, 1, interrupt_with_hooks);
		assert_int_equal(c.own.cost[0].body[1].sampled, before.body[1].sampled + sampled);
		assert_int_equal(c.own.cost[0].body[1].mean, before.body[1].mean);
		code(&c, 1000);
		to = run(&c, 3, 1, NULL);
		assert_int_equal(corrected(&from, &inner), 100);
		assert_int_equal(corrected(&inner, &to), 1000);
		assert_int_equal(c.own.disturbed, 0);
	}
}

/* Between a hook's first clock read and its moment: what came there is the untraced system's, its hooks are its own. */
static void an_interrupt_in_a_filter_stays_in_the_interval_that_ends_there(void **state)
{
	void (*const interrupts[])(struct cpu *) = { interrupt_without_hooks, interrupt_with_hooks };
	struct moment from, inner, to;
	struct cpu c;

	for (size_t i = 0; i < 2; i++) {
		for (int sampled = 0; sampled < 2; sampled++) {
			cpu_init(&c, 0);
			settle(&c);
			come_to(&c, 0, sampled);
			interruption = 20000;
			from = run(&c, 3, 0, NULL);
			code(&c, 1000);
			inner = run_interrupted(&c, 0, 0, interrupts[i], NULL);
			code(&c, 1000);
			to = run(&c, 3, 1, NULL);
			assert_int_equal(corrected(&from, &inner), inner.untraced - from.untraced);
			assert_int_equal(corrected(&inner, &to), 1000);
			assert_int_equal(c.own.disturbed, sampled);
		}
	}
}

static void ways_that_alternate_are_all_sampled(void **state)
{
	uint64_t ours, skips;
	struct cpu c;

	cpu_init(&c, 0);
	settle(&c);
	ours = c.own.cost[0].body[EPB_WAY_0].sampled;
	skips = c.own.cost[0].body[EPB_WAY_SKIP].sampled;
	for (int i = 0; i < 10 * EPB_SAMPLE_EVERY; i++) {
		run(&c, 0, 0, NULL);
		pass_by(&c, 0);
	}
	assert_int_equal(c.own.cost[0].body[EPB_WAY_0].sampled, ours + 10);
	assert_int_equal(c.own.cost[0].body[EPB_WAY_SKIP].sampled, skips + 10);
}

/* Caches that a new neighbour keeps cold, a slower clock: what is far beyond the average again and again is the new one. */
static void a_hook_that_became_dearer_for_good_is_believed_in_the_end(void **state)
{
	struct cpu c;

	cpu_init(&c, 0);
	settle(&c);
	interruption = 64ULL * models[0].body[0];
	for (int i = 0; i < 60 * EPB_SAMPLE_EVERY; i++)
		run(&c, 0, 0, interrupt_without_hooks);
	assert_true(c.own.disturbed >= EPB_SAMPLE_TURN - 1);
	assert_true(c.own.disturbed < 5 * EPB_SAMPLE_TURN);
	assert_true(c.own.cost[0].body[0].mean >> EPB_MEAN_SCALE > 50 * models[0].body[0]);
}

/* --- averages ------------------------------------------------------------------------------------------------------- */

static void an_average_begins_with_its_first_sample_and_follows_by_an_eighth(void **state)
{
	struct epb_mean m = { 0 };

	epb_mean_add(&m, 80);
	assert_int_equal(m.mean, 80 << EPB_MEAN_SCALE);
	epb_mean_add(&m, 160);
	assert_int_equal(m.mean, 90 << EPB_MEAN_SCALE);
	for (int i = 0; i < 200; i++)
		epb_mean_add(&m, 1000);
	/* What is cut off below a sixteenth of a nanosecond leaves it half a nanosecond off at most. */
	assert_true(m.mean >= (1000 << EPB_MEAN_SCALE) - 8 && m.mean <= (1000 << EPB_MEAN_SCALE) + 8);
	assert_int_equal(m.sampled, 202);
	assert_int_equal(m.ns, 80 + 160 + 200 * 1000);
}

static void what_is_left_of_an_average_is_rounded_and_never_below_zero(void **state)
{
	assert_int_equal(epb_mean_less(100 << EPB_MEAN_SCALE, 30), 70);
	assert_int_equal(epb_mean_less((100 << EPB_MEAN_SCALE) + 7, 30), 70);
	assert_int_equal(epb_mean_less((100 << EPB_MEAN_SCALE) + 8, 30), 71);
	assert_int_equal(epb_mean_less(30 << EPB_MEAN_SCALE, 30), 0);
	assert_int_equal(epb_mean_less(30 << EPB_MEAN_SCALE, 31), 0);
	assert_int_equal(epb_mean_less(0, UINT64_MAX), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corrected_intervals_are_the_untraced_ones_to_the_nanosecond),
		cmocka_unit_test(own_time_is_all_of_the_hooks_time),
		cmocka_unit_test(an_error_that_all_heads_share_cancels),
		cmocka_unit_test(an_error_of_one_head_does_not),
		cmocka_unit_test(the_mean_is_right_where_lengths_vary),
		cmocka_unit_test(the_first_runs_and_then_one_in_so_many_are_sampled),
		cmocka_unit_test(an_interval_between_two_cpus_stays_as_it_was_seen),
		cmocka_unit_test(a_correction_beyond_the_interval_is_not_made),
		cmocka_unit_test(own_time_may_run_over_its_bits_within_an_interval),
		cmocka_unit_test(a_disturbed_sample_is_counted_and_not_believed),
		cmocka_unit_test(a_sample_below_four_times_the_average_is_believed),
		cmocka_unit_test(a_disturbed_skip_is_not_believed_either),
		cmocka_unit_test(hooks_of_an_interrupt_inside_a_hook_are_counted_once),
		cmocka_unit_test(an_interrupt_in_a_filter_stays_in_the_interval_that_ends_there),
		cmocka_unit_test(ways_that_alternate_are_all_sampled),
		cmocka_unit_test(a_hook_that_became_dearer_for_good_is_believed_in_the_end),
		cmocka_unit_test(an_average_begins_with_its_first_sample_and_follows_by_an_eighth),
		cmocka_unit_test(what_is_left_of_an_average_is_rounded_and_never_below_zero),
	};

	return cmocka_run_group_tests_name("price", tests, NULL, NULL);
}
