import type { ExperimentFinding, ExperimentPlan, ExperimentSpec } from '@meshprof/contracts';
import { planExperiment } from '@meshprof/experiments';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { Storage } from '../storage/open-storage.ts';
import { decideDispatch } from './dispatch-decision.ts';
import { targetKeyOf } from './leases.ts';

/** What an experiment would be: what follows from the spec alone, and what the controller knows of the node. */
export async function planWithNode(
  { storage, presence }: { storage: Storage; presence: AgentPresence },
  spec: ExperimentSpec
): Promise<ExperimentPlan> {
  const plan = planExperiment(spec);
  return { ...plan, findings: [...plan.findings, ...(await nodeFindings(storage, presence, spec))] };
}

async function nodeFindings(
  storage: Storage,
  presence: AgentPresence,
  spec: ExperimentSpec
): Promise<ExperimentFinding[]> {
  const { node } = spec.target;
  if (node === undefined) return [NODE_MISSING];
  const decision = await decideDispatch(storage, presence, { node, target_key: targetKeyOf(spec, node) });
  if (decision.ok) return [];
  return [
    {
      severity: 'warning',
      code: 'would-wait',
      sentence: decision.waitingFor,
      remedy: 'It can be created now: it waits until then.',
    },
  ];
}

const NODE_MISSING: ExperimentFinding = {
  severity: 'error',
  code: 'node-missing',
  sentence: 'The target names no node, so no experiment agent would run it.',
  remedy: 'Set target.node to the node of the proxy; the agents page lists them.',
};
