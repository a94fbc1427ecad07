import { type Crossing, NODE_METRICS, type Selector } from '@meshprof/contracts';
import { agentIdOfTarget, pidOfTarget } from '../storage/ids.ts';
import type { CompleteNodeCondition, CompleteTrigger } from './complete-rule.ts';
import type { CrossingFacts } from './firings.ts';

export interface CrossingAgent {
  readonly id: string;
  readonly node: string;
}

/** What an agent's report means, or undefined if it is not about what this rule watches or not this agent's to say. */
export function crossingFacts(
  crossing: Crossing,
  {
    rule,
    agent,
    processName,
    nowMs,
  }: { rule: CompleteTrigger; agent: CrossingAgent; processName?: string; nowMs: number }
): CrossingFacts | undefined {
  if (rule.condition.source !== 'node') return undefined;
  const { metric, op, threshold }: CompleteNodeCondition = rule.condition;
  const { of: measuredOf, title, unit } = NODE_METRICS[metric];
  const { targetId } = crossing;
  if ((measuredOf === 'process') !== (targetId !== undefined)) return undefined;
  if (targetId !== undefined && agentIdOfTarget(targetId) !== agent.id) return undefined;
  const process = targetId === undefined ? '' : ` of ${processName ?? 'process'} (pid ${pidOfTarget(targetId)})`;
  return {
    policyId: crossing.policyId,
    subject: targetId ?? agent.id,
    what: `${title}${process} on ${agent.node}`,
    reading: { metric, op, threshold, measured: crossing.measured, unit },
    beganAtMs: nowMs - crossing.beganAgoMs,
    selector: subjectOfCrossing(rule, { node: agent.node, targetId }),
  };
}

/** The process that crossed; for a metric of the node those of its processes that the policy selects. */
export function subjectOfCrossing(
  { selector }: Pick<CompleteTrigger, 'selector'>,
  { node, targetId }: { node: string; targetId: string | undefined }
): Selector {
  return targetId === undefined ? { ...selector, node } : { node, process_pid: pidOfTarget(targetId) };
}
