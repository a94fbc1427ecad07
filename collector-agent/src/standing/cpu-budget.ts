/** How standing sessions are held down: the share of their frequencies, and how many there are. */
export interface StandingLevel {
  /** Frequencies are divided by this: 1, 2, 4, … */
  readonly divisor: number;
  /** Sessions that are ended, of those whose turn it is. */
  readonly dropped: number;
}

export const FULL_LEVEL: StandingLevel = { divisor: 1, dropped: 0 };

export interface BudgetLook {
  /** CPU that standing sessions took since the last look, % of a core. */
  readonly usedPercent: number;
  readonly budgetPercent: number;
  readonly sessions: number;
}

const MAX_DIVISOR = 8;
/** A single look can be an accident: the first names of a large binary cost a second of CPU once. */
const LOOKS_OVER = 2;
/** Going up again is tried late, so that it does not go up and down. */
const LOOKS_UNDER = 10;
/** Twice the frequency costs at most twice the CPU. */
const UNDER_SHARE = 0.4;

/**
 * Keeps standing profiling within its budget: first at a lower frequency, which keeps every process in sight; then with
 * fewer processes. Goes back the same way when there is room.
 */
export class CpuBudget {
  #level = FULL_LEVEL;
  #over = 0;
  #under = 0;

  get level(): StandingLevel {
    return this.#level;
  }

  /** The level from now on. */
  look({ usedPercent, budgetPercent, sessions }: BudgetLook): StandingLevel {
    if (sessions === 0 && this.#level.dropped === 0) return (this.#level = FULL_LEVEL);
    const isOver = usedPercent > budgetPercent;
    const isUnder = usedPercent < budgetPercent * UNDER_SHARE;
    this.#over = isOver ? this.#over + 1 : 0;
    this.#under = isUnder ? this.#under + 1 : 0;
    if (this.#over >= LOOKS_OVER) this.#move(lower(this.#level, sessions));
    else if (this.#under >= LOOKS_UNDER) this.#move(higher(this.#level));
    return this.#level;
  }

  #move(level: StandingLevel): void {
    this.#level = level;
    this.#over = 0;
    this.#under = 0;
  }
}

function lower({ divisor, dropped }: StandingLevel, sessions: number): StandingLevel {
  if (divisor < MAX_DIVISOR) return { divisor: divisor * 2, dropped };
  // Half of what runs: at the lowest frequency a session costs what it costs.
  return { divisor, dropped: dropped + Math.ceil(sessions / 2) };
}

function higher({ divisor, dropped }: StandingLevel): StandingLevel {
  if (dropped > 0) return { divisor, dropped: Math.floor(dropped / 2) };
  return { divisor: Math.max(1, divisor / 2), dropped };
}
