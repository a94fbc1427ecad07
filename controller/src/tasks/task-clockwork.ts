import type { Selector } from '@meshprof/contracts';
import type { TaskId } from '../storage/ids.ts';
import { chooseTargets } from './choose-targets.ts';
import { assemble } from './create-task.ts';
import { LEAD_MS } from './start-time.ts';
import { joinableTasks, type JoinParts, joinWhatMatches } from './task-joins.ts';
import type { TaskRow } from './task-rows.ts';

/** How often a task looks for processes whose agents did not answer. */
const LOOK_AGAIN_MS = 10_000;

/** So many times what the look before took, if that is more: of a fleet, where some agent is always lost, it takes seconds. */
const LOOKS_APART = 20;

/** A start is announced to the list of tasks for so long after it, should a tick be late. */
const STARTING_MS = 10_000;

/** What the passing of time means for whole tasks: they get their processes, start, and let no more join. */
export class TaskClockwork {
  readonly #parts: JoinParts;
  /** Of each open task: when this process last compared it with the whole inventory, and until when that will do. */
  readonly #compared = new Map<TaskId, { atMs: number; forMs: number }>();

  constructor(parts: JoinParts) {
    this.#parts = parts;
  }

  async tick(): Promise<void> {
    await this.#assembleDue();
    await this.#moveOn();
    await this.#compareOpen();
  }

  /** Chooses the processes of tasks that start soon, or have started while nobody was here to choose. */
  async #assembleDue(): Promise<void> {
    const { storage, inventory, changes, now } = this.#parts;
    const due = await storage
      .selectFrom('tasks')
      .selectAll()
      .where('window_closed', '=', 0)
      .where('assembled', '=', 0)
      .where('start_at_ms', '<=', now() + LEAD_MS)
      .execute();
    for (const task of due) {
      const selector = JSON.parse(task.selector_json) as Selector;
      const matched = await chooseTargets(inventory, { selector, maxTargets: task.max_targets });
      if (!matched.ok) throw new Error(`the selector of task ${task.id} was valid: ${matched.message}`);
      await changes.edit(task.id, (stored) => {
        const isWanted = stored.task.assembled === 0 && stored.task.cancel_requested_at_ms === null;
        if (isWanted && now() < stored.task.window_end_ms) assemble(stored, matched.choice, now());
      });
    }
  }

  /** An edit that changes nothing by itself: the state follows from the time. */
  async #moveOn(): Promise<void> {
    const { storage, changes, now } = this.#parts;
    const nowMs = now();
    const moving = await storage
      .selectFrom('tasks')
      .select('id')
      .where('window_closed', '=', 0)
      .where((eb) =>
        eb.or([
          eb('window_end_ms', '<=', nowMs),
          eb.and([
            eb('state', '=', 'scheduled'),
            eb('start_at_ms', '<=', nowMs),
            eb('start_at_ms', '>', nowMs - STARTING_MS),
          ]),
        ])
      )
      .execute();
    for (const { id } of moving) await changes.edit(id, () => undefined);
  }

  /**
   * Processes may have appeared between the choice of a task's targets and its being stored, or while no controller
   * ran; and agents that did not answer then may answer now.
   */
  async #compareOpen(): Promise<void> {
    const open = await joinableTasks(this.#parts);
    const ids = new Set(open.map(({ id }) => id));
    for (const id of this.#compared.keys()) if (!ids.has(id)) this.#compared.delete(id);
    for (const task of open) if (this.#isDue(task)) await this.#compare(task);
  }

  async #compare(task: TaskRow): Promise<void> {
    const compared = { atMs: this.#parts.now(), forMs: LOOK_AGAIN_MS };
    this.#compared.set(task.id, compared);
    const beganAtMs = performance.now();
    await joinWhatMatches(this.#parts, task);
    compared.forMs = Math.max(LOOK_AGAIN_MS, (performance.now() - beganAtMs) * LOOKS_APART);
  }

  #isDue(task: TaskRow): boolean {
    const compared = this.#compared.get(task.id);
    if (compared === undefined) return true;
    const misses = 'agent-lost' in (JSON.parse(task.left_out_json) as object);
    return misses && Math.abs(this.#parts.now() - compared.atMs) >= compared.forMs;
  }
}
