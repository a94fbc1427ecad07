import { type AgentUsage, MAX_LOSS_IDS } from '@meshprof/contracts';
import type { ResourceGuard } from '../limits/resource-guard.ts';
import type { SampleGrowth } from '../metrics/agent-metrics.ts';
import { LastHour } from '../metrics/last-hour.ts';
import type { DeliveryStats } from '../spool/delivery-types.ts';

export interface HealthSources {
  readonly guard: Pick<ResourceGuard, 'measured'>;
  readonly activeSessions: () => number;
  readonly standingSessions: () => number;
  readonly delivery: () => DeliveryStats;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

const LOST = 'lost ';

/** What the agent tells of itself with each heartbeat. */
export class AgentHealth {
  readonly #sources: HealthSources;
  readonly #hour: LastHour;
  #givenUpBefore = 0;

  constructor(sources: HealthSources) {
    this.#sources = sources;
    this.#hour = new LastHour(sources.now);
  }

  countSamples({ onCpuKept, switches, lost }: SampleGrowth): void {
    this.#hour.add('samples', onCpuKept);
    this.#hour.add('switches', switches);
    for (const [id, count] of Object.entries(lost)) this.#hour.add(LOST + id, count);
  }

  usage(): AgentUsage {
    const { guard, activeSessions, standingSessions, delivery } = this.#sources;
    const { pendingBytes, oldestPendingAgeMs, dropped } = delivery();
    this.#countGivenUp(Object.values(dropped).reduce((sum, count) => sum + count, 0));
    const sums = this.#hour.sums();
    const lost = [...sums].filter(([name]) => name.startsWith(LOST)).sort(([, a], [, b]) => b - a);
    return {
      ...guard.measured(),
      sessions: activeSessions(),
      standingSessions: standingSessions(),
      spoolBytes: pendingBytes,
      spoolAgeMs: Math.max(0, Math.round(oldestPendingAgeMs)),
      lastHour: {
        samplesKept: sums.get('samples') ?? 0,
        switches: sums.get('switches') ?? 0,
        exportsGivenUp: sums.get('given up') ?? 0,
        lostByCause: Object.fromEntries(
          lost.slice(0, MAX_LOSS_IDS).map(([name, count]) => [name.slice(LOST.length), count])
        ),
      },
    };
  }

  /** The delivery counts since its start. */
  #countGivenUp(givenUp: number): void {
    this.#hour.add('given up', Math.max(0, givenUp - this.#givenUpBefore));
    this.#givenUpBefore = givenUp;
  }
}
