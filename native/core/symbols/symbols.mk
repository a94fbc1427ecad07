# Sources and flags of native/core/symbols, and its tests; included by native/Makefile.
# Needs Debian's libelf-dev, libdw-dev, libiberty-dev, liblzma-dev and zlib1g-dev.
SYMBOLS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))

# What reads foreign binaries: a part of meshprof-reader and meshprof-symbols, never of the addon.
SYMBOLS_SRCS := $(addprefix $(SYMBOLS_DIR), \
	debug/debug_data.cc \
	debug/debug_file.cc \
	debug/debug_link.cc \
	demangle.cc \
	display_name.cc \
	elf_headers.cc \
	elf_image.cc \
	elf_layout.cc \
	elf_relocations.cc \
	function_table.cc \
	go/find_pclntab.cc \
	go/go_frames.cc \
	go/go_functions.cc \
	go/go_module.cc \
	go/module_data.cc \
	go/pclntab.cc \
	pack/symbol_pack.cc \
	symbol_functions.cc \
	symbol_reader.cc \
	xz_decoder.cc)
SYMBOLS_SRCS += $(wildcard $(SYMBOLS_DIR)stripped/*.cc)

# What runs in the agent's process.
SYMBOLS_PROCESS_SRCS := $(addprefix $(SYMBOLS_DIR), \
	binary_cache.cc \
	code_regions.cc \
	debug/open_debug_files.cc \
	display_name.cc \
	kernel_symbols.cc \
	line_reader.cc \
	memory_map.cc \
	process_symbols.cc)

SYMBOLS_CXXFLAGS := -std=c++20
SYMBOLS_LIBS := -lelf -liberty -llzma -lz

# The program behind `meshprof symbols`; alone in reading DWARF. As confined as the reader.
SYMBOLS_TOOL_SRCS := $(addprefix $(SYMBOLS_DIR), dwarf/dwarf_reader.cc tool/describe.cc tool/main.cc tool/opened_binary.cc) \
	$(addprefix core/reader/, confinement.cc plain_fstat.cc self_test.cc system_call_filter.cc)
SYMBOLS_TOOL_LIBS := -ldw

# The tests run with sanitizers: what they read is made to break the reader. The tools run without, to be measured.
SYMBOLS_BUILD := $(OUT)/symbols
SYMBOLS_TEST_SRCS := $(wildcard core/symbols/test/*_test.cc core/reader/test/*_test.cc) core/symbols/test/main.cc
# Both sides of the socket, and what gives frames their names.
SYMBOLS_TESTED_SRCS := $(sort $(SYMBOLS_SRCS:./%=%) $(SYMBOLS_PROCESS_SRCS:./%=%) core/session/frame_names.cc \
	core/session/thread_entry.cc $(filter-out %/reader_main.cc %/plain_fstat.cc, \
	$(wildcard core/reader/*.cc core/reader/client/*.cc core/unwind/*.cc)))
SYMBOLS_INCLUDE := -Icore
SYMBOLS_WARNINGS := -Wall -Wextra -Wconversion -Werror
SYMBOLS_SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
SYMBOLS_TOOLS := $(addprefix $(SYMBOLS_BUILD)/, resolve-process resolve-elf list-go name-stripped decode-lengths)

.PHONY: symbols-test
symbols-test: $(SYMBOLS_BUILD)/symbols-test $(SYMBOLS_TOOLS) $(OUT)/meshprof-reader

$(SYMBOLS_BUILD)/symbols-test: $(SYMBOLS_TEST_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o) \
		$(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o)
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^ $(SYMBOLS_LIBS)

$(SYMBOLS_TOOLS): $(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/plain/%.o)
	$(CXX) -o $@ $^ $(SYMBOLS_LIBS)
$(SYMBOLS_BUILD)/resolve-process: $(SYMBOLS_BUILD)/plain/symbols/test/resolve_process.o
$(SYMBOLS_BUILD)/resolve-elf: $(SYMBOLS_BUILD)/plain/symbols/test/resolve_elf.o
$(SYMBOLS_BUILD)/list-go: $(SYMBOLS_BUILD)/plain/symbols/test/list_go.o
$(SYMBOLS_BUILD)/name-stripped: $(SYMBOLS_BUILD)/plain/symbols/test/name_stripped.o
$(SYMBOLS_BUILD)/decode-lengths: $(SYMBOLS_BUILD)/plain/symbols/test/decode_lengths.o

$(SYMBOLS_BUILD)/sanitized/%.o: core/%.cc
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_INCLUDE) $(SYMBOLS_CXXFLAGS) -MMD -MP $(SYMBOLS_WARNINGS) $(SYMBOLS_SANITIZE) -c -o $@ $<

$(SYMBOLS_BUILD)/plain/%.o: core/%.cc
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_INCLUDE) $(SYMBOLS_CXXFLAGS) -MMD -MP $(SYMBOLS_WARNINGS) -O2 -c -o $@ $<

-include $(wildcard $(addprefix $(SYMBOLS_BUILD)/, $(addsuffix /*.d, \
	$(foreach kind, sanitized plain, $(addprefix $(kind)/, session reader reader/* symbols symbols/* unwind unwind/*)))))
