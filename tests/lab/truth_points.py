# SPDX-License-Identifier: GPL-2.0-only
"""What the plugin is to watch: the instructions at which functions of the kernel are entered and left.

Offsets come from disassembly: of vmlinux, and of the modules as they are on disk. Addresses come from a guest's
/proc/kallsyms. Text that the kernel patches (ftrace, alternatives) keeps its place, so offsets stay true.
"""
import re
import subprocess
from collections import namedtuple
from pathlib import Path

VMLINUX = "vmlinux"
# Function, where it is, what is wanted: e entry, x exits, o the object its first argument points to, m all accesses
# that are not to its stack, f entries of an abort.
WATCH = [
    ("gic_handle_irq", VMLINUX, "e"),
    ("generic_handle_domain_irq", VMLINUX, "ex"),
    ("__traceiter_irq_handler_entry", VMLINUX, "e"),
    ("dw_edma_interrupt_common", VMLINUX, "e"),
    ("dw_edma_interrupt_read", VMLINUX, "e"),
    ("dw_edma_interrupt_write", VMLINUX, "e"),
    ("netif_rx", VMLINUX, "e"),
    ("pci_epc_raise_irq", VMLINUX, "ex"),
    ("raw_sk_init", VMLINUX, "e"),
    ("raw_sendmsg", VMLINUX, "e"),
    ("raw_close", VMLINUX, "e"),
    ("el0_da", VMLINUX, "f"),
    ("el1_abort", VMLINUX, "f"),
    ("bpf_ktime_get_ns", VMLINUX, "e"),
    ("ntb_db_event", "ntb", "e"),
    ("ntb_epf_vec_isr", "ntb_hw_epf", "ex"),
    ("epf_ntb_doorbell_handler", "pci-epf-vntb", "ex"),
    ("epf_ntb_cmd_handler", "pci-epf-vntb", "ex"),
    ("vntb_epf_peer_db_set", "pci-epf-vntb", "e"),
    ("vntb_epf_peer_db_work", "pci-epf-vntb", "e"),
    ("ntb_transport_rxc_db", "ntb_transport", "exo"),
    ("ntb_transport_doorbell_callback", "ntb_transport", "m"),
    ("ntb_tx_copy_callback", "ntb_transport", "e"),
    ("ntb_netdev_start_xmit", "ntb_netdev", "ex"),
]

# offset: from the function's symbol (cold: from its cold part's); bias: what to take off an accessed address.
Point = namedtuple("Point", "name what symbol offset module bias")

INSN = re.compile(r"^ *([0-9a-f]+):\t[0-9a-f]{8} \t(\S+)(?:\t(.*))?$")
RELOC = re.compile(r"^\s+[0-9a-f]+: R_AARCH64_JUMP26\s+(\S+)")
BASE = re.compile(r"\[(x\d+|sp)(?:, #(-?\d+))?\]$")


class Unclear(Exception):
    """The disassembly does not show what is looked for."""


def run(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def symbols(path, cross):
    """(name, address, size) of the functions in an object."""
    out = []
    for line in run(cross + "nm", "-S", str(path)).splitlines():
        field = line.split()
        if len(field) == 4 and field[2] in "tT":
            out.append((field[3], int(field[0], 16), int(field[1], 16)))
    return out


def labels(path, cross):
    """(name, address) of all symbols of a program."""
    for line in run(cross + "nm", str(path)).splitlines():
        field = line.split()
        if len(field) == 3:
            yield field[2], int(field[0], 16)


def disassemble(path, symbol, start, size, cross):
    """[address, mnemonic, operands, symbol of its jump's relocation] of each instruction."""
    # A module's sections all start at 0, so only a name is unique there; in vmlinux a name may not be, and takes long.
    if path.name == VMLINUX:
        part = ["-j", ".text", f"--start-address={start:#x}", f"--stop-address={start + size:#x}"]
    else:
        part = [f"--disassemble={symbol}"]
    insns = []
    for line in run(cross + "objdump", "-dr", *part, str(path)).splitlines():
        if match := INSN.match(line):
            operands = re.sub(r"\s*//.*", "", match[3] or "").strip()
            insns.append([int(match[1], 16), match[2], operands, None])
        elif match := RELOC.match(line):
            insns[-1][3] = match[1]
    return insns


def leaves(insn, ranges, name):
    """Does this instruction leave the function? By a return, or by a jump to another one."""
    _, op, operands, reloc = insn
    if op in ("ret", "retaa", "retab"):
        return True
    if op == "br":
        raise Unclear(f"{name}: leaves by a register")
    if op != "b":
        return False
    if reloc:
        return reloc.split("+")[0].split(".cold")[0] not in (name, ".text")
    target = int(operands.split()[0], 16)
    return not any(start <= target < start + size for start, size in ranges)


def first_access(insns, name):
    """(address, offset) of the first access through the function's first argument."""
    copies = {"x0"}
    for address, op, operands, _ in insns:
        words = operands.split(", ")
        base = BASE.search(operands)
        if base and base[1] in copies:
            return address, int(base[2] or 0)
        if op.startswith(("b", "cb", "tb", "ret")) and op not in ("bic", "bfi", "bfxil"):
            break
        if op == "mov" and len(words) == 2 and words[1] in copies:
            copies.add(words[0])
        elif words[0] in copies:
            copies.discard(words[0])
    raise Unclear(f"{name}: no access through its first argument before it branches")


def points_of(name, module, wanted, path, table, cross):
    parts = [s for s in table if s[0] == name or s[0].startswith(name + ".cold")]
    if not any(s[0] == name for s in parts):
        raise Unclear(f"{path}: no function {name}")
    ranges = [(start, size) for _, start, size in parts]
    found = []
    for symbol, start, size in parts:
        insns = disassemble(path, symbol, start, size, cross)

        def point(what, address, bias=0, symbol=symbol, start=start):
            found.append(Point(name, what, symbol, address - start, module, bias))

        if symbol == name:
            for what in "ef":
                if what in wanted:
                    point(what, start)
            if "o" in wanted:
                point("o", *first_access(insns, name))
        if "x" in wanted:
            for insn in insns:
                if leaves(insn, ranges, name):
                    point("x", insn[0])
        if "m" in wanted:
            for address, _, operands, _ in insns:
                base = BASE.search(operands)
                if base and base[1] not in ("sp", "x29"):
                    point("m", address)
    if "x" in wanted and not any(p.what == "x" for p in found):
        raise Unclear(f"{name}: never left")
    return found


def find_points(kernel, cross):
    """All points of WATCH in the kernel cached at this directory."""
    found, tables = [], {}
    for name, module, wanted in WATCH:
        path = Path(kernel) / (VMLINUX if module == VMLINUX else f"modules/{module}.ko")
        if path not in tables:
            tables[path] = symbols(path, cross)
        found += points_of(name, module, wanted, path, tables[path], cross)
    return found


def read_kallsyms(path):
    """{(symbol, module): [addresses]}"""
    table = {}
    with open(path, encoding="ascii") as f:
        for line in f:
            field = line.split()
            module = field[3].strip("[]") if len(field) > 3 else VMLINUX
            if field[1] in "tT":
                table.setdefault((field[2], module), []).append(int(field[0], 16))
    return table


def place(points, kallsyms):
    """[(address, point)] for one guest: where each point is there."""
    placed = []
    for p in points:
        found = kallsyms.get((p.symbol, p.module.replace("-", "_")))
        if not found:
            raise Unclear(f"the guest has no {p.symbol}")
        if len(found) > 1 and p.what != "e":
            raise Unclear(f"the guest has {len(found)} functions {p.symbol}")
        for address in found:
            placed.append((address + p.offset, p))
    return sorted(set(placed))


def watch_list(placed):
    """The plugin's list; its line numbers are the indices in @placed."""
    kinds = {"e": "x", "x": "x", "o": "m", "m": "m", "f": "f"}
    return "".join(f"{address:x} {kinds[p.what]}\n" for address, p in placed)
