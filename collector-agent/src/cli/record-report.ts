import { displayName } from '../discovery/display-name.ts';
import type { RecordReport } from '../record/record.ts';
import type { StackCounts } from '../record/profile-quality.ts';
import type { RecordPlan } from '../record/record-plan.ts';
import type { Summary } from '../record/summary.ts';
import { formatCostReport } from './cost-report.ts';
import { formatBytes, formatCount, formatSeconds, formatShare } from './quantity.ts';
import { formatStallReport } from './stall-report.ts';
import { formatFacts, formatTable } from './table.ts';
import { formatWakerReport } from './waker-report.ts';

const TOP_THREADS = 5;

/** What a person wants to know after a recording: what it holds, how good it is, what it cost, where it went. */
export function formatReport(plan: RecordPlan, report: RecordReport): string {
  const { summary } = report;
  const { events } = plan;
  const { wakersLost } = summary.offCpu;
  const facts = formatFacts([
    ['recorded', `${formatSeconds(summary.durationNs)} of ${subject(report)}`],
    ['on CPU', events.includes('on-cpu') ? onCpuLine(summary) : undefined],
    ['off CPU', events.includes('off-cpu') ? offCpuLine(summary) : undefined],
    ['wakers', Object.keys(wakersLost).length > 0 ? lostText(wakersLost) : undefined],
    ['loop stalls', Object.keys(summary.loopStallsLost).length > 0 ? lostText(summary.loopStallsLost) : undefined],
    ['page faults', events.includes('page-fault') ? pageFaultsLine(summary) : undefined],
    ['names', namesLine(summary)],
    ['cost', costLine(report)],
    ['wrote', `${plan.output} (${formatBytes(report.outputBytes)})${also(plan.summaryFile)}`],
  ]);
  return [
    facts,
    formatCostReport(summary),
    formatWakerReport(summary),
    formatStallReport(summary),
    threadTable(summary),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function subject({ profiles }: RecordReport): string {
  const names = profiles.map(({ identity }) => `${identity.process} (pid ${identity.pid})`);
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more processes`;
}

function onCpuLine({ onCpu }: Summary): string {
  const kept = `${formatCount(onCpu.samplesKept)} of ${formatCount(onCpu.samplesExpected)} samples kept`;
  return `${kept}, ${stacksText(onCpu.stacks)}${lossText(onCpu.lost)}`;
}

function offCpuLine({ offCpu }: Summary): string {
  const total = `${formatCount(offCpu.switches)} switches, ${formatSeconds(offCpu.timeNs)} of waiting`;
  return `${total}, ${stacksText(offCpu.stacks)}${lossText(offCpu.lost)}`;
}

function pageFaultsLine({ pageFaults }: Summary): string {
  const total = `${formatCount(pageFaults.minor)} minor, ${formatCount(pageFaults.major)} major`;
  return `${total}, ${stacksText(pageFaults.stacks)}${lossText(pageFaults.lost)}`;
}

function stacksText({ complete, truncated, truncatedBy }: StackCounts): string {
  const share = `${formatShare(complete, complete + truncated)} of stacks complete`;
  return truncated === 0 ? share : `${share} (truncated: ${countsText(truncatedBy)})`;
}

/** Where the names come from, and how often there is none. */
function namesLine({ frames, samples, namesLost }: Summary): string {
  const sources = Object.entries(frames.named)
    .sort(([, a], [, b]) => b - a)
    .map(([source, count]) => `${source} ${formatShare(count, frames.total)}`);
  const named = `${formatShare(frames.total - frames.unnamed, frames.total)} of frames have a name`;
  const unnamed = `${formatShare(samples.leafUnnamed, samples.total)} of samples are in a function without one`;
  return `${named}${sources.length > 0 ? ` (${sources.join(', ')})` : ''}; ${unnamed}${lossText(namesLost)}`;
}

function lossText(lost: Readonly<Record<string, number>>): string {
  return Object.keys(lost).length === 0 ? '' : `; ${lostText(lost)}`;
}

const lostText = (lost: Readonly<Record<string, number>>): string => `lost: ${countsText(lost)}`;

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([cause, count]) => `${formatCount(count)} ${cause}`)
    .join(', ');
}

function costLine({ summary, stolenNs }: RecordReport): string {
  const parts = [
    `${formatSeconds(summary.agentCpuNs)} of CPU`,
    `${formatBytes(summary.rssBytes)} resident`,
    `${formatBytes(summary.bpfMemoryBytes)} in the kernel`,
  ];
  // Clock samples count stolen time as CPU time: without this a reader would wonder at a few percent too many.
  const steal = stolenNs > 0 ? `; the hypervisor took ${formatSeconds(stolenNs)}` : '';
  return parts.join(', ') + steal;
}

function also(summaryFile: string | undefined): string {
  return summaryFile === undefined ? '' : ` and ${summaryFile}`;
}

function threadTable({ threads }: Summary): string {
  const busiest = [...threads].sort((a, b) => b.onCpuNs - a.onCpuNs).slice(0, TOP_THREADS);
  const rows = busiest.map((thread) => [
    String(thread.tid),
    // A thread chooses its own name, escape sequences included.
    displayName(thread.name),
    formatSeconds(thread.onCpuNs),
    formatSeconds(thread.runnableNs),
    formatSeconds(thread.blockedNs),
    formatCount(thread.voluntarySwitches),
    formatCount(thread.involuntarySwitches),
  ]);
  const numeric = ['ON CPU', 'RUNNABLE', 'BLOCKED', 'VOLUNTARY', 'INVOLUNTARY'].map((title) => ({
    title,
    align: 'right' as const,
  }));
  const table = formatTable([{ title: 'TID', align: 'right' }, { title: 'THREAD' }, ...numeric], rows);
  const more = threads.length - busiest.length;
  return more > 0 ? `${table}and ${more} more threads\n` : table;
}
