import { DEFAULT_EVENTS, EVENTS, OFF_CPU_DEFAULTS } from '@meshprof/contracts';
import type { Command } from 'commander';
import type { RecordEvents, RecordReport } from '../record/record.ts';
import { planRecord, type RecordOptions, type RecordPlan } from '../record/record-plan.ts';
import type { RecordingProgress } from '../session/recording.ts';
import { CliError } from './cli-failure.ts';
import { formatCount, formatSeconds } from './quantity.ts';
import { formatReport } from './record-report.ts';
import { createProgressLine, writeErr, writeOut } from './terminal.ts';

const DESCRIPTION = `record a process, or a program from its start, into a file

Examples:
  meshprof record --pid 4711 --duration 10s --output envoy.pb.gz
  meshprof record --pid 4711,4712 --events off-cpu --output waits.txt
  meshprof record --output run.otlp --summary run.json -- ./server --port 80`;

export function addRecordCommand(program: Command): void {
  program
    .command('record')
    .description(DESCRIPTION)
    .argument('[command...]', 'program to start and record, after --')
    .option('-o, --output <file>', 'ends in .otlp, .pb.gz (pprof) or .txt (folded stacks of one event)')
    .option('-p, --pid <pids>', 'process ids with commas between')
    .option('-d, --duration <time>', 'such as 10s, 500ms or 2m (default: 10s; for a command, until it ends)')
    .option(
      '-e, --events <events>',
      `of ${EVENTS.join(', ')}, with commas between (default: ${DEFAULT_EVENTS.join(',')})`
    )
    .option('-f, --frequency <hz>', 'samples a second of CPU time, 1 to 999', '99')
    .option('-w, --wakers', 'tell who ended the waits, with stacks; a .txt file then holds those')
    .option(
      '--stall-threshold <time>',
      'how long an event loop may go without waiting for events; 0ms: do not look',
      `${OFF_CPU_DEFAULTS.stallThresholdMs}ms`
    )
    .option('--min-wait <time>', 'give stacks only to waits at least this long, such as 500us or 10ms; totals hold all')
    .option('-s, --summary <file>', 'write totals, losses and quality as JSON')
    .passThroughOptions()
    .action((command: string[], options: RecordOptions) => run(command, options));
}

async function run(command: string[], options: RecordOptions): Promise<void> {
  const planned = planRecord(options, command);
  if (!planned.ok) throw new CliError({ exit: 'usage', message: planned.message });
  const { plan } = planned;
  // Loaded only now: a mistyped option should not wait for encoders and the addon.
  const { record } = await import('../record/record.ts');
  const line = createProgressLine();
  const events: RecordEvents = {
    // On a terminal the progress line says so.
    onStart: (pids) => {
      if (!line.isShown) writeErr(`meshprof: recording pid ${pids.join(', ')}\n`);
    },
    onProgress: (read) => line.update(() => formatProgress(read(), plan.durationMs)),
  };
  const result = await record(plan, events).finally(() => line.clear());
  if (!result.ok) throw new CliError(result.failure);
  for (const note of notes(plan, options, result.report)) writeErr(`meshprof: ${note}\n`);
  writeOut(formatReport(plan, result.report));
}

function formatProgress(progress: RecordingProgress, durationMs: number | undefined): string {
  const elapsed = `${(progress.elapsedMs / 1000).toFixed(1)}`;
  const total = durationMs === undefined ? 's' : ` of ${(durationMs / 1000).toFixed(1)} s`;
  const lost = progress.samplesLost > 0 ? ` (${formatCount(progress.samplesLost)} lost)` : '';
  return `recording ${elapsed}${total}  ${formatCount(progress.samplesKept)} samples${lost}  ${formatCount(progress.switches)} switches`;
}

/** What is not as one would expect, though the recording is good. */
function notes(plan: RecordPlan, options: RecordOptions, report: RecordReport): string[] {
  const found: string[] = [...problemNotes(report.summary.problems)];
  const elapsed = formatSeconds(report.summary.durationNs);
  if (report.end === 'exited' && 'pids' in plan.target) {
    found.push(`the recorded process exited after ${elapsed}; what was recorded until then is written`);
  }
  if (report.end === 'stopped') found.push(`stopped after ${elapsed}; what was recorded until then is written`);
  if (report.exitStatus !== undefined) found.push(exitNote(report.exitStatus));
  if (plan.format === 'folded' && options.events === undefined) {
    found.push(`${plan.output} holds on-CPU samples; --events off-cpu gives the waits`);
  }
  return found;
}

const MAX_PROBLEMS = 5;

function problemNotes(problems: readonly string[]): string[] {
  const more = problems.length - MAX_PROBLEMS;
  const shown = problems.slice(0, MAX_PROBLEMS);
  return more > 0 ? [...shown, `${more} more binaries could not be read; --summary names them`] : shown;
}

function exitNote({ code, signal }: NonNullable<RecordReport['exitStatus']>): string {
  return signal === null ? `the program exited with status ${code ?? 0}` : `the program was ended by ${signal}`;
}
