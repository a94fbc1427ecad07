import { randomBytes, randomInt } from 'node:crypto';
import { ABORT_REASONS, type ExperimentAssignment, type ExperimentStatus } from '@meshprof/contracts';
import { checkSpec } from '@meshprof/experiments';
import { isFinal } from '../../experiment/run/final-state.ts';
import { writeLocalOrder } from '../../experiment/run/local-order.ts';
import { refusalOf } from '../../experiment/run/preflight.ts';
import { CliError } from '../cli-failure.ts';
import { createProgressLine, writeErr, writeOut } from '../terminal.ts';
import type { LeadOptions } from './experiment-command.ts';
import { findRun } from './find-run.ts';
import { ExperimentLead, type Led } from './lead-experiment.ts';
import { progressKey, progressText } from './progress-text.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';
import { reportText } from './report-text.ts';
import { type SpecOptions, specOf } from './spec-options.ts';

export async function runCommand(file: string | undefined, options: SpecOptions & LeadOptions): Promise<void> {
  const spec = await specOf(file, options);
  checkReportFile(options.output);
  const refusal = refusalOf(checkSpec(spec));
  if (refusal !== undefined) throw new CliError({ exit: 'usage', message: refusal.detail });
  const experimentId = newExperimentId();
  const seed = spec.seed ?? randomInt(2 ** 31);
  writeErr(`meshprof: experiment ${experimentId}, seed ${seed}; its journal is in ${options.stateDir}\n`);
  await leadToItsEnd({ experimentId, spec, seed, order: 'run' }, options);
}

export async function resumeCommand(id: string | undefined, options: LeadOptions): Promise<void> {
  const { experimentId, spec, seed, state, isChanged } = findRun(options.stateDir, id);
  checkReportFile(options.output);
  if (isFinal(state) && !isChanged) {
    throw new CliError({ exit: 'usage', message: `experiment ${experimentId} has ended: it is ${state}` });
  }
  writeLocalOrder(options.stateDir, experimentId, 'run');
  await leadToItsEnd({ experimentId, spec, seed, order: 'run' }, options);
}

/** Until it ended; prints and writes its report. */
export async function leadToItsEnd(assignment: ExperimentAssignment, options: LeadOptions): Promise<void> {
  const screen = new Screen();
  const { stateDir, otlpEndpoint } = options;
  const lead = new ExperimentLead({
    ...{ assignment, stateDir },
    ...(otlpEndpoint !== undefined && { otlpEndpoint }),
    onStatus: (status) => screen.show(status),
    onNote: (sentence) => screen.say(sentence),
  });
  if (assignment.order !== 'run') lead.order(assignment.order);
  const release = leaveOnSignals(lead, screen);
  const led = await lead.lead().finally(() => {
    release();
    screen.clear();
  });
  if (led.kind === 'left') throw interrupted(assignment.experimentId);
  finish(led, options);
}

function interrupted(id: string): CliError {
  const then = `\`meshprof experiment resume ${id}\` goes on with it, \`abort\` ends it, \`report\` says what it found`;
  return new CliError({
    exit: 'aborted',
    message: `the experiment was interrupted, the configuration of before is back: ${then}`,
  });
}

/** The first asks to stop; none leaves the proxy as it is. */
function leaveOnSignals(lead: ExperimentLead, screen: Screen): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let isAsked = false;
  const handler = (): void => {
    screen.say(
      isAsked
        ? 'still putting the configuration back; a run that is killed now is put back by `meshprof experiment abort`'
        : 'stopping, and putting the configuration back first'
    );
    isAsked = true;
    lead.leave();
  };
  for (const signal of signals) process.on(signal, handler);
  return () => signals.forEach((signal) => process.off(signal, handler));
}

function finish(led: Exclude<Led, { kind: 'left' }>, { output }: LeadOptions): void {
  if (led.kind === 'refused')
    throw new CliError({ exit: 'service', message: `the experiment is not run: ${led.detail}` });
  const { report, state } = led.status;
  if (report !== undefined) {
    if (output !== undefined) writeReportFile(output, report);
    writeOut(reportText(report));
  }
  const { abortReason, detail = '' } = led.status;
  if (state === 'restore-failed') {
    const hint = '`meshprof experiment resume` tries again.';
    throw new CliError({
      exit: 'notRestored',
      message: `the configuration of before is NOT proven to be back: ${detail} ${hint}`,
    });
  }
  if (state === 'aborted') {
    const why =
      abortReason === undefined || abortReason === 'asked-for' ? detail : `${ABORT_REASONS[abortReason]} ${detail}`;
    throw new CliError({
      exit: 'aborted',
      message: `the experiment was aborted, the configuration of before is back: ${why}`,
    });
  }
}

/** A line that rewrites itself on a terminal, and elsewhere a line for each step. */
class Screen {
  readonly #line = createProgressLine();
  #lastKey = '';

  show(status: ExperimentStatus): void {
    if (isFinal(status.state)) return;
    if (this.#line.isShown) return this.#line.update(() => progressText(status));
    const key = progressKey(status);
    if (key === this.#lastKey) return;
    this.#lastKey = key;
    writeErr(`meshprof: ${progressText(status)}\n`);
  }

  say(sentence: string): void {
    this.#line.clear();
    writeErr(`meshprof: ${sentence}\n`);
  }

  clear(): void {
    this.#line.clear();
  }
}

/** Sorts by time, and can be said on the telephone. */
function newExperimentId(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${randomBytes(4).toString('hex')}`;
}
