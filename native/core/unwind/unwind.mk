# Sources of native/core/unwind, and its tests; included by native/Makefile after core/symbols/symbols.mk, whose flags and
# patterns it shares. The tests need Debian's libdw-dev: libdw is the decoder that ours is compared with.
UNWIND_DIR := $(dir $(lastword $(MAKEFILE_LIST)))

UNWIND_SRCS := $(addprefix $(UNWIND_DIR), \
	captured_stack.cc \
	elf_file_view.cc \
	elf_unwind_cache.cc \
	frame_entry.cc \
	frame_expression.cc \
	frame_index.cc \
	frame_program.cc \
	function_decoder.cc \
	function_unwind.cc \
	go_rows.cc \
	interpreter_frame.cc \
	process_unwind_tables.cc \
	thread_roots.cc \
	unwind.cc)

# As with the symbols' tests: sanitizers for what reads bytes made to break it, none for the tools.
UNWIND_BUILD := build/unwind
UNWIND_HEADERS := $(wildcard $(UNWIND_DIR)*.h $(UNWIND_DIR)test/*.h) $(SYMBOLS_HEADERS)
UNWIND_TEST_SRCS := $(wildcard $(UNWIND_DIR)test/*_test.cc) $(UNWIND_DIR)test/cfi_comparison.cc
UNWIND_FLAGS := $(SYMBOLS_CXXFLAGS) $(SYMBOLS_WARNINGS) -Icore
UNWIND_TOOLS := $(addprefix $(UNWIND_BUILD)/,compare-captures step-program stepped-dynamic stepped-static)
# How a thread's entry is told.
UNWIND_ENTRY_SRCS := core/session/thread_entry.cc core/session/c_library.cc

.PHONY: unwind-test unwind-tools
unwind-test: $(UNWIND_BUILD)/unwind-test
unwind-tools: $(UNWIND_TOOLS)

$(UNWIND_BUILD)/unwind-test: $(UNWIND_TEST_SRCS:$(UNWIND_DIR)%.cc=$(UNWIND_BUILD)/sanitized/%.o) \
		$(UNWIND_SRCS:$(UNWIND_DIR)%.cc=$(UNWIND_BUILD)/sanitized/%.o) \
		$(SYMBOLS_BUILD)/sanitized/test/main.o $(SYMBOLS_SRCS:$(SYMBOLS_DIR)%.cc=$(SYMBOLS_BUILD)/sanitized/%.o)
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^ $(SYMBOLS_LIBS) -ldw

$(UNWIND_BUILD)/compare-captures: $(UNWIND_BUILD)/plain/test/compare_captures.o $(UNWIND_BUILD)/plain/test/perf_stacks.o \
		$(UNWIND_SRCS:$(UNWIND_DIR)%.cc=$(UNWIND_BUILD)/plain/%.o) \
		$(UNWIND_ENTRY_SRCS:core/%.cc=$(UNWIND_BUILD)/core/%.o) \
		$(SYMBOLS_SRCS:$(SYMBOLS_DIR)%.cc=$(SYMBOLS_BUILD)/plain/%.o)
	$(CXX) -o $@ $^ $(SYMBOLS_LIBS)

$(UNWIND_BUILD)/step-program: $(UNWIND_BUILD)/plain/test/step_program.o $(UNWIND_SRCS:$(UNWIND_DIR)%.cc=$(UNWIND_BUILD)/plain/%.o) \
		$(SYMBOLS_SRCS:$(SYMBOLS_DIR)%.cc=$(SYMBOLS_BUILD)/plain/%.o)
	$(CXX) -o $@ $^ $(SYMBOLS_LIBS)

# Linkage tables bound at the first call, as no distribution builds any more, and none at all.
$(UNWIND_BUILD)/stepped-dynamic: $(UNWIND_DIR)test/stepped_program.c
	$(CC) -O2 -fomit-frame-pointer -Wl,-z,lazy -o $@ $<
$(UNWIND_BUILD)/stepped-static: $(UNWIND_DIR)test/stepped_program.c
	$(CC) -O2 -fomit-frame-pointer -static -DWITHOUT_DLOPEN -o $@ $<

$(UNWIND_BUILD)/sanitized/%.o: $(UNWIND_DIR)%.cc $(UNWIND_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(UNWIND_FLAGS) $(SYMBOLS_SANITIZE) -c -o $@ $<

$(UNWIND_BUILD)/plain/%.o: $(UNWIND_DIR)%.cc $(UNWIND_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(UNWIND_FLAGS) -O2 -c -o $@ $<

$(UNWIND_BUILD)/core/%.o: core/%.cc $(UNWIND_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(UNWIND_FLAGS) -O2 -c -o $@ $<

# Fuzzers (clang only): `make -C native unwind-fuzz`, then run build/unwind/{frame,unwind}-fuzz on test/corpus.
.PHONY: unwind-fuzz
unwind-fuzz: $(UNWIND_BUILD)/frame-fuzz $(UNWIND_BUILD)/unwind-fuzz
$(UNWIND_BUILD)/%-fuzz: $(UNWIND_DIR)test/%_fuzz.cc $(UNWIND_SRCS) $(SYMBOLS_SRCS) $(UNWIND_HEADERS)
	@mkdir -p $(@D)
	clang++-19 $(SYMBOLS_CXXFLAGS) -Icore -O1 -g -fsanitize=fuzzer,address,undefined -o $@ $< $(UNWIND_SRCS) \
		$(SYMBOLS_SRCS) $(SYMBOLS_LIBS)
