import type { Selector, TaskCause } from '@meshprof/contracts';
import type { EventLog } from '../events/event-log.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { TaskCreator } from '../tasks/create-task.ts';
import type { CompleteTrigger } from './complete-rule.ts';
import type { Reading } from './firing-decision.ts';
import { emitFiring } from './policy-events.ts';
import type { PolicyFiringRow, PolicyRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';

/**
 * Makes the task of a firing whose outcome is `starting`. The firing's id is the idempotency key: a controller that
 * dies between the two leaves a firing that the next one starts, and never a second task.
 */
export class TaskStarter {
  readonly #storage: Storage;
  readonly #events: EventLog;
  readonly #creator: Pick<TaskCreator, 'create'>;

  constructor(parts: { storage: Storage; events: EventLog; creator: Pick<TaskCreator, 'create'> }) {
    this.#storage = parts.storage;
    this.#events = parts.events;
    this.#creator = parts.creator;
  }

  async start(policy: PolicyRow, firing: PolicyFiringRow): Promise<PolicyFiringRow> {
    const { task } = ruleOf(policy) as CompleteTrigger;
    const outcome = await this.#creator.create({
      body: { ...task, selector: JSON.parse(firing.selector_json) as Selector, title: policy.name },
      author: `policy:${policy.id}`,
      origin: 'policy',
      cause: causeOf(policy, firing),
      idempotencyKey: firing.id,
    });
    const changes =
      outcome.outcome === 'refused'
        ? { outcome: 'refused', detail: outcome.detail }
        : { outcome: 'started', task_id: outcome.task.id };
    await this.#storage.updateTable('policy_firings').set(changes).where('id', '=', firing.id).execute();
    const after = { ...firing, ...changes };
    this.announce(policy, after);
    return after;
  }

  announce(policy: PolicyRow, firing: PolicyFiringRow): void {
    emitFiring(this.#events, policy, firing);
  }

  /** Goes on with firings whose controller died before their task was stored. */
  async resume(nowMs: number): Promise<void> {
    const left = await this.#storage
      .selectFrom('policy_firings')
      .selectAll()
      .where('outcome', '=', 'starting')
      .where('at_ms', '<', nowMs - RESUME_AFTER_MS)
      .execute();
    for (const firing of left) {
      const policy = await this.#storage
        .selectFrom('policies')
        .selectAll()
        .where('id', '=', firing.policy_id)
        .executeTakeFirst();
      if (policy !== undefined) await this.start(policy, firing);
    }
  }
}

/** Longer than the start of a task takes where nothing died. */
const RESUME_AFTER_MS = 10_000;

function causeOf(policy: PolicyRow, firing: PolicyFiringRow): TaskCause {
  const { metric, op, threshold, measured, unit } = JSON.parse(firing.reading_json) as Reading;
  const sign = op === '>' ? 'above' : 'below';
  return {
    kind: 'policy',
    id: policy.id,
    name: policy.name,
    detail: `${firing.what}: ${withUnit(measured, unit)}, ${sign} ${withUnit(threshold, unit)}.`.slice(
      -MAX_DETAIL_LENGTH
    ),
    metric: metric.slice(0, MAX_METRIC_LENGTH),
    threshold,
    measured,
    ...(unit !== '' && { unit }),
    startedAt: new Date(firing.began_at_ms).toISOString(),
  };
}

/** Of TaskCauseSchema. */
const MAX_METRIC_LENGTH = 500;
const MAX_DETAIL_LENGTH = 1_000;

function withUnit(value: number, unit: string): string {
  const shown = Number(value.toPrecision(4));
  if (unit === '') return String(shown);
  return unit === '%' ? `${shown} %` : `${shown} ${unit}`;
}
