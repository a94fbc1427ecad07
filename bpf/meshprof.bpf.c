// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF object of all sessions: maps, settings and the parts of the program. The parts are
 * headers because the programs share state and must end up in one object; each can be read alone.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#include "kernel_types.h"
#include "meshprof.h"
#include "sampling.h"
#include "untrusted.bpf.h"
#include "session.bpf.h"
#include "user_registers.bpf.h"
#include "stack_record.bpf.h"
#include "wait_class.bpf.h"
#include "account.bpf.h"
#include "repair.bpf.h"
#include "place.bpf.h"
#include "loop.bpf.h"
#include "on_cpu.bpf.h"
#include "resume.bpf.h"
#include "wakeup_stack.bpf.h"
#include "waker.bpf.h"
#include "cut.bpf.h"
#include "off_cpu.bpf.h"
#include "page_fault.bpf.h"
#include "process.bpf.h"
#include "iterators.bpf.h"
#include "change_target.bpf.h"
#include "overwrite.bpf.h"

char LICENSE[] SEC("license") = "GPL";
