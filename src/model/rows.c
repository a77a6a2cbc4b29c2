// SPDX-License-Identifier: GPL-2.0-only
/* Rows of pings and packets, of which a run keeps a bounded number. */
#include <errno.h>

#include "model/run.h"

static bool kept(uint64_t seq, uint64_t stride)
{
	return stride < 2 || seq % stride == 0;
}

/* Define keep(): add a row whose number is @seq_of, thinning run->list first when it is full. */
#define DEFINE_KEEP(name, type, list, stride_of, add)                                                                         \
	int name(struct run *run, const struct type *row)                                                                     \
	{                                                                                                                     \
		struct type *to;                                                                                              \
		size_t i, n = 0;                                                                                              \
                                                                                                                              \
		if (!kept(row->seq, run->stride_of))                                                                          \
			return 0;                                                                                             \
		/* A number that is odd in the stride's terms goes; should none be, as a hostile order may have it, again. */ \
		while (run->n##list >= RUN_ROWS_MAX) {                                                                        \
			run->stride_of = run->stride_of < 2 ? 2 : run->stride_of * 2;                                         \
			for (i = n = 0; i < run->n##list; i++)                                                                \
				if (kept(run->list[i].seq, run->stride_of))                                                   \
					run->list[n++] = run->list[i];                                                        \
			if (n == run->n##list && run->stride_of > 1u << 20)                                                   \
				n = n / 2; /* all the same number: the oldest stay */                                         \
			run->n##list = n;                                                                                     \
		}                                                                                                             \
		if (!kept(row->seq, run->stride_of))                                                                          \
			return 0;                                                                                             \
		to = add(run);                                                                                                \
		if (!to)                                                                                                      \
			return -ENOMEM;                                                                                       \
		*to = *row;                                                                                                   \
		return 0;                                                                                                     \
	}

DEFINE_KEEP(run_keep_ping, ping, pings, ping.stride, run_add_ping)
DEFINE_KEEP(run_keep_packet, packet, packets, packet_stride, run_add_packet)
