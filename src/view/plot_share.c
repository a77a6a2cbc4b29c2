// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>

#include "view/plot_share.h"

#define TIMES 10 /* shares from here on have more digits than they tell: times are shorter */

static void put_times(double times, char *buf, size_t size)
{
	if (times >= 1e15)
		snprintf(buf, size, "\u00d7%.1e", times);
	else if (times >= 1e12)
		snprintf(buf, size, "\u00d7%.3g T", times / 1e12);
	else if (times >= 1e9)
		snprintf(buf, size, "\u00d7%.3g G", times / 1e9);
	else if (times >= 999999.5)
		snprintf(buf, size, "\u00d7%.3g M", times / 1e6);
	else if (times >= 999.5)
		snprintf(buf, size, "\u00d7%.0f,%03.0f", floor(rint(times) / 1000), fmod(rint(times), 1000));
	else
		snprintf(buf, size, "\u00d7%.0f", times);
}

const char *plot_share(double share, double fine, char *buf, size_t size)
{
	buf[0] = 0;
	if (!isfinite(share))
		return buf;
	if (share >= TIMES)
		put_times(1 + share, buf, size);
	else
		snprintf(buf, size, "%+.*f %%", fabs(share) < fine ? 1 : 0, share * 100);
	return buf;
}
