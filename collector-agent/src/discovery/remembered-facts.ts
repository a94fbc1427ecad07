import { type ProcessFacts, readProcessFacts, readProcessStat } from './process-facts.ts';
import type { ProcessStat } from './process-stat.ts';

export interface RememberedFactsOptions {
  /**
   * True where a process that has run for a while need not be looked at each time: what it has become (another program,
   * a zombie, its number of threads) is then seen a few looks later. Whether it exists is always known from `pids`.
   */
  readonly trustsSettled?: boolean;
}

interface Known {
  readonly facts: ProcessFacts;
  readonly readAtLook: number;
  readonly firstSeenAtLook: number;
}

/**
 * Facts of all processes, read anew only where they may have changed: an agent looks at every process of a node every
 * few seconds, at those of a session several times a second, and each file costs some system calls. The stat line is
 * read each time, unless settled processes are trusted. The rest is read again when the process has another name, as
 * after most `exec`s, and every few looks in any case, since a program may keep its name and a process may be moved to
 * another cgroup.
 */
export class RememberedFacts {
  readonly #trustsSettled: boolean;
  readonly #known = new Map<number, Known>();
  #look = 0;

  constructor({ trustsSettled = false }: RememberedFactsOptions = {}) {
    this.#trustsSettled = trustsSettled;
  }

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
    if (!isDue && (known.facts.stat.isKernelThread || this.#isTrusted(known))) return known.facts;
    const stat = readProcessStat(pid);
    if (stat === undefined) return undefined;
    if (!isDue && isSameProgram(known.facts.stat, stat)) return { ...known.facts, stat };
    return this.#readWhole(pid, known);
  }

  #readWhole(pid: number, before: Known | undefined): ProcessFacts | undefined {
    const facts = readProcessFacts(pid);
    if (facts === undefined) return undefined;
    const isSame = before !== undefined && isSameProgram(before.facts.stat, facts.stat);
    const firstSeenAtLook = isSame ? before.firstSeenAtLook : this.#look;
    this.#known.set(pid, { facts, readAtLook: this.#look, firstSeenAtLook });
    return facts;
  }

  #isTrusted({ firstSeenAtLook }: Known): boolean {
    return this.#trustsSettled && this.#look - firstSeenAtLook >= LOOKS_UNTIL_SETTLED;
  }
}

/** 10 s with the 2.5 s between two looks of the inventory, 0.8 s in a session. */
const LOOKS_BETWEEN_READS = 4;
/** Launchers become the program they launch within the first seconds. */
const LOOKS_UNTIL_SETTLED = 4;

function isSameProgram(before: ProcessStat, now: ProcessStat): boolean {
  return before.startTimeTicks === now.startTimeTicks && before.comm === now.comm && before.state !== 'Z';
}
