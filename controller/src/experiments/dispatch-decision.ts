import { EXPERIMENTS_CAPABILITY } from '@meshprof/contracts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { leasesOf } from './leases.ts';

export type DispatchDecision =
  { readonly ok: true; readonly agentId: AgentId } | { readonly ok: false; readonly waitingFor: string };

/** Which agent could run an approved experiment now, or what it waits for. `db` may be a transaction. */
export async function decideDispatch(
  db: Storage,
  presence: AgentPresence,
  row: Pick<ExperimentRow, 'node' | 'target_key'>
): Promise<DispatchDecision> {
  const agents = await experimentAgents(db, row.node);
  const newest = agents.sort((a, b) => presence.lastSeenAtMs(b) - presence.lastSeenAtMs(a));
  const agent = newest.find((each) => presence.isConnected(each));
  if (agent === undefined) {
    const [lost] = newest;
    const since = lost === undefined ? undefined : presence.lastSeenAtMs(lost);
    return { ok: false, waitingFor: sentenceOfMissingAgent(row.node, since) };
  }
  const held = await db
    .selectFrom('experiment_leases')
    .selectAll()
    .where('lease', 'in', leasesOf(row))
    .orderBy('lease')
    .executeTakeFirst();
  if (held === undefined) return { ok: true, agentId: agent.id };
  const what = held.lease.startsWith('node ') ? `runs on node ${row.node}` : 'changes the same target';
  return { ok: false, waitingFor: `Experiment ${held.experiment_id} ${what}; this one begins when it has ended.` };
}

export async function experimentAgents(db: Storage, node: string) {
  const rows = await db
    .selectFrom('agents')
    .select(['id', 'last_seen_at_ms', 'capabilities_json'])
    .where('node', '=', node)
    .where('revoked_at_ms', 'is', null)
    .execute();
  return rows.filter(({ capabilities_json }) =>
    (JSON.parse(capabilities_json) as string[]).includes(EXPERIMENTS_CAPABILITY)
  );
}

function sentenceOfMissingAgent(node: string, lostSinceMs: number | undefined): string {
  if (lostSinceMs === undefined) {
    return `No experiment agent has joined from node ${node}. Start \`meshprof experiment-agent\` there, or name another node.`;
  }
  const since = new Date(lostSinceMs).toISOString();
  return `The experiment agent of node ${node} has not been heard of since ${since}; it begins when that is back.`;
}
