/** What is wrong, and what to do about it, by the id of a situation; `lockdown` for the one that a kernel is booted for. */
export const SENTENCES: Readonly<Record<string, RegExp>> = {
  'no-btf': /^this kernel does not describe its types \(.*\): use a kernel with CONFIG_DEBUG_INFO_BTF=y/,
  'no-bpf': /^the seccomp profile of this container filters bpf: allow bpf in the container's seccomp profile/,
  'bpf-denied': /^the seccomp profile of this container filters bpf: allow bpf in the container's seccomp profile/,
  'no-clock': /^the seccomp profile of this container filters perf_event_open: allow perf_event_open/,
  'clock-denied': /^the seccomp profile of this container filters perf_event_open: allow perf_event_open/,
  'no-capabilities': /^this process lacks rights: run as root with CAP_BPF, CAP_PERFMON, CAP_SYS_PTRACE/,
  'no-ptrace': /^this process lacks rights: run as root with CAP_SYS_PTRACE/,
  lockdown: /^kernel lockdown forbids BPF programs to read memory: boot without lockdown=confidentiality/,
};

/** Those in which a machine can profile all the same: kernels from 5.11 on do not count locked memory. */
export const HARMLESS: ReadonlySet<string> = new Set(['few-capabilities', 'low-memlock']);

/** In a guest: Debian's kernels start with perf_event_paranoid at 3, which takes more than CAP_PERFMON. */
export const GUEST_SENTENCES: Readonly<Record<string, RegExp>> = {
  ...SENTENCES,
  'few-capabilities': /^perf events of other processes are not allowed: run `sysctl -w kernel\.perf_event_paranoid=2`/,
  'low-memlock': /^nothing: all that is needed is there$/,
};
