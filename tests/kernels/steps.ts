import { GUEST } from './initramfs/guest-files.ts';

/** One command that a guest runs to its end. */
export interface GuestStep {
  readonly name: string;
  /** `{pid}` stands for the process of `beside`. */
  readonly command: readonly string[];
  /** Started before and killed after; prints `{"pid":N,…}` when it waits. */
  readonly beside?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Text files that it leaves. */
  readonly files?: readonly string[];
  /** A hang limit, by the guest's clock. */
  readonly timeoutMs: number;
}

const MESHPROF = [GUEST.node, GUEST.meshprof];
const STEP_LIMIT_MS = 600_000;
export const SLEEPS = 97;
const ROUND_TRIPS = 503;

function step(name: string, command: readonly string[], rest: Partial<GuestStep> = {}): GuestStep {
  return { name, command, timeoutMs: STEP_LIMIT_MS, ...rest };
}

function record(name: string, options: readonly string[], rest: Partial<GuestStep> = {}): GuestStep {
  const [output, summary] = [`/tmp/${name}.txt`, `/tmp/${name}.json`];
  const command = [...MESHPROF, 'record', '--output', output, '--summary', summary, ...options];
  return step(name, command, { files: [output, summary], ...rest });
}

/** What every kernel is asked. */
export function featureSteps(): GuestStep[] {
  const busySleep = [
    GUEST.workload('busy-sleep'),
    '--seconds',
    '4',
    '--sleeps',
    String(SLEEPS),
    '--busy-percent',
    '40',
  ];
  return [
    step('check', [...MESHPROF, 'check', '--json']),
    record('on-cpu', ['--events', 'on-cpu', '--', ...busySleep]),
    record('off-cpu', ['--events', 'off-cpu', '--', ...busySleep]),
    record('wakers', [
      ...['--events', 'off-cpu', '--wakers', '--'],
      ...[GUEST.workload('pipe-pingpong'), '--round-trips', String(ROUND_TRIPS)],
    ]),
    // It waits for its gate to open when the recording starts, and still does at the end.
    record('in-progress', ['--events', 'off-cpu', '--pid', '{pid}', '--duration', '1s'], {
      beside: [GUEST.workload('busy-sleep'), '--gate'],
    }),
    record('page-fault', [
      ...['--events', 'page-fault', '--'],
      // Enough for a fast machine too: of a program that lives for some milliseconds nobody can read the memory map.
      ...[GUEST.workload('page-fault'), '--pages', '4001', '--fresh-quarters', '4001'],
    ]),
  ];
}

/** Numbers of linux/capability.h. */
const CAPABILITIES = { DAC_READ_SEARCH: 2, SYS_PTRACE: 19, SYSLOG: 34, PERFMON: 38, BPF: 39 } as const;
/** Numbers of errno.h on all processors that Linux runs on here. */
const EPERM = 1;
const ENOSYS = 38;

/** A machine or a container that lacks something. */
export interface Situation {
  readonly id: string;
  readonly title: string;
  /** Options of guest/constrain.c. */
  readonly constrain: readonly string[];
}

export const SITUATIONS: readonly Situation[] = [
  { id: 'no-btf', title: 'kernel without BTF', constrain: ['--hide', '/sys/kernel/btf'] },
  {
    id: 'no-bpf',
    title: 'container whose seccomp profile answers bpf with ENOSYS',
    constrain: ['--deny', `bpf=${ENOSYS}`],
  },
  { id: 'bpf-denied', title: 'container whose seccomp profile denies bpf', constrain: ['--deny', `bpf=${EPERM}`] },
  {
    id: 'no-clock',
    title: 'container whose seccomp profile answers perf_event_open with ENOSYS',
    constrain: ['--deny', `perf_event_open=${ENOSYS}`],
  },
  {
    id: 'clock-denied',
    title: 'container whose seccomp profile denies perf_event_open',
    constrain: ['--deny', `perf_event_open=${EPERM}`],
  },
  {
    id: 'no-capabilities',
    title: 'container with all capabilities dropped',
    constrain: ['--capabilities', ''],
  },
  {
    id: 'no-ptrace',
    title: 'container without CAP_SYS_PTRACE',
    constrain: ['--capabilities', [CAPABILITIES.BPF, CAPABILITIES.PERFMON].join(',')],
  },
  {
    id: 'few-capabilities',
    title: 'BPF, PERFMON, SYS_PTRACE, DAC_READ_SEARCH and SYSLOG only',
    constrain: ['--capabilities', Object.values(CAPABILITIES).join(',')],
  },
  { id: 'low-memlock', title: 'RLIMIT_MEMLOCK of 64 KiB', constrain: ['--memlock', String(64 * 1024)] },
];

/** `meshprof check` in each situation. */
export function situationSteps(): GuestStep[] {
  return SITUATIONS.map(({ id, constrain }) =>
    step(id, [GUEST.constrain, ...constrain, '--', ...MESHPROF, 'check', '--json'])
  );
}

/** A situation that a kernel is booted for. */
export const LOCKDOWN = {
  title: 'kernel booted with lockdown=confidentiality',
  append: ['lockdown=confidentiality'],
} as const;

/** On a kernel that is locked down: what check says, and what a session says that is started all the same. */
export function lockdownSteps(): GuestStep[] {
  return [
    step('check', [...MESHPROF, 'check', '--json']),
    record('record', ['--events', 'on-cpu', '--', GUEST.workload('busy-sleep'), '--seconds', '1']),
  ];
}
