/**
 * What a recording can lack, and why. The one table behind every counter of losses: the summary's, the OTLP resource's
 * `meshprof.lost`, the agent's metrics and the app. Ids are `<part>.<cause>`; the causes are those that the engine
 * counts by (`native/core`, compared by a test).
 */
export interface Loss {
  readonly title: string;
  /** What is missing, and why. */
  readonly sentence: string;
  readonly remedy: string;
  /** What the counter counts. */
  readonly unit: 'samples' | 'switches' | 'waits' | 'faults' | 'stalls' | 'threads' | 'processes' | 'frames' | 'stacks';
}

/** What a loss takes something away from: the first half of its id. */
export const LOSS_PARTS = ['on-cpu', 'off-cpu', 'page-fault', 'wakers', 'stalls', 'names', 'stack'] as const;
export type LossPart = (typeof LOSS_PARTS)[number];

const RING_REMEDY = 'Profile fewer processes at a time, at a lower frequency, or while the node has CPU time to spare.';
const MEMORY_REMEDY = 'Profile fewer processes or threads at a time, and look whether the node is short of memory.';
const WITHOUT_STACK = 'They are in the sums, under [unsampled].';
const TRUNCATED = 'Such stacks are kept and stand under [truncated: cause].';
const NO_REMEDY = 'Nothing to do: sums stay right.';

export const LOSSES = {
  'on-cpu.ring-full': {
    title: 'CPU samples without room',
    sentence: 'The buffer between kernel and agent was full, so samples were dropped; the graph lacks them.',
    remedy: RING_REMEDY,
    unit: 'samples',
  },
  'off-cpu.ring-full': {
    title: 'Waits whose stack found no room',
    sentence: `The buffer between kernel and agent was full when these waits sent their stack. ${WITHOUT_STACK}`,
    remedy: RING_REMEDY,
    unit: 'switches',
  },
  'off-cpu.event-missed': {
    title: 'Switches that no event told of',
    sentence: `The kernel counted these switches, but left out their event, so their reason is unknown too. ${WITHOUT_STACK}`,
    remedy: NO_REMEDY,
    unit: 'switches',
  },
  'off-cpu.long-wait-refused': {
    title: 'Long waits whose stack could not be taken',
    sentence: `These waits were chosen for their length, but their thread did not come back to its own code to be looked at. ${WITHOUT_STACK}`,
    remedy: NO_REMEDY,
    unit: 'switches',
  },
  'off-cpu.account-refused': {
    title: 'Threads without an account',
    sentence: 'The kernel had no memory for the accounts of new threads; their waits are missing, in the sums as well.',
    remedy: MEMORY_REMEDY,
    unit: 'threads',
  },
  'off-cpu.exited-thread-refused': {
    title: 'Ended threads whose account found no room',
    sentence: 'More threads ended at once than the agent could take over; some of their waits are missing in the sums.',
    remedy: MEMORY_REMEDY,
    unit: 'threads',
  },
  'off-cpu.child-process-refused': {
    title: 'Child processes left out',
    sentence: 'More processes were forked than one session takes; those beyond are not in the profile.',
    remedy: 'Profile a part of the processes, or the children by themselves.',
    unit: 'processes',
  },
  'wakers.map-full': {
    title: 'Wakers without room',
    sentence: 'More different wakers ended waits than the kernel’s table holds; these waits are under “Unknown”.',
    remedy: RING_REMEDY,
    unit: 'waits',
  },
  'wakers.ring-full': {
    title: 'Stacks of wakers that found no room',
    sentence: 'The buffer between kernel and agent was full, so these ended waits have no stack of their waker.',
    remedy: RING_REMEDY,
    unit: 'waits',
  },
  'stalls.ring-full': {
    title: 'Stalls without room',
    sentence: 'The buffer between kernel and agent was full, so these stalls of event loops are not told.',
    remedy: RING_REMEDY,
    unit: 'stalls',
  },
  'page-fault.ring-full': {
    title: 'Page faults whose stack found no room',
    sentence: `The buffer between kernel and agent was full when these faults sent their stack. ${WITHOUT_STACK}`,
    remedy: RING_REMEDY,
    unit: 'faults',
  },
  'page-fault.account-refused': {
    title: 'Page faults without an account',
    sentence:
      'The kernel had no memory for the accounts of these threads; their faults are missing, in the sums as well.',
    remedy: MEMORY_REMEDY,
    unit: 'faults',
  },
  'page-fault.exited-thread-refused': {
    title: 'Ended threads whose faults found no room',
    sentence: 'More threads ended at once than the agent could take over; their faults are missing in the sums.',
    remedy: MEMORY_REMEDY,
    unit: 'threads',
  },
  'names.names-timed-out': {
    title: 'Names that came too late',
    sentence: 'Reading a binary took longer than the session waits; these frames show module+0xoffset.',
    remedy: 'Profile again: what was read is kept on the node’s disk, so the next session has the names at once.',
    unit: 'frames',
  },
  'names.reader-crashed': {
    title: 'Names of an unreadable binary',
    sentence: 'The process that reads binaries failed on one of the target’s; its frames show module+0xoffset.',
    remedy: 'The agent’s log names the binary; `meshprof symbols` on that node says what is wrong with it.',
    unit: 'frames',
  },
  'names.name-memory-full': {
    title: 'Names beyond the session’s memory',
    sentence: 'The session holds as many names as it may; later frames show module+0xoffset.',
    remedy: 'Profile for a shorter time, or fewer processes at a time.',
    unit: 'frames',
  },
  'stack.no-user-stack': {
    title: 'Stacks without a user part',
    sentence: `The thread had no user stack that could be read, for instance while it ended. ${TRUNCATED}`,
    remedy: NO_REMEDY,
    unit: 'stacks',
  },
  'stack.no-unwind-info': {
    title: 'Code without unwind information',
    sentence: `A frame lies in code that says nothing about its callers, such as a JIT’s. ${TRUNCATED}`,
    remedy: 'Build it with -fasynchronous-unwind-tables or -fno-omit-frame-pointer.',
    unit: 'stacks',
  },
  'stack.bad-unwind-info': {
    title: 'Broken unwind information',
    sentence: `What the binary says about its callers contradicts itself. ${TRUNCATED}`,
    remedy: '`meshprof symbols` on that node says what is wrong with the binary.',
    unit: 'stacks',
  },
  'stack.unwind-expression': {
    title: 'Unwind information that is not understood',
    sentence: `A frame computes its caller in a way that Meshprof does not evaluate. ${TRUNCATED}`,
    remedy: NO_REMEDY,
    unit: 'stacks',
  },
  'stack.stack-slice-too-short': {
    title: 'Deep stacks',
    sentence: `The stack is larger than the part of it that is copied. ${TRUNCATED}`,
    remedy: 'Build the program with -fno-omit-frame-pointer: its stacks then need no copy.',
    unit: 'stacks',
  },
  'stack.other-stack': {
    title: 'Stacks that go on elsewhere',
    sentence: `The program had switched to a stack whose origin cannot be followed. ${TRUNCATED}`,
    remedy: NO_REMEDY,
    unit: 'stacks',
  },
  'stack.bad-return-address': {
    title: 'Return addresses outside of code',
    sentence: `A return address leads nowhere, as in a damaged stack or unknown generated code. ${TRUNCATED}`,
    remedy: NO_REMEDY,
    unit: 'stacks',
  },
  'stack.depth': {
    title: 'Stacks with too many frames',
    sentence: `The stack has more frames than are kept, as in deep recursion. ${TRUNCATED}`,
    remedy: NO_REMEDY,
    unit: 'stacks',
  },
  'stack.no-memory-map': {
    title: 'Stacks of processes that ended too soon',
    sentence: `The process had ended before its memory map could be read. ${TRUNCATED}`,
    remedy: 'Profile it from its start: `meshprof record -- COMMAND`.',
    unit: 'stacks',
  },
  'stack.stack-slice-dropped': {
    title: 'Stacks whose copy found no room',
    sentence: `The buffer between kernel and agent had no room for the stack’s memory. ${TRUNCATED}`,
    remedy: RING_REMEDY,
    unit: 'stacks',
  },
} as const satisfies Record<`${LossPart}.${string}`, Loss>;

export type LossId = keyof typeof LOSSES;

/** What is known of a loss; undefined for one that a newer agent counts. */
export function lossOf(id: string): Loss | undefined {
  return Object.hasOwn(LOSSES, id) ? LOSSES[id as LossId] : undefined;
}

/** Longest id, and most ids of one target, that a controller keeps. */
export const LOSS_ID_PATTERN = '^[a-z0-9-]{1,32}\\.[a-z0-9-]{1,63}$';
export const MAX_LOSS_IDS = 64;
