# SPDX-License-Identifier: Apache-2.0
# Tools of native/core/bpf that tests and developers use; included by native/Makefile.
BPF_TOOLS := $(OUT)/dump-records

.PHONY: bpf-tools
bpf-tools: $(BPF_TOOLS)

$(OUT)/core/bpf/test/%.o: core/bpf/test/%.cc | $(SKELETON)
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<

$(OUT)/dump-records: $(OUT)/core/bpf/test/dump_records.o $(patsubst %,$(OUT)/core/bpf/%.o,bpf_engine bpf_links bpf_object capture_budget clock_events \
		cpu_events cpu_variables fault_events fd_memory kernel_error kernel_features overwrite) $(LIBBPF)
	$(CXX) -o $@ $^ -lelf -lz

-include $(OUT)/core/bpf/test/dump_records.d
