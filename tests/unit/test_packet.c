// SPDX-License-Identifier: GPL-2.0-only
/* Intervals of one packet: raw, corrected, unknown; and the segments, which leave nothing out. */
#include "unit.h"

#include "model/packet.h"

static struct packet make(int64_t a, int64_t b, int64_t own_a, int64_t own_b)
{
	struct packet p = { .side = "rc", .start = 1000 };

	for (int i = 0; i < PACKET_POINTS; i++)
		p.t[i] = p.own[i] = -1;
	p.t[0] = a;
	p.t[1] = b;
	p.own[0] = own_a;
	p.own[1] = own_b;
	return p;
}

static void segments_are_consecutive_and_cover_the_side(void **state)
{
	for (int side = SIDE_RC; side <= SIDE_EP; side++) {
		const struct segment *s = packet_segments(side);

		for (int i = 0; i < PACKET_SEGMENTS; i++) {
			assert_int_equal(s[i].from, i);
			assert_int_equal(s[i].to, i + 1);
		}
	}
	assert_string_equal(packet_segments(SIDE_RC)[RC_RUNG].name, "round-trip");
	assert_string_equal(packet_segments(SIDE_EP)[EP_NETIF_RX].name, "turnaround");
}

/* But for what is only a segment of a packet, reply-tx, each is a stage of that side. */
static void segments_are_stages(void **state)
{
	int strangers = 0;

	for (int side = SIDE_RC; side <= SIDE_EP; side++) {
		for (int i = 0; i < PACKET_SEGMENTS; i++) {
			int stage = stage_find(packet_segments(side)[i].name);

			if (stage < 0) {
				assert_string_equal(packet_segments(side)[i].name, "reply-tx");
				strangers++;
			} else {
				assert_true(stage_info(stage)->side & (side == SIDE_RC ? EPB_SIDE_RC : EPB_SIDE_EP));
			}
		}
	}
	assert_int_equal(strangers, 1);
}

static void corrected_is_raw_less_own(void **state)
{
	const struct packet p = make(100, 1100, 30, 230);
	int64_t ns, own;

	assert_true(packet_raw(&p, 0, 1, &ns));
	assert_int_equal(ns, 1000);
	assert_true(packet_corrected(&p, 0, 1, &ns, &own));
	assert_int_equal(ns, 800);
	assert_int_equal(own, 200);
	assert_true(packet_time(&p, 1, &ns));
	assert_int_equal(ns, 2100);
}

static void what_cannot_be_corrected_stays_raw(void **state)
{
	const struct packet cases[] = {
		make(100, 1100, -1, 230),			    /* unknown */
		make(100, 1100, 30, -1), make(100, 1100, 30, 1031), /* more than there was */
		make(100, 1100, 230, 30),			    /* backwards: of two CPUs */
	};
	int64_t ns, own;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(packet_corrected(&cases[i], 0, 1, &ns, &own));
		assert_int_equal(ns, 1000);
		assert_int_equal(own, 0);
	}
}

static void an_interval_may_be_less_than_nothing(void **state)
{
	const struct packet p = make(1100, 100, 0, 0);
	int64_t ns, own;

	assert_true(packet_corrected(&p, 0, 1, &ns, &own));
	assert_int_equal(ns, -1000);
	assert_int_equal(own, 0);
}

static void unknown_points_make_unknown_intervals(void **state)
{
	const int64_t bad[] = { -1, -5, INT64_MIN, PACKET_POINT_MAX + 1, INT64_MAX };
	int64_t ns;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct packet a = make(bad[i], 1, 0, 0), b = make(1, bad[i], 0, 0);

		assert_false(packet_raw(&a, 0, 1, &ns));
		assert_false(packet_raw(&b, 0, 1, &ns));
		assert_false(packet_corrected(&b, 0, 1, &ns, NULL));
		assert_false(packet_time(&b, 1, &ns));
	}
}

static void a_start_beyond_all_clocks_has_intervals_and_no_times(void **state)
{
	struct packet p = make(0, 7, 0, 0);
	int64_t ns;

	p.start = UINT64_MAX;
	assert_false(packet_time(&p, 0, &ns));
	assert_true(packet_raw(&p, 0, 1, &ns));
	assert_int_equal(ns, 7);
	p.start = PACKET_START_MAX;
	p.t[1] = PACKET_POINT_MAX;
	assert_true(packet_time(&p, 1, &ns));
	assert_true(ns > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_are_consecutive_and_cover_the_side),
		cmocka_unit_test(segments_are_stages),
		cmocka_unit_test(corrected_is_raw_less_own),
		cmocka_unit_test(what_cannot_be_corrected_stays_raw),
		cmocka_unit_test(an_interval_may_be_less_than_nothing),
		cmocka_unit_test(unknown_points_make_unknown_intervals),
		cmocka_unit_test(a_start_beyond_all_clocks_has_intervals_and_no_times),
	};

	return cmocka_run_group_tests_name("packet", tests, NULL, NULL);
}
