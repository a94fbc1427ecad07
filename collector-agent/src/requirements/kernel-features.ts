interface Lack {
  /** The beginning of a sentence that the remedy ends. */
  readonly problem: string;
  readonly remedy: string;
}

export interface KernelFeature extends Lack {
  readonly title: string;
  /** Instead, where the kernel may have it and refuses it to this process. */
  readonly denied?: Lack;
  /** What Meshprof does with it. */
  readonly use: string;
  /** What is lost without. */
  readonly lost: string;
  /** False for what makes profiles better only. */
  readonly needed?: boolean;
  readonly follows?: readonly string[];
}

const RIGHTS = 'run as root or with CAP_BPF and CAP_PERFMON';
const NEWER = 'use a newer kernel (mainline from 5.14 on, RHEL from 9 on)';
const PROGRAMS = [
  'architecture',
  'privileges',
  'seccomp',
  'lockdown',
  'bpf-syscall',
  'bpf-memory',
  'btf',
  'kernel-memory',
];

/**
 * What Meshprof asks of a kernel, in the order in which one thing needs another. Found by trying, never by version.
 * docs/kernels.md is made of it.
 */
export const KERNEL_FEATURES: Readonly<Record<string, KernelFeature>> = {
  addon: {
    title: 'native addon is built',
    problem: 'the native addon is not there',
    remedy: 'build it with `npm run setup`',
    use: 'everything below',
    lost: 'no profiles',
  },
  'bpf-syscall': {
    title: 'kernel has the bpf system call',
    problem: 'this kernel has no bpf system call',
    remedy: 'use a kernel with CONFIG_BPF_SYSCALL=y; in a container, allow bpf in its seccomp profile',
    denied: {
      problem: 'this process may not call bpf',
      remedy: `${RIGHTS}; in a container, allow bpf in its seccomp profile as well`,
    },
    use: 'loads everything below',
    lost: 'no profiles',
    follows: ['architecture', 'privileges', 'seccomp'],
  },
  'bpf-memory': {
    title: 'there is memory for BPF maps (16 MiB)',
    problem: 'there is no memory for BPF maps',
    remedy: 'raise the memory limit of the container or cgroup by 16 MiB',
    denied: {
      problem: 'BPF maps count as locked memory on this kernel, and the limit for that is too low',
      remedy: 'raise it with `ulimit -l unlimited`, or with LimitMEMLOCK=infinity in a systemd unit',
    },
    use: 'ring buffer to user space, totals and places of waits',
    lost: 'no profiles',
    follows: ['privileges', 'bpf-syscall'],
  },
  btf: {
    title: 'kernel describes its types (BTF)',
    problem: 'this kernel does not describe its types (/sys/kernel/btf/vmlinux is missing)',
    remedy:
      'use a kernel with CONFIG_DEBUG_INFO_BTF=y, as distributions have shipped since 2020; in a container, let it see /sys/kernel',
    use: 'one BPF object finds the fields it reads in any kernel (CO-RE)',
    lost: 'no profiles',
  },
  'kernel-memory': {
    title: 'BPF programs may read memory',
    problem: 'kernel lockdown forbids BPF programs to read memory',
    remedy: 'boot without lockdown=confidentiality; lockdown=integrity, which Secure Boot sets, does no harm',
    use: 'reads accounts of threads and, with the stack, the memory of targets',
    lost: 'no profiles',
    follows: ['privileges', 'lockdown', 'bpf-syscall'],
  },
  'ring-buffer': {
    title: 'BPF ring buffer',
    problem: 'this kernel has no BPF ring buffer',
    remedy: NEWER,
    use: 'brings stacks to user space',
    lost: 'no profiles',
    follows: ['privileges', 'bpf-syscall', 'bpf-memory'],
  },
  'task-storage': {
    title: 'BPF storage for each thread',
    problem: 'this kernel has no BPF storage for threads',
    remedy: NEWER,
    use: 'holds the account of each thread, so that times add up whatever pids are used again',
    lost: 'no profiles',
    follows: ['privileges', 'bpf-syscall', 'bpf-memory'],
  },
  'bpf-load': {
    title: 'kernel loads BPF programs',
    problem: 'this kernel does not accept the BPF programs',
    remedy: `${NEWER}; MESHPROF_LIBBPF_LOG=1 shows what it says against them`,
    denied: { problem: 'this process may not load BPF programs', remedy: RIGHTS },
    use: 'samples on the CPU',
    lost: 'no profiles',
    follows: [...PROGRAMS, 'ring-buffer', 'task-storage'],
  },
  'perf-event-open': {
    title: 'CPU clock events can be opened',
    problem: 'this kernel has no CPU clock events (perf_event_open)',
    remedy: 'use a kernel with CONFIG_PERF_EVENTS=y; in a container, allow perf_event_open in its seccomp profile',
    denied: {
      problem: 'this process may not open CPU clock events (perf_event_open)',
      remedy: 'run as root or with CAP_PERFMON; in a container, allow perf_event_open in its seccomp profile as well',
    },
    use: 'the clock of samples on the CPU',
    lost: 'no on-CPU profiles',
    follows: ['architecture', 'privileges', 'seccomp', 'perf-event-paranoid'],
  },
  'tp-btf-sched-switch': {
    title: 'BPF programs attach to context switches',
    problem: 'this kernel lets no BPF program attach to context switches',
    remedy: 'use a kernel with CONFIG_BPF_EVENTS=y (mainline from 5.14 on, RHEL from 9 on)',
    use: 'counts every wait and its time, exactly',
    lost: 'no off-CPU profiles',
    follows: [...PROGRAMS, 'ring-buffer', 'task-storage', 'bpf-load'],
  },
  'task-iterator': {
    title: 'BPF iterator over threads',
    problem: 'this kernel has no BPF iterator over threads',
    remedy: NEWER,
    use: 'finds the threads that are there when a session starts, and reads their accounts',
    lost: 'no off-CPU profiles',
    follows: [...PROGRAMS, 'ring-buffer', 'task-storage', 'bpf-load'],
  },
  'page-faults': {
    title: 'BPF programs attach to page faults',
    problem: 'this kernel lets no BPF program attach to page faults',
    remedy: NEWER,
    use: 'the page-fault event',
    lost: 'no profiles of page faults; others are not affected',
    needed: false,
    follows: [...PROGRAMS, 'ring-buffer', 'task-storage', 'bpf-load', 'perf-event-open'],
  },
  'task-iterator-sleepable': {
    title: 'BPF iterator that may read the memory of sleeping threads',
    problem: 'BPF iterators of this kernel may not read the memory of sleeping threads',
    remedy: 'use a newer kernel (mainline from 5.18 on, RHEL from 9.2 on)',
    use: 'stacks of waits that are in progress when a session starts',
    lost: 'such waits have the kernel’s part of their stack and one frame of the program; those that begin later have all',
    needed: false,
    follows: [...PROGRAMS, 'ring-buffer', 'task-storage', 'bpf-load', 'task-iterator'],
  },
  'waker-context': {
    title: 'kernel says who wakes a thread: a process, the network, a timer',
    problem: 'the BTF of this kernel has no per-CPU variables',
    remedy: 'use a kernel built with pahole 1.18 or newer',
    use: 'who ended a wait (`--wakers`)',
    lost: 'waits have no wakers',
    needed: false,
    follows: ['btf'],
  },
  'resume-capture': {
    title: 'BPF programs run when a thread gets back to user mode',
    problem: 'no BPF program of this kernel runs when a thread gets back to user mode',
    remedy: 'use a kernel from 6.18 on',
    use: 'chooses waits for a stack by their length, known at their end',
    lost: 'stacks are chosen when waits begin: sampled times of rare long waits are less certain; totals are exact all the same',
    needed: false,
    follows: ['btf'],
  },
  'kernel-symbols': {
    title: 'kernel functions have names (/proc/kallsyms)',
    problem: '/proc/kallsyms hides the addresses of kernel functions',
    remedy: 'run as root or with CAP_SYSLOG and set kernel.kptr_restrict to 0 or 1',
    use: 'names of kernel frames',
    lost: 'kernel frames stay unnamed',
    needed: false,
    follows: ['privileges'],
  },
};
