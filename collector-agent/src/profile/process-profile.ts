import type { CostCategoryId, EventId, NameSource, Role, WaitClassId } from '@meshprof/contracts';

/** Who was profiled: becomes the resource of an OTLP profile. Fields that are unknown are absent. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly service: string;
  readonly role: Role;
  readonly process: string;
  readonly node: string;
  readonly container?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly pod?: string;
  readonly executablePath?: string;
}

export interface Mapping {
  readonly path: string;
  /** GNU build id, lower-case hex, or ''. */
  readonly buildId: string;
  /** OTLP's substitute (profiles/mappings.md) for a file without a GNU build id, lower-case hex. */
  readonly htlhash?: string;
  readonly memoryStart: bigint;
  readonly memoryLimit: bigint;
  readonly fileOffset: bigint;
}

export interface Frame {
  readonly name: string;
  /** Source file where known, else ''. */
  readonly file: string;
  readonly source: NameSource;
  readonly kind: 'native' | 'kernel' | 'marker';
  /** Index in `mappings`, −1 for none. */
  readonly mapping: number;
  /** ELF virtual address; 0n for kernel frames and markers. */
  readonly address: bigint;
}

export interface Stack {
  /** Frame indices, leaf first. */
  readonly frames: Uint32Array;
  readonly complete: boolean;
  readonly costCategory: CostCategoryId;
}

export interface OnCpuSample {
  readonly stack: number;
  /** Thread name with digits folded to `N`: a label, so its values must stay few. */
  readonly thread: string;
  readonly ticks: bigint;
}

export interface OffCpuSample {
  readonly stack: number;
  readonly thread: string;
  readonly waitClass: WaitClassId;
  readonly switches: bigint;
  readonly timeNs: bigint;
  /** What of the time sampled waits stand for, and its variance; absent if all of it is exact. */
  readonly estimate?: { readonly timeNs: bigint; readonly varianceNs2: number };
}

export interface PageFaultSample {
  readonly stack: number;
  readonly thread: string;
  /** Minor: the page was in memory. Major: the fault had to wait for it. */
  readonly faultKind: 'minor' | 'major';
  readonly faults: bigint;
}

/** Waits of this process's threads by the stack that ended them, which may be another process's. */
export interface WakeupSample {
  readonly stack: number;
  /** That was woken. */
  readonly thread: string;
  readonly wakeups: bigint;
}

/** A part of the time in which an event loop did not wait for events for long. */
export interface StallSample {
  readonly stack: number;
  readonly tid: number;
  readonly thread: string;
  /** Of a wait; absent on the CPU. */
  readonly waitClass?: WaitClassId;
  readonly timeNs: bigint;
}

/** Samples of each event. */
export interface ProfileSamples {
  readonly onCpu: readonly OnCpuSample[];
  readonly offCpu: readonly OffCpuSample[];
  readonly pageFaults: readonly PageFaultSample[];
  readonly wakeups: readonly WakeupSample[];
  /** These times are in `onCpu` and `offCpu`, too. */
  readonly stalls: readonly StallSample[];
}

/** What was lost, by id of the contracts' table (an older table may not know all ids); only what is above zero. */
export type Losses = Readonly<Record<string, bigint>>;

export const NO_LOSSES: Losses = {};

/**
 * What a session gave for one process in one window: the one model from which OTLP, pprof and folded stacks are
 * written. Tables are private to this profile (no rows that no sample uses).
 */
export interface ProcessProfile extends ProfileSamples {
  readonly identity: ProcessIdentity;
  readonly startUnixNs: bigint;
  readonly durationNs: bigint;
  readonly frequencyHz: number;
  /** Events that were recorded; a recorded event without samples still yields its (empty) profile in files. */
  readonly events: readonly EventId[];
  /** Whether it was also recorded who ended the waits. */
  readonly wakers: boolean;
  /** Whether stalls become a profile of their own. `record` tells them in its summary only. */
  readonly stallProfile: boolean;
  readonly mappings: readonly Mapping[];
  readonly frames: readonly Frame[];
  readonly stacks: readonly Stack[];
  /** What was lost in this window; it becomes an attribute of the resource, not frames. */
  readonly lost: Losses;
  readonly taskId?: string;
}
