# Sources and flags of native/core/symbols, for native/Makefile (which includes this file).
# Needs Debian's libelf-dev and libiberty-dev.
SYMBOLS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))

SYMBOLS_SRCS := $(addprefix $(SYMBOLS_DIR), \
	binary_cache.cc \
	demangle.cc \
	display_name.cc \
	elf_headers.cc \
	elf_image.cc \
	function_table.cc \
	kernel_symbols.cc \
	line_reader.cc \
	memory_map.cc \
	process_symbols.cc \
	symbol_reader.cc)

SYMBOLS_CXXFLAGS := -std=c++20
SYMBOLS_LIBS := -lelf -liberty
