// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/list.h"

void *list_room(void *items, size_t n, size_t size)
{
	if ((n & (n - 1)) == 0)
		items = reallocarray(items, n ? n * 2 : 1, size);
	if (items)
		memset((char *)items + n * size, 0, size);
	return items;
}
