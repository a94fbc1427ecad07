import { EXPERIMENT_STATES, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';
import { Gauge, type Registry } from 'prom-client';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { Storage } from '../storage/open-storage.ts';

export function addExperimentMetrics(
  registry: Registry,
  { storage, presence }: { storage: Storage; presence: AgentPresence }
): void {
  new Gauge({
    name: 'meshprof_controller_experiments',
    help: 'Stored experiments by state. One that is restore-failed needs somebody to look at its proxy.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const state of EXPERIMENT_STATES) this.set({ state }, 0);
      const rows = await storage
        .selectFrom('experiments')
        .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
        .groupBy('state')
        .execute();
      for (const { state, n } of rows) this.set({ state }, Number(n));
    },
  });
  new Gauge({
    name: 'meshprof_controller_experiments_silent',
    help: 'Experiments under way whose agent is not heard of.',
    registers: [registry],
    async collect() {
      const rows = await storage
        .selectFrom('experiments')
        .innerJoin('agents', 'agents.id', 'experiments.agent_id')
        .select(['agents.id', 'agents.last_seen_at_ms'])
        .where('experiments.state', 'not in', [...FINAL_EXPERIMENT_STATES])
        .execute();
      this.set(rows.filter((agent) => !presence.isConnected(agent)).length);
    },
  });
}
