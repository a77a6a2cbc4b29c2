# SPDX-License-Identifier: GPL-2.0-only
"""The plugin's log as intervals: the endpoint's stages, from nothing but which instruction was executed when.

One processor: hard interrupts do not nest, tasklets and transmissions do not nest in each other, so "inside" is "entered
and not left". The two sides run the same ntb_transport code and are told apart by who is inside whom and by the objects
that the code touches:

  an event is the endpoint's inside its doorbell handler or its poll, the root complex's inside ntb_epf_vec_isr;
  what the event's callback touches is a queue of that side; a tasklet's first access shows its queue;
  a transmission is the endpoint's if it ends in vntb_epf_peer_db_set.
"""
import math
import struct

RECORD = struct.Struct("=QQII")
END = 0xFFFFFFFF
# From the start of a struct ntb_transport_qp, less than its size; it has the fields that the callback touches.
QP_SPAN = 0x200
# Events of vectors without a queue are never served; forget them sometime.
MAX_WAITING = 64
EDMA = ("dw_edma_interrupt_common", "dw_edma_interrupt_read", "dw_edma_interrupt_write")
NESTING = {"generic_handle_domain_irq"}
STAGES = ("irq-dispatch", "edma-demux", "handler", "poll-period", "bottom-half", "rx", "turnaround", "tx-flush",
          "reply-queue", "raise-irq", "residency")


class BadLog(Exception):
    pass


def read_log(path):
    """[(clock, index, address or None)] and the trailer (instructions, ns idle)."""
    with open(path, "rb") as f:
        data = f.read()
    if len(data) < RECORD.size or len(data) % RECORD.size:
        raise BadLog(f"{path}: cut short")
    records = [(clock, index, address if memory else None)
               for clock, address, index, memory in RECORD.iter_unpack(data)]
    if records[-1][1] != END:
        raise BadLog(f"{path}: no end: QEMU did not leave in order")
    return records[:-1], (records[-1][0], int.from_bytes(data[-RECORD.size + 8:-RECORD.size + 16], "little"))


class Event:
    """A doorbell event of the endpoint that no tasklet has served yet."""

    def __init__(self, clock, start):
        self.clock = clock
        self.start = start  # of the interrupt that brought it, or of itself
        self.touched = set()


class Walk:
    """One pass over the log of one window. Each method is a point: NAME_enter, NAME_leave or NAME_touch."""

    def __init__(self, ours):
        self.ours = ours  # queues of the endpoint, found so far
        self.spans = {s: [] for s in STAGES}
        self.sent = 0
        self.outer = self.traced = self.parent = self.handler = self.isr = self.cmd = self.poll = None
        self.depth = 0
        self.event = None  # the latest one, of either side
        self.waiting = []  # events of the endpoint
        self.rx = self.run = None  # entry of the tasklet, the event that it serves
        self.request = self.xmit = self.copied = None
        self.residency = []  # of requests whose reply is rung but not raised
        self.queued = self.raising = None
        self.ending = []

    def add(self, stage, start, end):
        self.spans[stage].append(end - start)

    def raw_sendmsg_enter(self, clock):
        self.sent += 1

    # --- interrupts ---

    def gic_handle_irq_enter(self, clock):
        self.outer = self.parent = self.traced = None
        self.depth = 0

    def generic_handle_domain_irq_enter(self, clock):
        if not self.depth:
            self.outer = clock
        self.depth += 1

    def generic_handle_domain_irq_leave(self, clock):
        self.depth -= 1

    def traceiter_irq_handler_entry_enter(self, clock):
        self.traced = clock

    def edma_enter(self, clock):
        """Nothing can be attached here: where the stage is recorded it begins at the tracepoint just before."""
        self.parent = clock if self.traced is None else self.traced

    def epf_ntb_doorbell_handler_enter(self, clock):
        self.handler = clock
        if self.outer is not None:
            self.add("irq-dispatch", self.outer, clock)
        if self.parent is not None:
            self.add("edma-demux", self.parent, clock)

    def epf_ntb_doorbell_handler_leave(self, clock):
        self.add("handler", self.handler, clock)
        self.handler = None

    def ntb_epf_vec_isr_enter(self, clock):
        self.isr = clock

    def ntb_epf_vec_isr_leave(self, clock):
        self.isr = None

    # --- poll ---

    def epf_ntb_cmd_handler_enter(self, clock):
        if self.poll is not None:
            self.add("poll-period", self.poll, clock)
        self.cmd = self.poll = clock

    def epf_ntb_cmd_handler_leave(self, clock):
        self.cmd = None

    # --- events and the tasklet ---

    def ntb_db_event_enter(self, clock):
        self.event = None
        if self.isr is not None:
            return
        if self.handler is not None:
            self.event = Event(clock, self.outer)
        elif self.cmd is not None:
            self.event = Event(clock, clock)
        if self.event:
            self.waiting.append(self.event)
            del self.waiting[:-MAX_WAITING]

    def ntb_transport_doorbell_callback_touch(self, clock, address):
        if self.event:
            self.event.touched.add(address)

    def ntb_transport_rxc_db_enter(self, clock):
        self.rx = clock
        self.run = None

    def ntb_transport_rxc_db_touch(self, clock, qp):
        """Follows the entry at once: whose tasklet is it, and which event does it serve?"""
        mine = [e for e in self.waiting if any(qp <= a < qp + QP_SPAN for a in e.touched)]
        if mine:
            self.ours.add(qp)
            self.run = mine[0]  # the first unserved one counts
            self.add("bottom-half", self.run.clock, self.rx)
            self.waiting = [e for e in self.waiting if e not in mine]
        if qp not in self.ours:
            self.rx = None

    def ntb_transport_rxc_db_leave(self, clock):
        self.rx = self.run = None

    # --- packets ---

    def netif_rx_enter(self, clock):
        if self.rx is None or self.depth:
            return
        self.add("rx", self.rx, clock)
        self.request = (clock, self.run.start if self.run else None)

    def ntb_netdev_start_xmit_enter(self, clock):
        self.xmit = clock

    def ntb_netdev_start_xmit_leave(self, clock):
        self.xmit = None

    def ntb_tx_copy_callback_enter(self, clock):
        self.copied = clock

    def vntb_epf_peer_db_set_enter(self, clock):
        if self.copied is not None:
            self.add("tx-flush", self.copied, clock)
        if self.xmit is not None and self.request:
            self.add("turnaround", self.request[0], self.xmit)
            if self.request[1] is not None:
                self.residency.append(self.request[1])
        self.copied = self.request = None
        if self.queued is None:
            self.queued = clock

    def vntb_epf_peer_db_work_enter(self, clock):
        if self.queued is not None:
            self.add("reply-queue", self.queued, clock)
        self.queued = None

    def pci_epc_raise_irq_enter(self, clock):
        self.raising = clock
        self.ending, self.residency = self.residency[:1], []

    def pci_epc_raise_irq_leave(self, clock):
        self.add("raise-irq", self.raising, clock)
        for start in self.ending:
            self.add("residency", start, clock)
        self.ending = []


class Seen(Walk):
    """The walk of a hook's clock reads. Where epbell has no hook on a point, one near it stands in, as bpf/ says."""

    hooked = False

    def ntb_db_event_enter(self, clock):
        """The handler's entry for the events inside it: an embedded doorbell has one for every vector."""
        super().ntb_db_event_enter(clock if self.hooked or self.handler is None else self.handler)

    def vntb_epf_peer_db_work_enter(self, clock):
        """The work's first pci_epc_raise_irq."""
        if self.hooked:
            super().vntb_epf_peer_db_work_enter(clock)

    def pci_epc_raise_irq_enter(self, clock):
        super().vntb_epf_peer_db_work_enter(clock)
        super().pci_epc_raise_irq_enter(clock)


class Window:
    """One pinger: a walk by the points themselves, and one by what hooks on them see: their first clock read after each."""

    def __init__(self, ours):
        self.points = Walk(ours)
        self.seen = Seen(ours)
        self.inside = set()
        self.held = None  # the latest point, until it is known whether a hook is on it
        self.held_at = 0
        self.reads = 0

    def clock_read(self, clock):
        self.reads += 1
        if self.held:
            self.release(clock, True)

    def release(self, clock, hooked):
        method, args = self.held
        self.held = None
        self.seen.hooked = hooked
        getattr(self.seen, method)(clock, *args)

    def step(self, name, method, clock, args):
        if method.endswith("_leave"):
            self.inside.discard(name)
        elif method.endswith("_enter") and name in self.inside:
            raise BadLog(f"{name} is entered twice and not left: an exit is not known")
        getattr(self.points, method)(clock, *args)
        if self.held:
            self.release(self.held_at, False)
        self.held, self.held_at = (method, args), clock


def windows(records, placed):
    """A window per pinger that sent anything: from the making of its raw socket to its closing."""
    verbs = {"e": "enter", "x": "leave", "o": "touch", "m": "touch"}
    ours, done, window = set(), [], None
    table = []
    for _, p in placed:
        name = "edma" if p.name in EDMA else p.name.lstrip("_")
        table.append((name, f"{name}_{verbs.get(p.what, '')}", p.bias))
    left = {name for name, method, _ in table if method.endswith("_leave")} - NESTING
    for clock, index, address in records:
        name, method, bias = table[index]
        if name == "raw_sk_init":
            window = Window(ours)
        elif not window:
            continue
        elif name == "raw_close":
            if window.points.sent:
                done.append(window)
            window = None
        elif name == "bpf_ktime_get_ns":
            window.clock_read(clock)
        else:
            window.step(name, method, clock, () if address is None else (address - bias,))
            if method.endswith("_enter") and name in left:
                window.inside.add(name)
    return done


def quantile(ordered, q):
    """The smallest value that at least the share q of the values do not exceed."""
    return ordered[max(1, math.ceil(q * len(ordered))) - 1]


def summary(values):
    """What is told of a stage: count, mean, quantiles; ns, which are instructions."""
    if not values:
        return None
    v = sorted(values)
    told = {"count": len(v), "mean": sum(v) / len(v), "min": v[0], "max": v[-1]}
    for name, q in (("p25", .25), ("p50", .5), ("p75", .75), ("p90", .9), ("p99", .99)):
        told[name] = quantile(v, q)
    return told
