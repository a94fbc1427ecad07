# Sources and flags of native/core/symbols, and its tests; included by native/Makefile.
# Needs Debian's libelf-dev, libdw-dev, libiberty-dev, liblzma-dev and zlib1g-dev.
SYMBOLS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))

SYMBOLS_SRCS := $(addprefix $(SYMBOLS_DIR), \
	binary_cache.cc \
	debug/debug_data.cc \
	debug/debug_file.cc \
	debug/debug_link.cc \
	debug/open_debug_files.cc \
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
	kernel_symbols.cc \
	line_reader.cc \
	memory_map.cc \
	pack/symbol_pack.cc \
	process_symbols.cc \
	symbol_functions.cc \
	symbol_reader.cc \
	xz_decoder.cc)

SYMBOLS_SRCS += $(wildcard $(SYMBOLS_DIR)stripped/*.cc)

SYMBOLS_CXXFLAGS := -std=c++20
SYMBOLS_LIBS := -lelf -liberty -llzma -lz

# The program behind `meshprof symbols`; alone in reading DWARF.
SYMBOLS_TOOL_SRCS := $(addprefix $(SYMBOLS_DIR), dwarf/dwarf_reader.cc tool/describe.cc tool/main.cc tool/opened_binary.cc)
SYMBOLS_TOOL_LIBS := -ldw

# The tests run with sanitizers: what they read is made to break the reader. The tools run without, to be measured.
SYMBOLS_BUILD := build/symbols
SYMBOLS_HEADERS := $(wildcard $(SYMBOLS_DIR)*.h $(SYMBOLS_DIR)*/*.h)
SYMBOLS_TEST_SRCS := $(wildcard $(SYMBOLS_DIR)test/*_test.cc) $(SYMBOLS_DIR)test/main.cc
SYMBOLS_WARNINGS := -Wall -Wextra -Wconversion -Werror
SYMBOLS_SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
SYMBOLS_TOOLS := $(addprefix $(SYMBOLS_BUILD)/, resolve-process resolve-elf list-go name-stripped decode-lengths)

.PHONY: symbols-test
symbols-test: $(SYMBOLS_BUILD)/symbols-test $(SYMBOLS_TOOLS)

$(SYMBOLS_BUILD)/symbols-test: $(SYMBOLS_TEST_SRCS:$(SYMBOLS_DIR)%.cc=$(SYMBOLS_BUILD)/sanitized/%.o) \
		$(SYMBOLS_SRCS:$(SYMBOLS_DIR)%.cc=$(SYMBOLS_BUILD)/sanitized/%.o)
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^ $(SYMBOLS_LIBS)

$(SYMBOLS_TOOLS): $(SYMBOLS_SRCS:$(SYMBOLS_DIR)%.cc=$(SYMBOLS_BUILD)/plain/%.o)
	$(CXX) -o $@ $^ $(SYMBOLS_LIBS)
$(SYMBOLS_BUILD)/resolve-process: $(SYMBOLS_BUILD)/plain/test/resolve_process.o
$(SYMBOLS_BUILD)/resolve-elf: $(SYMBOLS_BUILD)/plain/test/resolve_elf.o
$(SYMBOLS_BUILD)/list-go: $(SYMBOLS_BUILD)/plain/test/list_go.o
$(SYMBOLS_BUILD)/name-stripped: $(SYMBOLS_BUILD)/plain/test/name_stripped.o
$(SYMBOLS_BUILD)/decode-lengths: $(SYMBOLS_BUILD)/plain/test/decode_lengths.o

$(SYMBOLS_BUILD)/sanitized/%.o: $(SYMBOLS_DIR)%.cc $(SYMBOLS_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_CXXFLAGS) $(SYMBOLS_WARNINGS) $(SYMBOLS_SANITIZE) -c -o $@ $<

$(SYMBOLS_BUILD)/plain/%.o: $(SYMBOLS_DIR)%.cc $(SYMBOLS_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_CXXFLAGS) $(SYMBOLS_WARNINGS) -O2 -c -o $@ $<

# Fuzzers (clang only): `make -C native symbols-fuzz`, then run build/symbols/NAME-fuzz.
.PHONY: symbols-fuzz
symbols-fuzz: $(patsubst %,$(SYMBOLS_BUILD)/%-fuzz,debugdata demangle elf go pack stripped)
$(SYMBOLS_BUILD)/%-fuzz: $(SYMBOLS_DIR)test/%_fuzz.cc $(SYMBOLS_SRCS) $(SYMBOLS_HEADERS)
	@mkdir -p $(@D)
	clang++-19 $(SYMBOLS_CXXFLAGS) -O1 -g -fsanitize=fuzzer,address,undefined -o $@ $< $(SYMBOLS_SRCS) $(SYMBOLS_LIBS)
