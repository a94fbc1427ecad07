import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';
import type { ObservedFrame } from './observed-stack.ts';

/** Offsets in the C library to which main and a thread's function return (tests/workloads/entry-points.c). */
export interface ThreadEntries {
  readonly mainCaller: number;
  readonly threadCaller: number;
}

export async function findThreadEntries(): Promise<ThreadEntries> {
  const { code, stdout, stderr } = await run([at('tests', 'workloads', 'build', 'entry-points')]);
  if (code !== 0) throw new Error(`entry-points ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as ThreadEntries;
}

/** The frames below an entry: start_thread has clone3 below it, main's caller __libc_start_main and _start. */
const FRAMES_BELOW_ENTRY = 2;

/**
 * Where Go's stacks begin: a goroutine's, a thread's own (g0), the first thread's. mcall and morestack go over to the
 * thread's own stack and never come back, so nothing of the goroutine's is below them.
 */
const GO_ENTRIES = /^runtime\.(goexit|mstart|mstart0|rt0_go|mcall|morestack)(\.abi0)?$/;

/**
 * Whether a stack reaches its thread's entry, judged from outside, the same for every profiler: by address where the C
 * library starts threads, by name in Go. A profiler's unwinder may give the return address or the call before it.
 */
export function reachesEntry(frames: readonly ObservedFrame[], entries: ThreadEntries): boolean {
  return frames.slice(-1 - FRAMES_BELOW_ENTRY).some(({ name, module, offset }) => {
    if (GO_ENTRIES.test(name)) return true;
    if (!/(^|\/)libc(\.so\.6|-2\.\d+\.so)$/.test(module)) return false;
    return [entries.mainCaller, entries.threadCaller].some((caller) => offset === caller || offset === caller - 1);
  });
}
