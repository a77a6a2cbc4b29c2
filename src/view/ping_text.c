// SPDX-License-Identifier: GPL-2.0-only
/* The parts of epbell ping's output that look as ping's do. */
#include <string.h>

#include "view/ping_view.h"
#include "model/units.h"

#define HEADER 8 /* bytes of ICMP header: ping counts them in what it received */

void ping_head(FILE *to, const struct ping_info *info, const char *address)
{
	char gap[32];

	fprintf(to, "PING %s (%s): %llu bytes of data, ", info->target, address, (unsigned long long)info->size);
	if (info->gap_ns)
		fprintf(to, "%s gaps, mean %s, seed %llu\n", info->pacing,
			units_format(info->gap_ns, 1, gap, sizeof(gap)), (unsigned long long)info->seed);
	else
		fprintf(to, "%s\n", info->pacing);
}

void ping_line(FILE *to, const struct ping_info *info, const struct ping *ping, const char *address, uint64_t step)
{
	char rtt[32];

	if (ping->dups) {
		fprintf(to, "duplicate from %s: seq=%llu\n", address, (unsigned long long)ping->seq);
	} else if (ping->fate == PING_REPLY) {
		fprintf(to, "%llu bytes from %s: seq=%llu time=%s%s\n", (unsigned long long)info->size + HEADER,
			address, (unsigned long long)ping->seq, units_format(ping->rtt, step, rtt, sizeof(rtt)),
			ping->late ? " (late)" : "");
	} else if (ping->fate == PING_ERROR) {
		fprintf(to, "to %s: seq=%llu: %s\n", address, (unsigned long long)ping->seq, strerror(ping->error));
	}
}

/* Decimal places of a time in us that are not finer than the clock's step, 3 at most. */
static int decimals(uint64_t step)
{
	return step <= 1 ? 3 : step <= 10 ? 2 : step <= 100 ? 1 : 0;
}

static void rtt_line(FILE *to, const struct ping_shown *shown)
{
	const int places = decimals(shown->run->env.clock_step_ns);
	struct hist h;

	if (run_fold(shown->run, stage_info(EPB_RTT)->name, NULL, &h) || !h.count)
		return;
	fprintf(to, "rtt min/avg/max/mdev = %.*f/%.*f/%.*f/%.*f us\n", places, (double)h.min / 1e3, places,
		hist_mean(&h) / 1e3, places, (double)h.max / 1e3, places, shown->mdev / 1e3);
}

/* What is rare: only where there is some. */
static void odd_line(FILE *to, const struct ping_info *info)
{
	const struct {
		uint64_t n;
		const char *what;
	} odd[] = { { info->reordered, "reordered" }, { info->late, "late" }, { info->foreign, "foreign" } };
	bool any = false;

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		if (!odd[i].n)
			continue;
		fprintf(to, "%s%llu %s", any ? ", " : "", (unsigned long long)odd[i].n, odd[i].what);
		any = true;
	}
	if (any)
		fputc('\n', to);
}

void ping_summary(FILE *to, const struct ping_shown *shown)
{
	const struct ping_info *info = &shown->run->ping;

	fprintf(to, "--- %s ping statistics ---\n%llu packets transmitted, %llu received", info->target,
		(unsigned long long)info->sent, (unsigned long long)info->received);
	if (info->duplicates)
		fprintf(to, ", +%llu duplicates", (unsigned long long)info->duplicates);
	if (info->errors)
		fprintf(to, ", +%llu errors", (unsigned long long)info->errors);
	if (info->sent)
		fprintf(to, ", %.6g%% packet loss", 100.0 * (double)(info->sent - info->received) / (double)info->sent);
	fprintf(to, ", time %llums\n", (unsigned long long)(shown->run->env.duration_ns / 1000000));
	odd_line(to, info);
	for (size_t i = 0; i < shown->run->nevents; i++)
		if (!strcmp(shown->run->events[i].kind, "ping"))
			fprintf(to, "%s\n", shown->run->events[i].text);
	rtt_line(to, shown);
}
