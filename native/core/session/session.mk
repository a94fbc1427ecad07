# SPDX-License-Identifier: Apache-2.0
# Tests of native/core/session; included by native/Makefile after core/symbols/symbols.mk, whose patterns it shares.
SESSION_BUILD := $(OUT)/session
SESSION_TEST_SRCS := $(wildcard core/session/test/*_test.cc) core/session/account_cuts.cc core/session/kernel_frame_roles.cc \
	core/session/stratum.cc core/symbols/test/main.cc

.PHONY: session-test
session-test: $(SESSION_BUILD)/session-test

$(SESSION_BUILD)/session-test: $(SESSION_TEST_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o) \
		$(SYMBOLS_TESTED_SRCS:core/%.cc=$(SYMBOLS_BUILD)/sanitized/%.o)
	@mkdir -p $(@D)
	$(CXX) $(SYMBOLS_SANITIZE) -o $@ $^ $(SYMBOLS_LIBS)

-include $(wildcard $(SYMBOLS_BUILD)/sanitized/session/test/*.d)
