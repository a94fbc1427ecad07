# SPDX-License-Identifier: Apache-2.0
# Runs with sanitizers that `npm test` does not have (its tests in C++ are built with AddressSanitizer and UBSan already,
# symbols.mk): `make -C native tsan` builds the same tests with ThreadSanitizer, `make -C native asan-addon` the addon as a
# whole with AddressSanitizer and UBSan. Run by test/sanitizers.long.test.ts. Needs what g++ brings along.
TSAN_BUILD := build/tsan
TSAN_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
TSAN_TESTED := $(SYMBOLS_TESTED_SRCS:core/%.cc=$(TSAN_BUILD)/objects/%.o)
ASAN_BUILD := build/asan
ASAN_ADDON := $(ASAN_BUILD)/meshprof.node

.PHONY: tsan asan-addon
tsan: $(addprefix $(TSAN_BUILD)/,symbols-test unwind-test session-test) build/meshprof-reader
asan-addon: $(ASAN_ADDON) $(READER)

$(TSAN_BUILD)/symbols-test: $(SYMBOLS_TEST_SRCS:core/%.cc=$(TSAN_BUILD)/objects/%.o) $(TSAN_TESTED)
$(TSAN_BUILD)/unwind-test: $(UNWIND_TEST_SRCS:core/%.cc=$(TSAN_BUILD)/objects/%.o) $(TSAN_TESTED)
$(TSAN_BUILD)/session-test: $(SESSION_TEST_SRCS:core/%.cc=$(TSAN_BUILD)/objects/%.o) $(TSAN_TESTED)
$(addprefix $(TSAN_BUILD)/,symbols-test unwind-test session-test):
	$(CXX) $(TSAN_FLAGS) -o $@ $^ $(SYMBOLS_LIBS) -ldw

$(TSAN_BUILD)/objects/%.o: core/%.cc
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_INCLUDE) $(SYMBOLS_CXXFLAGS) -MMD -MP $(TSAN_FLAGS) -c -o $@ $<

$(ASAN_ADDON): $(SOURCES:%.cc=$(ASAN_BUILD)/%.o) $(LIBBPF)
	$(CXX) -shared $(SYMBOLS_SANITIZE) -Wl,--exclude-libs,ALL -o $@ $(SOURCES:%.cc=$(ASAN_BUILD)/%.o) $(LIBBPF) -lelf -lz

$(ASAN_BUILD)/addon/%.o: CPPFLAGS += $(NODE_API_INCLUDE)

$(SOURCES:%.cc=$(ASAN_BUILD)/%.o): $(ASAN_BUILD)/%.o: %.cc | $(SKELETON)
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(SYMBOLS_SANITIZE) -c -o $@ $<

-include $(SOURCES:%.cc=$(ASAN_BUILD)/%.d)
