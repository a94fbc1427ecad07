/**
 * Who ended a wait. The array index is the number that BPF writes into a record (`bpf/meshprof.h`, checked by a test),
 * so new kinds go to the end.
 */
export interface WakerKind {
  readonly id: string;
  readonly title: string;
}

export const WAKER_KINDS = [
  { id: 'unknown', title: 'Unknown' },
  { id: 'process', title: 'A process, by itself' },
  { id: 'kernel', title: 'A thread of the kernel' },
  { id: 'network', title: 'Packets from the network' },
  { id: 'timer', title: 'Timer' },
  { id: 'interrupt', title: 'Another interrupt, such as a disk’s' },
] as const satisfies readonly WakerKind[];

export type WakerKindId = (typeof WAKER_KINDS)[number]['id'];
