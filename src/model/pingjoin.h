/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PINGJOIN_H
#define EPBELL_PINGJOIN_H
#include "model/run.h"

/*
 * Bring together what the pinger saw (run->pings: when it sent, when it read the reply) and what the programs saw of the same
 * echoes (run->packets of side "rc"): the packets get their first and last point, and the run the series send, tx and
 * receive with an account each. A packet belongs to the ping of run->ping.ident that has its 16 bits of sequence number and
 * was under way when it passed. Packets without a ping, and pings without a packet, are unmatched in the three accounts.
 * @backend: of the series. -ENOMEM; -EOVERFLOW: sums that wrap.
 */
int ping_join(struct run *run, const char *backend);

#endif /* EPBELL_PINGJOIN_H */
