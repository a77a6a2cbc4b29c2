/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_LIST_H
#define EPBELL_LIST_H
/* Lists that grow, as an array and its length. */
#include <stddef.h>

/*
 * Room for one more, zeroed, element of @size bytes behind the @n that @items holds: items, perhaps moved, or NULL, with the
 * old ones as they were: no memory. The capacity is not kept: it is the power of two at or above n, so the list is full
 * exactly when n is 0 or a power of two, and must grow by this alone.
 */
void *list_room(void *items, size_t n, size_t size);

#endif /* EPBELL_LIST_H */
