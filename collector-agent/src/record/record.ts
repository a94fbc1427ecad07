import { hostname } from 'node:os';
import type { CliFailure } from '../cli/cli-failure.ts';
import type { ExitCodeName } from '../cli/exit-codes.ts';
import { missingCapabilities, ownCapabilities } from '../discovery/capabilities.ts';
import { ContainerRecords } from '../discovery/container-records.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { openRecording, type Recording, type RecordingEnd, type RecordingProgress } from '../session/recording.ts';
import type { SessionFailure } from '../session/session-failure.ts';
import { checkPids } from './check-pids.ts';
import { encodeOutput } from './encode-output.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import { type ExitStatus, type LaunchedProgram, launchStopped } from './launch.ts';
import type { RecordPlan } from './record-plan.ts';
import { stolenNs } from './steal-time.ts';
import { symbolFolders } from './symbol-folders.ts';
import { type Summary, summarize } from './summary.ts';
import { checkWritable, writeFileWhole } from './write-file.ts';

export interface RecordReport {
  readonly summary: Summary;
  readonly profiles: readonly ProcessProfile[];
  readonly outputBytes: number;
  readonly end: Exclude<RecordingEnd['kind'], 'failed'>;
  /** Time the hypervisor kept from this machine meanwhile, all CPUs. */
  readonly stolenNs: number;
  /** How the launched program ended. */
  readonly exitStatus?: ExitStatus;
}

export type RecordResult =
  { readonly ok: true; readonly report: RecordReport } | { readonly ok: false; readonly failure: CliFailure };

export interface RecordEvents {
  /** Attached: from now on nothing is missed. A launched program has not executed its first instruction yet. */
  readonly onStart: (pids: readonly number[]) => void;
  /** Several times a second; `read` costs a system call for each thread, so it is called only if somebody looks. */
  readonly onProgress: (read: () => RecordingProgress) => void;
}

/** Runs a plan to its end and writes its files. Nothing stays attached or running, whatever the result. */
export async function record(plan: RecordPlan, events: RecordEvents): Promise<RecordResult> {
  const refusal = refuse(plan);
  if (refusal !== undefined) return { ok: false, failure: refusal };
  if ('pids' in plan.target) return recordPids(plan, events, { pids: plan.target.pids });
  const launched = await launchStopped(plan.target.command);
  if (!launched.ok) return { ok: false, failure: { exit: 'usage', message: launched.message } };
  const { program } = launched;
  try {
    return await recordPids(plan, events, { pids: [program.pid], program });
  } finally {
    // A recording that failed must not leave a stopped program behind, nor one that nobody watches.
    await program.end();
  }
}

/** Everything that can be known before the recording: minutes of recording for nothing are worse than an early no. */
function refuse(plan: RecordPlan): CliFailure | undefined {
  const badPid = 'pids' in plan.target ? checkPids(plan.target.pids) : undefined;
  if (badPid !== undefined) return badPid;
  const missing = missingCapabilities(ownCapabilities());
  if (missing.length > 0) {
    return { exit: 'noPermission', message: `recording needs root or ${missing.join(', ')}; run it with sudo` };
  }
  for (const file of [plan.output, plan.summaryFile]) {
    const writable = file === undefined ? { ok: true as const } : checkWritable(file);
    if (!writable.ok) return { exit: 'output', message: writable.message };
  }
  return undefined;
}

interface Subject {
  readonly pids: readonly [number, ...number[]];
  readonly program?: LaunchedProgram;
}

async function recordPids(plan: RecordPlan, events: RecordEvents, subject: Subject): Promise<RecordResult> {
  const { pids, program } = subject;
  const stolenBefore = stolenNs();
  const interrupts = listenForInterrupts((signal) => passOn(signal, program));
  const opened = openRecording({
    pids,
    followChildren: program !== undefined,
    events: plan.events,
    frequencyHz: plan.frequencyHz,
    wakers: plan.wakers,
    stallThresholdMs: plan.stallThresholdMs,
    minWaitUs: plan.minWaitUs,
    surroundings: { nodeIdentity: { node: hostname() }, containers: new ContainerRecords() },
    ...symbolFolders(),
    ...(program !== undefined && { launchedProgram: program.name }),
  });
  if (!opened.ok) {
    interrupts.release();
    return { ok: false, failure: openFailure(opened.failure) };
  }
  try {
    const end = await runUntilEnd(plan, events, { recording: opened.recording, interrupts, ...subject });
    const failure = end.kind === 'failed' ? end.failure : await opened.recording.finish();
    if (failure !== undefined || end.kind === 'failed') return brokenRecording(failure);
    const written = writeFiles(plan, opened.recording);
    if (!written.ok) return written;
    const exitStatus = await program?.end({ hasSignal: interrupts.received() !== undefined });
    const report = { ...written.report, end: end.kind, stolenNs: stolenNs() - stolenBefore };
    return { ok: true, report: exitStatus === undefined ? report : { ...report, exitStatus } };
  } finally {
    interrupts.release();
    opened.recording.close();
  }
}

interface Running extends Subject {
  readonly recording: Recording;
  readonly interrupts: Interrupts;
}

async function runUntilEnd(plan: RecordPlan, events: RecordEvents, running: Running): Promise<RecordingEnd> {
  const { recording, interrupts, program, pids } = running;
  events.onStart(pids);
  let programEnded = false;
  void program?.exited.then(() => {
    programEnded = true;
    interrupts.abort();
  });
  program?.resume();
  const end = await recording.run({
    ...(plan.durationMs !== undefined && { durationMs: plan.durationMs }),
    signal: interrupts.signal,
    onDrain: () => events.onProgress(() => recording.progress()),
  });
  return end.kind === 'stopped' && programEnded ? { kind: 'exited' } : end;
}

function writeFiles(
  plan: RecordPlan,
  recording: Recording
):
  | { ok: true; report: Pick<RecordReport, 'summary' | 'profiles' | 'outputBytes'> }
  | { ok: false; failure: CliFailure } {
  const profiles = recording.takeProfiles();
  const bytes = encodeOutput(plan, profiles);
  const output = writeFileWhole(plan.output, bytes);
  if (!output.ok) return { ok: false, failure: { exit: 'output', message: output.message } };
  const cpu = process.cpuUsage();
  const summary = summarize({
    totals: recording.totals(),
    profiles,
    agentCpuNs: (cpu.user + cpu.system) * 1_000,
    rssBytes: process.resourceUsage().maxRSS * 1024,
  });
  if (plan.summaryFile !== undefined) {
    const file = writeFileWhole(plan.summaryFile, Buffer.from(`${JSON.stringify(summary, null, 2)}\n`));
    if (!file.ok) return { ok: false, failure: { exit: 'output', message: file.message } };
  }
  return { ok: true, report: { summary, profiles, outputBytes: bytes.length } };
}

/** At a terminal the driver has sent Ctrl-C to the whole process group already; a second one would be too many. */
function passOn(signal: NodeJS.Signals, program: LaunchedProgram | undefined): void {
  if (signal === 'SIGINT' && process.stdin.isTTY) return;
  program?.signal(signal);
}

function openFailure({ reasonCode, detail }: SessionFailure): CliFailure {
  const exits: Partial<Record<string, ExitCodeName>> = {
    'no-permission': 'noPermission',
    'process-not-found': 'exitedPid',
    'kernel-feature-missing': 'kernelFeatureMissing',
    'load-failed': 'kernelFeatureMissing',
  };
  return { exit: exits[reasonCode] ?? 'unexpected', message: `cannot record: ${detail}` };
}

function brokenRecording(failure: SessionFailure | undefined): RecordResult {
  return {
    ok: false,
    failure: { exit: 'unexpected', message: `the recording broke off: ${failure?.detail ?? 'unknown cause'}` },
  };
}
