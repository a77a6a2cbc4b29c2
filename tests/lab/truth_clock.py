# SPDX-License-Identifier: GPL-2.0-only
"""Is the plugin's clock the guest's? A guest program reads its counter, the plugin logs when it does."""
import subprocess

import truth_points
import truth_stages

STEP = 16  # ns a tick of QEMU's counter (62.5 MHz)
# Where no other program of the guest has code.
TEXT = "0x1000000000"


def build(source, out, cross):
    subprocess.run([cross + "gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-static", "-no-pie",
                    f"-Wl,-Ttext-segment={TEXT}", "-o", str(out), str(source)], check=True)
    for name, address in truth_points.labels(out, cross):
        if name == "clock_read":
            return address
    raise truth_points.Unclear(f"{out}: no clock_read")


def compare(lab, boot, out, cross, source):
    """Boot, compare, print; 0 if equal, 2 if not."""
    out.mkdir(parents=True, exist_ok=True)
    point = truth_points.Point("clock_read", "e", "clock_read", 0, "clock", 0)
    address = build(source, out / "clock", cross)
    aborts = [p for p in lab.points if p.what == "f"]
    placed = truth_points.place(aborts, truth_points.read_kallsyms(lab.kernel / "System.map")) + [(address, point)]
    (out / "watch").write_text(truth_points.watch_list(placed), encoding="ascii")
    boot(out, "clock >/out/readings", "--no-setup", "--add", f"{out}/clock:/bin/clock", *lab.watch_option(out))
    readings = [int(line) * STEP for line in (out / "readings").read_text().split()]
    records, (instructions, idle) = truth_stages.read_log(out / "watch.log")
    clocks = [clock for clock, _, _ in records]
    if len(clocks) != len(readings):
        print(f"{len(readings)} readings, {len(clocks)} in the log")
        return 2
    # The counter is the clock cut down to its step: the two are a constant and less than a step apart.
    apart = [c - r for c, r in zip(clocks, readings)]
    spread = max(apart) - min(apart)
    print(f"{len(clocks)} readings over {(readings[-1] - readings[0]) / 1e6:.1f} ms: the plugin's clock and the guest's are"
          f" {min(apart)} to {max(apart)} ns apart, the counter's step is {STEP} ns")
    print(f"{instructions} instructions, {idle / 1e6:.1f} ms idle in all")
    return 0 if spread < STEP else 2
