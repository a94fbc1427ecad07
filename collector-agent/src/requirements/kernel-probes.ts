import { probe, type ProbeResult } from '@meshprof/native';
import type { Requirement } from './requirement.ts';

interface ProbeText {
  readonly title: string;
  readonly remedy: string;
  /** False for what makes profiles better only. */
  readonly needed?: boolean;
}

/** What each probe of the addon means to a person. A probe missing here is shown with its id and the kernel's answer. */
export const PROBE_TEXTS: Readonly<Record<string, ProbeText>> = {
  addon: { title: 'native addon is built', remedy: 'Build it with `npm run setup`.' },
  btf: {
    title: 'kernel describes its types (BTF)',
    remedy: 'Use a kernel with CONFIG_DEBUG_INFO_BTF=y, as distributions ship since 2020.',
  },
  'bpf-load': {
    title: 'kernel loads BPF programs',
    remedy: 'Run as root or with CAP_BPF and CAP_PERFMON; in a container, allow the bpf system call in seccomp.',
  },
  'tp-btf-sched-switch': {
    title: 'BPF programs attach to context switches',
    remedy: 'Use a kernel from 5.11 on with CONFIG_BPF_EVENTS=y.',
  },
  'perf-event-open': {
    title: 'CPU clock events can be opened',
    remedy: 'Run as root or with CAP_PERFMON; in a container, allow perf_event_open in seccomp.',
  },
  'ring-buffer': { title: 'BPF ring buffer', remedy: 'Use a kernel from 5.8 on.' },
  'task-storage': { title: 'BPF storage for each thread', remedy: 'Use a kernel from 5.11 on.' },
  'resume-capture': {
    title: 'BPF programs run when a thread gets back to user mode',
    remedy: 'Use a kernel from 6.18 on; on others, sampled times of rare long waits are less certain.',
    needed: false,
  },
  'waker-context': {
    title: 'kernel says who wakes a thread: a process, the network, a timer',
    remedy: 'Use a kernel whose BTF has per-CPU variables (pahole 1.18 or newer); waits have no wakers otherwise.',
    needed: false,
  },
  'task-iterator': { title: 'BPF iterator over threads', remedy: 'Use a kernel from 5.8 on.' },
  'task-iterator-sleepable': {
    title: 'BPF iterator that may read the memory of sleeping threads',
    remedy: 'Use a kernel from 5.18 on.',
  },
  'kernel-symbols': {
    title: 'kernel functions have names (/proc/kallsyms)',
    remedy:
      'Run as root or with CAP_SYSLOG and set kernel.kptr_restrict to 0 or 1; kernel frames stay unnamed otherwise.',
    needed: false,
  },
};

export function kernelProbes(results: readonly ProbeResult[] = probe()): Requirement[] {
  return results.map(({ id, met, detail }) => {
    const text: ProbeText = PROBE_TEXTS[id] ?? { title: `kernel feature ${id}`, remedy: 'Use a newer kernel.' };
    const answer = detail === '' ? '' : ` Answer: ${detail}.`;
    return { id, title: text.title, met, needed: text.needed ?? true, remedy: met ? '' : `${text.remedy}${answer}` };
  });
}
