#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judge recordings of one thing against each other, in sets, and count how often a difference is found that is none.

usage: calibrate.py [--json] [--exact] EPBELL DIR      (called by tests/lab/calibrate)
"""
import glob
import json
import math
import os
import subprocess
import sys

ALPHA = 0.05


def interval(k, n, confidence=0.99):
    """Clopper and Pearson's, by bisection of the binomial sums."""
    def at_most(k, p):
        return sum(math.comb(n, i) * p ** i * (1 - p) ** (n - i) for i in range(k + 1))

    def solve(f, target):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) > target else (low, middle)
        return low

    tail = (1 - confidence) / 2
    lower = 0.0 if k == 0 else solve(lambda p: at_most(k - 1, p), 1 - tail)
    upper = 1.0 if k == n else solve(lambda p: at_most(k, p), tail)
    return lower, upper


def judge(epbell, base, new, options):
    done = subprocess.run([epbell, "compare", "--json", "--fail-on", "change", *options, "--base", *base, "--new", *new],
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        sys.exit(f"calibrate: exit {done.returncode}: {done.stdout[:400]}{done.stderr}")
    return json.loads(done.stdout)


def family(epbell, runs, size, options):
    """Disjoint sets of size + size; which figures were wrong in how many."""
    sets = wrong = 0
    figures = {}
    for at in range(0, len(runs) - 2 * size + 1, 2 * size):
        # in turns, so that a drift from boot to boot is in both
        chosen = runs[at:at + 2 * size]
        found = [f for f in judge(epbell, chosen[0::2], chosen[1::2], options)["figures"]
                 if f["verdict"] in ("slower", "faster")]
        sets += 1
        wrong += bool(found)
        for f in found:
            name = f"{f['stage']} {f['quantity']}"
            figures.setdefault(name, []).append([f["shift"], f["spread"]])
    low, high = interval(wrong, sets)
    return {"runs": size, "options": " ".join(options), "sets": sets, "wrong": wrong, "low": low, "high": high,
            "figures": figures}


def main():
    words = [w for w in sys.argv[1:] if not w.startswith("--")]
    epbell, where = words
    runs = sorted(glob.glob(os.path.join(where, "run-*.json")),
                  key=lambda f: int(os.path.basename(f)[4:-5]))
    kinds = [(4, ["--rule", "rank", "--tolerance", "0", "--stage", "residency", "--quantile", "mean"]),
             (5, ["--rule", "rank", "--tolerance", "0", "--stage", "residency,raise-irq,rx", "--quantile", "p50,mean"])]
    if "--exact" in sys.argv:
        kinds.insert(0, (3, ["--rule", "exact"]))
    results = [family(epbell, runs, size, options) for size, options in kinds]
    if "--json" in sys.argv:
        json.dump(results, sys.stdout, indent=1)
        print()
    else:
        for r in results:
            print(f"{r['runs']} + {r['runs']}  {r['options']}: {r['wrong']} of {r['sets']} sets wrong "
                  f"[{100 * r['low']:.1f} %, {100 * r['high']:.1f} %]")
            for name, shifts in sorted(r["figures"].items()):
                print(f"    {name}: " + ", ".join(f"{s:+.0f} (spread {p if p is None else round(p)})" for s, p in shifts))
    sys.exit(any(r["low"] > ALPHA for r in results))


if __name__ == "__main__":
    main()
