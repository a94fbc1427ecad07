/** One user frame as some profiler reported it. */
export interface ObservedFrame {
  /** '' where the profiler has none. */
  readonly name: string;
  /** Path of the mapped file; '' where unknown. */
  readonly module: string;
  /** ELF virtual address inside the module. */
  readonly offset: number;
  /** From the symbol that the name is of, where the profiler says. */
  readonly nameOffset?: number;
  /** What proved the name (NAME_SOURCES), where the profiler says. */
  readonly source?: string;
}

/** A stack with the number of samples (on CPU) or switches (off CPU) that had it. */
export interface ObservedStack {
  readonly weight: number;
  /** User frames, leaf first. */
  readonly frames: readonly ObservedFrame[];
  /** The profiler's own word that the stack reaches the thread's entry, where it gives one. */
  readonly claimedComplete?: boolean;
}

/** Stacks by event; an event that the profiler cannot see is absent. */
export interface Observation {
  readonly onCpu?: readonly ObservedStack[];
  readonly offCpu?: readonly ObservedStack[];
  /** True where off-CPU weights are time instead of switches: shares of it have no interval by counting. */
  readonly isOffCpuByTime?: boolean;
}

export const totalWeight = (stacks: readonly ObservedStack[]): number =>
  stacks.reduce((sum, { weight }) => sum + weight, 0);

/** Weight of the stacks for which something holds. */
export const weightWhere = (stacks: readonly ObservedStack[], holds: (stack: ObservedStack) => boolean): number =>
  totalWeight(stacks.filter(holds));
