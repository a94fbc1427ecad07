# SPDX-License-Identifier: Apache-2.0
# Tests of native/core/session; included by native/Makefile after core/symbols/symbols.mk, whose flags it shares.
SESSION_BUILD := build/session
SESSION_TEST_SRCS := $(wildcard core/session/test/*_test.cc) core/session/stratum.cc
SESSION_TEST_HEADERS := $(wildcard core/session/*.h core/bpf/*.h ../bpf/*.h)

.PHONY: session-test
session-test: $(SESSION_BUILD)/session-test

$(SESSION_BUILD)/session-test: $(SESSION_TEST_SRCS:core/session/%.cc=$(SESSION_BUILD)/%.o) \
		$(SYMBOLS_BUILD)/sanitized/test/main.o
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^

$(SESSION_BUILD)/%.o: core/session/%.cc $(SESSION_TEST_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_CXXFLAGS) $(SYMBOLS_WARNINGS) $(SYMBOLS_SANITIZE) -Icore -c -o $@ $<
