/**
 * The boundary between the C++ addon and TypeScript: option objects go in, packed typed arrays and string tables
 * come out. Nothing here has a network, a config file or a policy.
 */

export type NativeEvent = 'on-cpu' | 'off-cpu' | 'page-fault';

export interface SessionOptions {
  /** Process ids (tgids) to profile, with all their threads, present and future. At least one. */
  readonly pids: readonly number[];
  /** Also profile processes forked by these while the session runs. Default false. */
  readonly followChildren?: boolean;
  readonly events: readonly NativeEvent[];
  /** Clock ticks a second of CPU time, 1–999. */
  readonly frequencyHz: number;
  /**
   * Off CPU: stacks of waits to capture a second, all CPUs together, on average. A wait where its thread has waited
   * before needs none; beyond the budget waits are sampled without bias, and the sums stay exact. 0: no stacks, exact
   * totals only (all waits are `[unsampled]`). Default 500 for each CPU, which is about 0.4 % of a CPU. Sessions of a process share
   * the captures, so the largest budget holds for all that want any.
   */
  readonly stacksPerSecond?: number;
  /**
   * Off CPU: waits shorter than this have no stack. They stay in all totals, and in samples under
   * `[unsampled: shorter than the minimum wait]`; a wait that spans the start or the end of the session keeps its stack,
   * since nobody knows how long it is. Default 0, at most 60,000,000. Sessions of a process share the captures, so the
   * smallest value holds for all that want any.
   */
  readonly minWaitUs?: number;
  /** With `off-cpu`: also tell who ended the waits. Default false: it costs something at every wakeup. */
  readonly wakers?: boolean;
  /**
   * With `off-cpu`: how long an event loop may go without waiting for events until that is a stall. 0: stalls are not
   * looked for. Default 20.
   */
  readonly stallThresholdMs?: number;
  /**
   * Size of the ring buffer to user space; a power of two and a multiple of the page size. Default 8 MiB. Sessions of a
   * process share it: while one is open, the first one's size holds.
   */
  readonly ringBytes?: number;
  /**
   * Folder (made with mode 0700 where missing) for what was found out about binaries, at most 256 MB, shared by all
   * sessions and processes of this user. Absent or '': each session finds it out anew.
   */
  readonly symbolCacheDir?: string;
  /** Folder with symbol packs, named by build id (docs/reference/symbol-packs.md). Absent or '': none are used. */
  readonly symbolPackDir?: string;
  /** How long `stop()` waits for names that are still being read, 0 to 60,000. Default 5,000. */
  readonly nameWaitMs?: number;
}

/**
 * What happened since the last `drain()`. Tables (strings, mappings, frames, stacks) grow for the life of the session;
 * a batch holds only the new rows, and indices count from the session's first row. Row 0 of `strings` is ''.
 */
export interface Batch {
  readonly strings: readonly string[];

  /** Mapped files. `mappingBuildId` is lower-case hex or ''. */
  readonly mappingPath: Uint32Array; // → strings
  readonly mappingBuildId: Uint32Array; // → strings
  readonly mappingStart: BigUint64Array; // first address in the process
  readonly mappingLimit: BigUint64Array; // first address after it
  readonly mappingFileOffset: BigUint64Array;

  /** Frames, one a distinct (process, address). */
  readonly frameName: Uint32Array; // → strings: proven name, or `basename+0xoffset`, perhaps until its name is read
  readonly frameFile: Uint32Array; // → strings: source file where known, else 0
  readonly frameSource: Uint8Array; // index in NAME_SOURCES of contracts
  readonly frameKind: Uint8Array; // FrameKind
  readonly frameMapping: Int32Array; // → mappings, −1 for none (kernel, markers)
  readonly frameAddress: BigUint64Array; // ELF virtual address; kernel address 0 (never leaves the node)

  /** Frames of this or earlier batches whose names have been read since. A frame comes here at most once. */
  readonly renamedFrame: Uint32Array; // → frames
  readonly renamedName: Uint32Array; // → strings
  readonly renamedFile: Uint32Array; // → strings
  readonly renamedSource: Uint8Array; // index in NAME_SOURCES
  /** Frames so far whose names are still being read. */
  readonly pendingNames: number;

  /** Stack i is frames `stackFrame[stackOffset[i] … stackOffset[i + 1])`, leaf first. Length = new stacks + 1. */
  readonly stackOffset: Uint32Array;
  readonly stackFrame: Uint32Array; // → frames; a truncated stack ends with its marker frame `[truncated: cause]`
  readonly stackComplete: Uint8Array; // 1 if it reaches the thread's entry

  /** Samples, aggregated since the last drain by (kind, thread, stack, wait class). */
  readonly sampleKind: Uint8Array; // SampleKind
  readonly sampleTgid: Uint32Array;
  readonly sampleTid: Uint32Array;
  readonly sampleStack: Uint32Array; // → stacks
  readonly sampleWaitClass: Uint8Array; // off CPU: index in WAIT_CLASSES; otherwise 0
  // On CPU: clock ticks. Off CPU: switches, counted when the wait begins; time that comes later has rows with 0. The time
  // between wakeup and CPU has rows of its own (same stack, class `runnable`, 0 switches). Page faults: how many the
  // stack stands for. Stalls: ticks inside, or waits of which the time is.
  // Wakeups: ended waits.
  readonly sampleCount: BigUint64Array;
  // Off CPU: time off the CPU (blocked + runnable). Stalls: the stack's part of their time. Otherwise 0.
  readonly sampleTimeNs: BigUint64Array;
  // Off CPU: what of the time sampled waits stand for, and the change of its variance since the last batch (it may fall).
  // Sums over a session agree with `offCpuEstimated`. 0: exact.
  readonly sampleEstimatedNs: BigUint64Array;
  readonly sampleVarianceNs2: Float64Array;

  /** Target processes that ended since the last drain (tgids). */
  readonly exitedTgids: Uint32Array;
}

/**
 * Page faults that found their page in memory (minor), and those that had to wait for it (major). Stalls of event loops:
 * CPU time shared by the ticks inside; of the waits inside the longest with its stack, the rest `[unsampled]`. Wakeups: of
 * the thread, by the stack that ended its waits (a marker where no task did); only with the option `wakers`.
 */
export const SampleKind = {
  onCpu: 0,
  offCpu: 1,
  minorFault: 2,
  majorFault: 3,
  stallOnCpu: 4,
  stallWait: 5,
  wakeup: 6,
} as const;
export const FrameKind = { native: 0, kernel: 1, marker: 2 } as const;

/**
 * One thread's exact account inside the session's window. onCpu + runnable + blocked = its life inside the window. A row
 * with tid 0 sums up the ended threads of a process that has had very many.
 */
export interface ThreadTotals {
  readonly tgid: number;
  readonly tid: number;
  readonly name: string;
  readonly onCpuNs: bigint;
  readonly runnableNs: bigint;
  readonly blockedNs: bigint;
  readonly voluntarySwitches: bigint;
  readonly involuntarySwitches: bigint;
}

export interface WaitClassTotals {
  /** Index in WAIT_CLASSES of contracts. */
  readonly waitClass: number;
  readonly switches: bigint;
  readonly timeNs: bigint;
}

/**
 * Ended waits of one class of a thread that one waker ended. Of each class the rows add up to the waits that ended in the
 * session and their time inside it; a waker of which no event told is `unknown`. tid 0 as in ThreadTotals.
 */
export interface WakerTotals {
  readonly tgid: number;
  readonly tid: number;
  /** Index in WAIT_CLASSES of contracts; never `runnable`, `preempted` or `throttled`, which nobody ends. */
  readonly waitClass: number;
  /** Index in WAKER_KINDS of contracts. */
  readonly kind: number;
  /** Of a process or a thread of the kernel, otherwise 0. */
  readonly wakerTgid: number;
  readonly wakerTid: number;
  /** As they call themselves; '' if they had ended before anybody looked. */
  readonly wakerProcess: string;
  readonly wakerThread: string;
  readonly waits: bigint;
  readonly timeNs: bigint;
}

/** Page faults of a thread, as the kernel counts them (`ru_minflt`, `ru_majflt`). tid 0 as in ThreadTotals. */
export interface FaultTotals {
  readonly tgid: number;
  readonly tid: number;
  readonly name: string;
  readonly minor: bigint;
  readonly major: bigint;
}

/**
 * Stalls of an event loop: times above the threshold between two of its waits for events. Their samples (SampleKind)
 * add up to onCpuNs + runnableNs + blockedNs. tid 0 sums up threads beyond the first 4,096.
 */
export interface StallTotals {
  readonly tgid: number;
  readonly tid: number;
  readonly name: string;
  readonly stalls: bigint;
  readonly longestNs: bigint;
  readonly onCpuNs: bigint;
  readonly runnableNs: bigint;
  readonly blockedNs: bigint;
  /**
   * As long, but no stalls: the loop was seen to poll without waiting meanwhile, so these were several rounds, or it had
   * not come back to waiting when the session ended. Of these times there are no samples.
   */
  readonly neverIdleNs: bigint;
}

export interface EstimatedWaits {
  readonly switches: bigint;
  readonly timeNs: bigint;
  readonly samples: bigint;
  readonly effectiveSwitchSamples: number;
  readonly effectiveTimeSamples: number;
}

/**
 * Exact totals since the session opened. After `stop()` they are final, and equal the sums of all samples. `threads` and
 * `waitClasses` come from scheduler events, so they are empty without the event `off-cpu`.
 */
export interface SessionTotals {
  /** Time since `open`, monotonic. */
  readonly durationNs: bigint;
  readonly threads: readonly ThreadTotals[];
  readonly waitClasses: readonly WaitClassTotals[];
  /** Clock ticks counted in BPF for target threads before anything could drop one. */
  readonly onCpuExpected: bigint;
  readonly onCpuKept: bigint;
  /** By cause, only those above zero: `ring-full`, `map-full`, … */
  readonly onCpuLost: Readonly<Record<string, bigint>>;
  /**
   * Switches without a stack of their own, by cause (`ring-full`; `event-missed`: the kernel counted them, but no
   * tracepoint told, so their class is `other`; `long-wait-refused`: chosen for their length, but the thread was not to
   * be caught on its way to user mode); they are in the totals and in samples with the stack
   * `[unsampled]`. Other causes count what is missing in the totals, too: `account-refused` (threads at their birth),
   * `exited-thread-refused` (threads), `child-process-refused` (processes).
   */
  readonly offCpuLost: Readonly<Record<string, bigint>>;
  /** Who ended the waits; empty without the option `wakers`. */
  readonly wakers: readonly WakerTotals[];
  /** `map-full`: waits whose waker found no room; they are among those of an unknown waker. */
  readonly wakersLost: Readonly<Record<string, bigint>>;
  /** Threads with page faults; empty without the event `page-fault`. */
  readonly pageFaults: readonly FaultTotals[];
  /**
   * `ring-full`: stacks that found no room; their faults are in the totals and in samples with the stack `[unsampled]`,
   * as are faults that the kernel makes for a process without an event (direct I/O). `account-refused` (faults) and
   * `exited-thread-refused` (threads) are missing in the totals, too.
   */
  readonly pageFaultsLost: Readonly<Record<string, bigint>>;
  /** Threads with stalls, or never idle for as long; empty without the event `off-cpu`. */
  readonly stalls: readonly StallTotals[];
  /** `ring-full`: times without a wait for events that are missing, in samples and totals. */
  readonly stallsLost: Readonly<Record<string, bigint>>;
  /**
   * The part of all switches and of their time whose stacks are estimated from a sample, because a stack for each would
   * have cost more than `stacksPerSecond`. The rest is exact. A stack that has the share `s` of the switches of this part
   * has it with a standard error of about sqrt(s × (1 − s) / effective samples) (Kish's effective sample size; use
   * Wilson's interval, as small shares are skewed); of its time with one of at most max(s, 1 − s) / sqrt(effective
   * samples). From Linux 6.18 on waits are also chosen by their length when they end, the long ones surely, so that their
   * time is known several times as well; on older kernels the effective samples for time are stated as fewer.
   */
  readonly offCpuEstimated: EstimatedWaits;
  /**
   * Known places of waits whose stack was captured again at random, and how many of these had another stack than the
   * waits there were credited to.
   */
  readonly offCpuKeyChecks: bigint;
  readonly offCpuKeyMismatches: bigint;
  /**
   * Distinct frames without the name they may have, by cause: `names-timed-out`, `reader-crashed` (the process that
   * reads binaries), `name-memory-full`.
   */
  readonly namesLost: Readonly<Record<string, bigint>>;
  /** One sentence for each binary (the first 64) that could not be read, or not all of it. */
  readonly problems: readonly string[];
  /** Memory of maps and programs, from the kernel's own account (fdinfo memlock); of all sessions of the process. */
  readonly bpfMemoryBytes: number;
}

/**
 * A kernel session. Up to 32 at once share one set of BPF programs, also on the same processes, and each has the numbers
 * that it would have alone (docs/decisions/0013). All of them are used from one thread. `open` attaches, `drain` takes what has come in (call it every 100 to 250 ms: it also reads the
 * memory maps of new processes), `stop` detaches the events, settles waits in progress and waits for names (a last
 * `drain` and `totals` follow), `close` frees every object, link, map and descriptor. `close` may be called at any time, twice.
 */
export interface Session {
  drain(): Batch;
  totals(): SessionTotals;
  stop(): void;
  close(): void;
}

/** One kernel capability as the addon found it by trying, not by version. */
export interface ProbeResult {
  /** `btf`, `bpf-load`, `tp-btf-sched-switch`, `perf-event-open`, `ring-buffer`, `task-storage`, … */
  readonly id: string;
  readonly met: boolean;
  /** What the kernel answered, e.g. `bpf(BPF_PROG_LOAD): Operation not permitted`; '' if met. */
  readonly detail: string;
  /** The kernel may well have it, but refuses it to this process. */
  readonly denied: boolean;
}

/** Stable codes of errors thrown by the addon (property `code` of the Error). */
export const NATIVE_ERROR_CODES = [
  'EINVAL_OPTIONS', // an option object that breaks the rules above: a programming error
  'ENOPERM', // missing capability
  'ENOKERNEL', // kernel feature missing
  'ENOPROCESS', // a pid does not exist or has ended
  'ELIMIT', // 32 sessions are open in this process, or they follow 4,096 processes
  'ECLOSED', // used after close()
  'ENOADDON', // build/meshprof.node is missing or cannot be loaded
  'EINTERNAL',
] as const;
export type NativeErrorCode = (typeof NATIVE_ERROR_CODES)[number];
