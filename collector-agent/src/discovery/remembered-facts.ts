import { type ProcessFacts, readProcessFacts, readProcessStat } from './process-facts.ts';
import type { ProcessStat } from './process-stat.ts';

export interface RememberedFactsOptions {
  /**
   * After how many looks a process is settled and not looked at each time any more: what it has become (another program,
   * a zombie, its number of threads) is then seen a few looks later. Whether it exists is always known from `pids`.
   * Default: never.
   */
  readonly looksUntilSettled?: number;
}

interface Known {
  readonly facts: ProcessFacts;
  readonly readAtLook: number;
  /** Of the stat line alone. */
  readonly checkedAtLook: number;
  readonly firstSeenAtLook: number;
}

/**
 * Facts of all processes, read anew only where they may have changed: an agent looks at every process of a node every
 * few seconds, at those of a session several times a second, and each file costs some system calls. The stat line is
 * read each time, of settled processes every few looks. The rest is read again when the process has another name, as
 * after most `exec`s, and now and then in any case, since a program may keep its name and a process may be moved to
 * another cgroup. What has not been read again is the same object as before.
 */
export class RememberedFacts {
  readonly #looksUntilSettled: number;
  readonly #known = new Map<number, Known>();
  #look = 0;

  constructor({ looksUntilSettled = Infinity }: RememberedFactsOptions = {}) {
    this.#looksUntilSettled = looksUntilSettled;
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
    if (known === undefined) return this.#readWhole(pid, known);
    const isSettled = this.#look - known.firstSeenAtLook >= this.#looksUntilSettled;
    const { isKernelThread } = known.facts.stat;
    // A kernel thread stays what it is; that its number goes to a process is noticed when it is due.
    const isTrusted = isSettled || isKernelThread;
    const looksBetweenReads = isTrusted ? LOOKS_BETWEEN_READS_OF_SETTLED : LOOKS_BETWEEN_READS;
    if (this.#look - known.readAtLook >= looksBetweenReads) return this.#readWhole(pid, known);
    if (isTrusted && this.#look - known.checkedAtLook < LOOKS_BETWEEN_READS) return known.facts;
    const stat = readProcessStat(pid);
    if (stat === undefined) return undefined;
    if (!isSameProgram(known.facts.stat, stat)) return this.#readWhole(pid, known);
    const facts = isEqual(known.facts.stat, stat) ? known.facts : { ...known.facts, stat };
    this.#known.set(pid, { ...known, facts, checkedAtLook: this.#look });
    return facts;
  }

  #readWhole(pid: number, before: Known | undefined): ProcessFacts | undefined {
    const facts = readProcessFacts(pid);
    if (facts === undefined) return undefined;
    const isSame = before !== undefined && isSameProgram(before.facts.stat, facts.stat);
    const firstSeenAtLook = isSame ? before.firstSeenAtLook : this.#look;
    this.#known.set(pid, { facts, readAtLook: this.#look, checkedAtLook: this.#look, firstSeenAtLook });
    return facts;
  }
}

/** 10 s with the 2.5 s between two looks of the inventory, 0.8 s in a session. */
const LOOKS_BETWEEN_READS = 4;
/** A minute, or 5 s: of these the stat line is read as often as above, which shows a new name. */
const LOOKS_BETWEEN_READS_OF_SETTLED = 24;

function isSameProgram(before: ProcessStat, now: ProcessStat): boolean {
  return before.startTimeTicks === now.startTimeTicks && before.comm === now.comm && before.state !== 'Z';
}

function isEqual(before: ProcessStat, now: ProcessStat): boolean {
  return before.state === now.state && before.threads === now.threads;
}
