import type { TaskPlan } from '@meshprof/contracts';
import { formatBytes, formatCount } from '../quantity.ts';
import { formatTable } from '../table.ts';
import { leftOutText } from './task-report.ts';

/** What would be profiled, what would not and why, when, and what it would cost. */
export function planReport({ startsAt, durationMs, targets, targetsTotal, nodes, leftOut, cost }: TaskPlan): string {
  const head = [
    `${formatCount(targetsTotal)} processes on ${formatCount(nodes)} nodes, ${durationMs / 1_000} s, from ${startsAt[0] ?? 'never'}`,
    `samples: about ${formatCount(cost.onCpuSamplesTypical)} on CPU, at most ${formatCount(cost.onCpuSamplesAtMost)}; off CPU at most ${formatCount(cost.offCpuStacksAtMost)} stacks`,
    `cost, at most: ${cost.agentCpuPercent} % of a CPU on the busiest node, ${formatBytes(cost.storeBytes)} to the store`,
  ];
  const rows = targets.map(({ node, pid, service, role, process }) => [node, String(pid), service, role, process]);
  const columns = ['SERVICE', 'ROLE', 'PROCESS'].map((title) => ({ title }));
  const table = formatTable([{ title: 'NODE' }, { title: 'PID', align: 'right' }, ...columns], rows);
  const more = targetsTotal > targets.length ? `and ${formatCount(targetsTotal - targets.length)} more\n` : '';
  return `${head.join('\n')}\n\n${targets.length === 0 ? '' : table}${more}${leftOutText(leftOut)}`;
}
