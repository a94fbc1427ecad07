import { type ProcessFacts, readProcessFacts, readProcessStat } from './process-facts.ts';
import type { ProcessStat } from './process-stat.ts';

/**
 * Facts of all processes, read anew only where they may have changed: an agent looks at every process of a node every
 * few seconds, at those of a session several times a second, and each file costs some system calls. The stat line is read each time. The rest is read
 * again when the process has another name, as after most `exec`s, and every few looks in any case, since a program may
 * keep its name and a process may be moved to another cgroup.
 */
export class RememberedFacts {
  readonly #known = new Map<number, { facts: ProcessFacts; readAtLook: number }>();
  #look = 0;

  /** Facts of those that exist. */
  read(pids: readonly number[]): ProcessFacts[] {
    this.#look += 1;
    const found = pids.flatMap((pid) => this.#one(pid) ?? []);
    const running = new Set(found.map(({ stat }) => stat.pid));
    for (const pid of this.#known.keys()) if (!running.has(pid)) this.#known.delete(pid);
    return found;
  }

  #one(pid: number): ProcessFacts | undefined {
    const known = this.#known.get(pid);
    const isDue = known === undefined || this.#look - known.readAtLook >= LOOKS_BETWEEN_READS;
    // A kernel thread stays what it is; that its number goes to a process is noticed when it is due.
    if (known?.facts.stat.isKernelThread === true && !isDue) return known.facts;
    const stat = readProcessStat(pid);
    if (stat === undefined) return undefined;
    if (known !== undefined && !isDue && isSameProgram(known.facts.stat, stat)) return { ...known.facts, stat };
    const facts = readProcessFacts(pid);
    if (facts !== undefined) this.#known.set(pid, { facts, readAtLook: this.#look });
    return facts;
  }
}

/** 10 s with the 2.5 s between two looks of the inventory, 0.8 s in a session. */
const LOOKS_BETWEEN_READS = 4;

function isSameProgram(before: ProcessStat, now: ProcessStat): boolean {
  return before.startTimeTicks === now.startTimeTicks && before.comm === now.comm && before.state !== 'Z';
}
