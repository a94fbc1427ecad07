import {
  ABORT_REASONS,
  type Estimate,
  type Experiment,
  type ExperimentPlan,
  type ExperimentSummary,
  type VariantReport,
} from '@meshprof/contracts';
import { formatFacts, formatTable } from '../table.ts';

const right = 'right' as const;

export function experimentTable(experiments: readonly ExperimentSummary[]): string {
  if (experiments.length === 0) return 'no experiments\n';
  return formatTable(
    [
      { title: 'ID' },
      { title: 'STATE' },
      { title: 'NODE' },
      { title: 'AUTHOR' },
      { title: 'CREATED' },
      { title: 'LEFT', align: right },
      { title: 'TITLE' },
    ],
    experiments.map((each) => [
      each.id,
      each.state,
      each.node ?? '',
      each.author,
      time(each.createdUnixMs) ?? '',
      each.progress === undefined ? '' : duration(each.progress.leftMs),
      each.title,
    ])
  );
}

/** Everything that a person asks of one experiment: what it does, how it goes, what it found. */
export function experimentReport(experiment: Experiment): string {
  const { spec, report } = experiment;
  const voided = experiment.slots.filter((slot) => slot.void !== undefined).length;
  const facts = formatFacts([
    ['experiment', experiment.id],
    ['title', experiment.title],
    ['state', experiment.state],
    ['why', why(experiment)],
    ['waits', experiment.waitingFor],
    ['order', experiment.order === 'run' ? undefined : experiment.order],
    ['silent', silence(experiment)],
    ['variants', `${experiment.variants.slice(1).join(', ')} against ${experiment.variants[0] ?? ''}`],
    ['target', `node ${experiment.node ?? ''}, ${spec.driver}, ${targetText(experiment)}`],
    ['progress', experiment.progress === undefined ? undefined : progressText(experiment)],
    ['slots', `${experiment.slots.length - voided} of ${experiment.plan.slots}, ${voided} void`],
    ['seed', String(experiment.seed)],
    ['author', approved(experiment)],
    ['start', time(experiment.startUnixMs)],
    ['end', time(experiment.endUnixMs)],
    ['note', spec.note],
  ]);
  return report === undefined ? facts : `${facts}\n${resultTable(report.variants)}${report.limits}\n`;
}

export function planText(plan: ExperimentPlan): string {
  const facts = formatFacts([
    ['blocks', `${plan.blocks} (a result needs ${plan.blocksNeeded})`],
    ['slots', String(plan.slots)],
    ['time', `${duration(plan.durationMs)}, without void slots`],
    ['finds', plan.detectablePercent === null ? undefined : `effects from ${plan.detectablePercent.toFixed(1)} % on`],
    ['seed', String(plan.seed)],
  ]);
  const variants = plan.variants.map(({ name, baseline, changes }) => {
    const what = changes.map((change) => `${change.what}${change.drains ? ' (drains connections)' : ''}`).join('; ');
    return `${name}${baseline ? ' (baseline)' : ''}: ${what === '' ? 'as it is' : what}\n`;
  });
  const findings = plan.findings.map(({ severity, sentence, remedy }) => `${severity}: ${sentence} ${remedy}\n`);
  return `${facts}\n${variants.join('')}${findings.join('')}`;
}

export function progressText({ state, progress, waitingFor }: ExperimentSummary): string {
  if (progress === undefined) return [state, waitingFor].filter((part) => part !== undefined).join('. ');
  const { phase, block, blocks, slot, slots, variant, step, leftMs } = progress;
  const where = `block ${block + 1} of ${blocks}, slot ${slot + 1} of ${slots}`;
  return `${state}, ${phase}: ${where}, ${variant}: ${step}; ${duration(leftMs)} left`;
}

function resultTable(variants: readonly VariantReport[]): string {
  return formatTable(
    [
      { title: 'VARIANT' },
      { title: 'CPU/REQUEST', align: right },
      { title: 'CHANGE', align: right },
      { title: 'REQUESTS/S', align: right },
      { title: 'SLOTS', align: right },
      { title: 'VERDICT' },
    ],
    variants.map((each) => [
      each.name,
      `${each.cpuPerRequestUs.estimate.toFixed(1)} us`,
      changeText(each.cpuPerRequestUs),
      each.requestsPerSecond.estimate.toFixed(0),
      String(each.slots),
      each.baseline ? 'baseline' : `${each.verdict ?? ''}: ${each.reason}`,
    ])
  );
}

function changeText({ changePercent, changeLowPercent, changeHighPercent }: Estimate): string {
  if (changePercent === null || changeLowPercent === null || changeHighPercent === null) return '';
  const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
  return `${signed(changePercent)} % (${signed(changeLowPercent)} to ${signed(changeHighPercent)})`;
}

function why({ abortReason, detail }: Experiment): string | undefined {
  const parts = [abortReason === undefined ? undefined : ABORT_REASONS[abortReason], detail];
  return parts.some((part) => part !== undefined) ? parts.filter((part) => part !== undefined).join(' ') : undefined;
}

function silence({ silentSinceUnixMs }: Experiment): string | undefined {
  if (silentSinceUnixMs === undefined) return undefined;
  return `its agent has not been heard of since ${time(silentSinceUnixMs)}; what is shown is of that time`;
}

function targetText({ spec: { target } }: Experiment): string {
  if (target.workload !== undefined) return `${target.namespace ?? 'default'}/${target.workload}`;
  return target.adminUrl ?? target.listenersFile ?? (target.pid === undefined ? '' : `pid ${target.pid}`);
}

function approved({ author, approvedBy }: Experiment): string {
  return approvedBy === undefined ? author : `${author}, approved by ${approvedBy}`;
}

function time(unixMs: number | undefined): string | undefined {
  return unixMs === undefined ? undefined : new Date(unixMs).toISOString();
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
