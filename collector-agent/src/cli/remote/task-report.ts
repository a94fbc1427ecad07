import type { LeftOut, Task, TaskTarget } from '@meshprof/contracts';
import { formatCount } from '../quantity.ts';
import { formatFacts, formatTable } from '../table.ts';
import { formatSelector } from './matcher-arguments.ts';

const right = 'right' as const;

export function taskTable(tasks: readonly Task[]): string {
  if (tasks.length === 0) return 'no tasks\n';
  const rows = tasks.map((task) => [
    task.id,
    task.state,
    task.origin,
    task.author,
    task.createdAt,
    String(task.targets.length),
    task.title === '' ? formatSelector(task.selector) : task.title,
  ]);
  return formatTable(
    [
      { title: 'ID' },
      { title: 'STATE' },
      { title: 'ORIGIN' },
      { title: 'AUTHOR' },
      { title: 'CREATED' },
      { title: 'TARGETS', align: right },
      { title: 'TITLE' },
    ],
    rows
  );
}

/** Everything that a person asks of one task: what it does, how it goes, what went wrong and what to do. */
export function taskReport(task: Task): string {
  const facts = formatFacts([
    ['task', task.id],
    ['title', task.title],
    ['state', task.state],
    ['why', sentence(task)],
    ['selector', formatSelector(task.selector)],
    ['what', `${task.events.join(' and ')} at ${task.frequencyHz} Hz for ${task.durationMs / 1_000} s`],
    ['start', task.startedAt ?? task.startAt],
    ['end', task.endedAt],
    ['origin', `${task.origin}, by ${task.author}`],
    ['cause', task.cause?.detail],
    ['tags', task.tags.join(' ')],
    ['note', task.note],
  ]);
  return `${facts}\n${targetTable(task.targets)}${leftOutText(task.leftOut)}`;
}

function targetTable(targets: readonly TaskTarget[]): string {
  if (targets.length === 0) return 'no process yet\n';
  return formatTable(
    [
      { title: 'NODE' },
      { title: 'PID', align: right },
      { title: 'SERVICE' },
      { title: 'STATE' },
      { title: 'SAMPLES', align: right },
      { title: 'LOST', align: right },
      { title: 'SWITCHES', align: right },
      { title: 'WHY' },
    ],
    targets.map((target) => [
      target.node,
      String(target.pid),
      target.service,
      target.state,
      formatCount(target.progress.samplesKept),
      formatCount(target.progress.samplesLost),
      formatCount(target.progress.switches),
      sentence(target) ?? '',
    ])
  );
}

export function leftOutText(leftOut: readonly LeftOut[]): string {
  return leftOut.map((each) => `left out: ${formatCount(each.count)}. ${sentence(each) ?? ''}\n`).join('');
}

function sentence({ reason, remedy }: { readonly reason?: string; readonly remedy?: string }): string | undefined {
  if (reason === undefined) return undefined;
  return remedy === undefined ? reason : `${reason} ${remedy}`;
}
