# `make -C native fuzz`: a libFuzzer program build/fuzz/NAME for each core/*/test/NAME_fuzz.cc, with sanitizers; run by
# native/test/fuzz.long.test.ts. Needs Debian's clang-19 and libclang-rt-19-dev, and some minutes the first time.
# `make -C native fuzz-replay`: the same targets in one program with the objects of the tests in C++, for `npm test`.
FUZZ_BUILD := $(OUT)/fuzz
FUZZ_CXX := clang++-19
# Deprecated: what libstdc++ uses in its own headers.
FUZZ_CXXFLAGS := -Wno-deprecated-declarations $(SYMBOLS_INCLUDE) $(SYMBOLS_CXXFLAGS) -O1 -g -MMD -MP -fsanitize=fuzzer-no-link,address,undefined
FUZZ_SOURCES := $(wildcard core/*/test/*_fuzz.cc)
FUZZED := $(SYMBOLS_TESTED_SRCS:core/%.cc=$(FUZZ_BUILD)/objects/%.o)

.PHONY: fuzz fuzz-replay
fuzz: $(addprefix $(FUZZ_BUILD)/,$(notdir $(FUZZ_SOURCES:_fuzz.cc=)))

define FUZZER
$(FUZZ_BUILD)/$(notdir $(1:_fuzz.cc=)): $(1:core/%.cc=$(FUZZ_BUILD)/objects/%.o) $(FUZZED)
	$(FUZZ_CXX) -fsanitize=fuzzer,address,undefined -o $$@ $$^ $(SYMBOLS_LIBS) $$(FUZZ_LIBS)
endef
$(foreach source,$(FUZZ_SOURCES),$(eval $(call FUZZER,$(source))))

# Alone in reading DWARF, as `meshprof symbols` is.
$(FUZZ_BUILD)/dwarf: $(FUZZ_BUILD)/objects/symbols/dwarf/dwarf_reader.o
$(FUZZ_BUILD)/dwarf: FUZZ_LIBS := -ldw

$(FUZZ_BUILD)/objects/%.o: core/%.cc
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(FUZZ_CXXFLAGS) -c -o $@ $<

-include $(FUZZED:.o=.d)

# Each target has its own name in there. Their warnings are clang's business.
REPLAY := $(SYMBOLS_BUILD)/fuzz-replay
REPLAY_OBJECTS := $(FUZZ_SOURCES:core/%.cc=$(SYMBOLS_BUILD)/replay/%.o)
FUZZ_TARGETS := $(foreach source,$(FUZZ_SOURCES),X($(notdir $(source:_fuzz.cc=))))

fuzz-replay: $(REPLAY)
$(REPLAY): $(REPLAY_OBJECTS) $(SYMBOLS_BUILD)/replay/symbols/test/fuzz_main.o \
		$(SYMBOLS_BUILD)/sanitized/symbols/dwarf/dwarf_reader.o $(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o)
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^ $(SYMBOLS_LIBS) -ldw

$(REPLAY_OBJECTS): $(SYMBOLS_BUILD)/replay/%_fuzz.o: core/%_fuzz.cc
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_INCLUDE) $(SYMBOLS_CXXFLAGS) -MMD -MP $(SYMBOLS_SANITIZE) \
		-DLLVMFuzzerTestOneInput=fuzz_$(notdir $*) -c -o $@ $<
$(SYMBOLS_BUILD)/replay/symbols/test/fuzz_main.o: core/symbols/test/fuzz_main.cc fuzz.mk $(FUZZ_SOURCES)
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_CXXFLAGS) $(SYMBOLS_WARNINGS) $(SYMBOLS_SANITIZE) '-DFUZZ_TARGETS=$(FUZZ_TARGETS)' -c -o $@ $<

-include $(REPLAY_OBJECTS:.o=.d)
