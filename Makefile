# SPDX-License-Identifier: GPL-2.0-only
#
#   make            the native binary, build/$(ARCH)/epbell
#   make demo       the whole story: lab, three recordings, comparison, plots
#   make check      all tests
#   make help       everything else

VERSION  := 0.1.0
HOSTARCH := $(shell uname -m | sed 's/aarch64/arm64/')
ARCH     ?= $(HOSTARCH)
STATIC   ?= $(if $(filter $(HOSTARCH),$(ARCH)),,1)
PREFIX   ?= /usr/local
V        ?= 0
Q        := $(if $(filter 0,$(V)),@)

# --- what differs between targets -----------------------------------------------------------------------------------
TRIPLET_arm64  := aarch64-linux-gnu
TRIPLET_x86_64 := x86_64-linux-gnu
BPFARCH_arm64  := arm64
BPFARCH_x86_64 := x86
TRIPLET := $(or $(TRIPLET_$(ARCH)),$(error no rules for ARCH=$(ARCH): known are arm64 and x86_64))
CROSS   := $(if $(filter $(HOSTARCH),$(ARCH)),,$(TRIPLET)-)

CC       := $(CROSS)gcc
CLANG    ?= clang
BPFTOOL  ?= $(firstword $(shell command -v bpftool) /usr/sbin/bpftool)
WARN     := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wno-unused-parameter
CFLAGS   ?= -O2 -g
SAN      ?=
# What is built is the same wherever it is: the lab's figures depend on how the binary lies in memory.
PLACELESS := -ffile-prefix-map=$(CURDIR)=.
EXTRA     = -std=gnu11 $(WARN) -D_GNU_SOURCE -DEPBELL_VERSION='"$(VERSION)"' $(if $(HISTORY),-DEPBELL_HISTORY) -Iinclude -Isrc -I$(GEN) $(PLACELESS) $(SAN)
LDLIBS   := -ljansson -lbpf -lelf -lz -lm
# A static binary is for boards, which record; the history is kept where they are compared.
HISTORY  := $(if $(STATIC),,1)
LDLIBS   += $(if $(HISTORY),-lsqlite3)
LDFLAGS  += $(if $(STATIC),-static) $(SAN)

# A sanitized or static build has a directory of its own: objects never mix.
VARIANT  ?=
OUT      := build/$(ARCH)$(VARIANT)
GEN      := build/gen/$(ARCH)

LIB_SRC  := $(wildcard src/model/*.c src/stats/*.c src/judge/*.c src/io/*.c src/view/*.c src/trace/*.c src/ping/*.c src/cmd/*.c)
LIB_SRC  := $(if $(HISTORY),$(LIB_SRC),$(filter-out $(wildcard src/io/history*.c src/cmd/history*.c),$(LIB_SRC)))
LIB_OBJ  := $(LIB_SRC:%.c=$(OUT)/%.o)
# units.bpf.c defines what the others share; the linker wants definitions before uses.
BPF_SRC  := bpf/units.bpf.c $(filter-out bpf/units.bpf.c,$(wildcard bpf/*.bpf.c))
BPF_OBJ  := $(BPF_SRC:bpf/%.bpf.c=$(GEN)/%.bpf.o)
SKEL     := $(GEN)/epbell.skel.h
BIN      := $(OUT)/epbell

.PHONY: all
all: deps-build $(BIN)

$(BIN): $(OUT)/src/main.o $(LIB_OBJ)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS) $(LDLIBS)
	$(Q)$(if $(STATIC),$(CROSS)strip $@)

# Order only: which objects really include it is in their .d files.
$(LIB_OBJ): | $(SKEL)
$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CFLAGS) $(EXTRA) -MMD -MP -c -o $@ $<

# The plots' scripts are part of the program, and no .d file knows it.
$(OUT)/src/view/plot_scripts.o: $(wildcard plots/*.gp)

# --- BPF: one object per part of the path, linked into one, one skeleton --------------------------------------------
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$(BPFARCH_$(ARCH)) -std=gnu11 -Wall -Wextra -Werror \
	-Wno-unused-parameter -Wno-missing-declarations $(PLACELESS) -Iinclude -I/usr/include/$(HOSTARCH:arm64=aarch64)-linux-gnu

$(GEN)/%.bpf.o: bpf/%.bpf.c
	@mkdir -p $(@D)
	@echo "  BPF     $@"
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$(GEN)/epbell.bpf.linked: $(BPF_OBJ)
	@echo "  BPFLINK $@"
	$(Q)$(BPFTOOL) gen object $@ $^

$(SKEL): $(GEN)/epbell.bpf.linked
	@echo "  SKEL    $@"
	$(Q)$(BPFTOOL) gen skeleton $< name epbell_bpf >$@.tmp && mv $@.tmp $@

# What BPF and C share is also compiled into a networking program, which any kernel runs on request (tests/unit/test_bpf.c).
TEST_SKEL = $(GEN)/hist_index.skel.h
$(GEN)/hist_index.bpf.o: tests/bpf/hist_index.bpf.c
	@mkdir -p $(@D)
	@echo "  BPF     $@"
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<
$(TEST_SKEL): $(GEN)/hist_index.bpf.o
	$(Q)$(BPFTOOL) gen skeleton $< name hist_index >$@.tmp && mv $@.tmp $@
$(OUT)/tests/unit/test_bpf.o: | $(TEST_SKEL)

# --- set-up, lab, demo, tests ----------------------------------------------------------------------------------------
.PHONY: deps-build deps-lab deps-test arm64 lab lab-shell demo truth check check-unit check-cli check-lab check-lint check-long
deps-build:
	@scripts/deps.sh $(if $(CROSS),arm64,build)
deps-lab:
	@scripts/deps.sh build arm64 lab
deps-test:
	@scripts/deps.sh build test npm

arm64: deps-lab
	$(Q)$(MAKE) --no-print-directory ARCH=arm64 STATIC=1 all

lab: deps-lab arm64
	$(Q)tests/lab/kernel >/dev/null

BACKEND ?= edma
lab-shell: lab
	$(Q)tests/lab/run --backend $(BACKEND) --shell

demo: lab
	@scripts/deps.sh plot
	$(Q)scripts/demo

# The pictures of README.md and the examples of the manual, anew.
.PHONY: docs
docs: lab all
	@scripts/deps.sh plot
	$(Q)scripts/docs

# BENCH='--check --json ...': options of tests/bench/bench
.PHONY: bench
bench: lab
	$(Q)tests/bench/bench --backend $(BACKEND) $(BENCH)

# The tools that the gate wants; it builds what kernels it is given.
.PHONY: gate
gate:
	@[ -n "$(BASE)" ] && [ -n "$(NEW)" ] || { echo "make gate BASE=KERNEL NEW=KERNEL [GATE=options]: see scripts/ci-gate --help" >&2; exit 64; }
	@scripts/deps.sh build arm64 lab plot
	$(Q)scripts/ci-gate --base '$(BASE)' --new '$(NEW)' $(GATE)

truth: lab
	$(Q)tests/lab/truth $(TRUTH)

check: deps-test
	$(Q)tests/run-all

check-long: deps-test lab
	@scripts/deps.sh formats
	$(Q)tests/run-all --long

# Unit tests: one cmocka program a module, always under the sanitizers, which more optimisation makes slower to compile than it saves.
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(OUT)/tests/unit/%)
.PHONY: unit-build unit-bins
unit-build:
	$(Q)$(MAKE) --no-print-directory VARIANT=-asan CFLAGS='-O1 -g' \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' unit-bins
unit-bins: $(UNIT_BIN) $(BIN)
$(OUT)/tests/unit/test_%: $(OUT)/tests/unit/test_%.o $(LIB_OBJ)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS) -lcmocka $(LDLIBS)

# Simulations: what takes many made-up runs, so without sanitizers.
$(OUT)/tests/sim/%: $(OUT)/tests/sim/%.o $(LIB_OBJ)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS) $(LDLIBS)

# Fuzz targets: libFuzzer over everything but cmd/ and what needs the kernel (the session).
FUZZ_BIN := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SRC := $(filter-out $(wildcard src/io/history*.c),$(wildcard src/model/*.c src/stats/*.c src/judge/*.c src/io/*.c src/view/*.c)) src/trace/interrupts.c src/trace/tree.c \
	src/cmd/merger.c tests/fuzz/run_checks.c
.PHONY: fuzz-build
fuzz-build: $(FUZZ_BIN)
build/fuzz/%: tests/fuzz/%.c $(FUZZ_SRC)
	@mkdir -p $(@D)
	@echo "  FUZZ    $@"
	$(Q)$(CLANG) -g -O1 -std=gnu11 -D_GNU_SOURCE -DEPBELL_VERSION='"$(VERSION)"' $(if $(HISTORY),-DEPBELL_HISTORY) -Iinclude -Isrc -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -o $@ $^ -ljansson -lz -lm

# --- the rest --------------------------------------------------------------------------------------------------------
.PHONY: install clean help format
install: all
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/epbell
	for page in man/*.[158]; do [ ! -e "$$page" ] || \
		install -D -m 644 "$$page" $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; done

format:
	clang-format -i $(wildcard src/*.c src/*/*.[ch] include/epbell/*.h bpf/*.[ch] tests/unit/*.[ch])

clean:
	rm -rf build out

help:
	@echo "make                        native binary, $(BIN)"
	@echo "make ARCH=arm64 STATIC=1    static binary for a board, build/arm64/epbell"
	@echo "make demo                   boot the lab, record its, edma and poll, compare, plot (out/demo)"
	@echo "make docs                   draw the README's pictures and the manual's examples anew, from the lab"
	@echo "make truth                  hold epbell's figures against the emulator's count of instructions (TRUTH=options)"
	@echo "make bench                  what epbell and other tracers cost, side by side in the lab"
	@echo "make gate BASE=K NEW=K      did doorbells become slower from kernel to kernel? (GATE=options of scripts/ci-gate, whose last"
	@echo "                            line tells its exit status: make's own is 2 whatever failed)"
	@echo "make check                  all tests (unit, CLI, lab); make check-long: the slow ones too"
	@echo "make lab                    lab kernel only (KERNEL_SRC=DIR: your own tree)"
	@echo "make lab-shell BACKEND=edma prompt in the lab (its, edma, poll)"
	@echo "make install PREFIX=$(PREFIX)"
	@echo "make clean                  the cached lab kernel stays"

-include $(shell find build -name '*.d' 2>/dev/null)
