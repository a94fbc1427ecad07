# Sources of native/core/unwind, and its tests; included by native/Makefile after core/symbols/symbols.mk, whose flags and
# patterns it shares. The tests need Debian's libdw-dev: libdw is the decoder that ours is compared with.
UNWIND_DIR := $(dir $(lastword $(MAKEFILE_LIST)))

# What decodes foreign bytes: a part of meshprof-reader, never of the addon.
UNWIND_SRCS := $(addprefix $(UNWIND_DIR), \
	elf_file_view.cc \
	frame_entry.cc \
	frame_expression.cc \
	frame_index.cc \
	frame_program.cc \
	function_decoder.cc \
	function_unwind.cc \
	go_rows.cc)

# What runs in the agent's process.
UNWIND_PROCESS_SRCS := $(addprefix $(UNWIND_DIR), \
	captured_stack.cc \
	elf_unwind_cache.cc \
	function_unwind.cc \
	interpreter_frame.cc \
	process_unwind_tables.cc \
	thread_roots.cc \
	unwind.cc)

# As with the symbols' tests: sanitizers for what reads bytes made to break it, none for the tools.
UNWIND_BUILD := $(OUT)/unwind
UNWIND_TEST_SRCS := $(wildcard core/unwind/test/*_test.cc) core/unwind/test/cfi_comparison.cc core/symbols/test/main.cc
UNWIND_TOOLS := $(addprefix $(UNWIND_BUILD)/,compare-captures step-program stepped-dynamic stepped-static)

.PHONY: unwind-test unwind-tools
unwind-test: $(UNWIND_BUILD)/unwind-test $(OUT)/meshprof-reader
unwind-tools: $(UNWIND_TOOLS) $(OUT)/meshprof-reader

$(UNWIND_BUILD)/unwind-test: $(UNWIND_TEST_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o) \
		$(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o)
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^ $(SYMBOLS_LIBS) -ldw

$(UNWIND_BUILD)/compare-captures: $(SYMBOLS_BUILD)/plain/unwind/test/compare_captures.o \
		$(SYMBOLS_BUILD)/plain/unwind/test/perf_stacks.o $(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/plain/%.o)
	@mkdir -p $(@D)
	$(CXX) -o $@ $^ $(SYMBOLS_LIBS)

$(UNWIND_BUILD)/step-program: $(SYMBOLS_BUILD)/plain/unwind/test/step_program.o \
		$(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/plain/%.o)
	@mkdir -p $(@D)
	$(CXX) -o $@ $^ $(SYMBOLS_LIBS)

# Linkage tables bound at the first call, as no distribution builds any more, and none at all.
$(UNWIND_BUILD)/stepped-dynamic: $(UNWIND_DIR)test/stepped_program.c
	@mkdir -p $(@D)
	$(CC) -O2 -fomit-frame-pointer -Wl,-z,lazy -o $@ $<
$(UNWIND_BUILD)/stepped-static: $(UNWIND_DIR)test/stepped_program.c
	@mkdir -p $(@D)
	$(CC) -O2 -fomit-frame-pointer -static -DWITHOUT_DLOPEN -o $@ $<
