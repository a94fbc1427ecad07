import type {
  ExperimentProgress,
  ExperimentReport,
  ExperimentState,
  ExperimentStatus,
  GuardId,
  GuardValues,
} from '@meshprof/contracts';

const STATES: Readonly<Partial<Record<ExperimentState, string>>> = {
  approved: 'waiting to begin',
  preflight: 'looking at the proxy, and for the rate',
  restoring: 'putting the configuration back',
  verifying: 'asking the proxy whether it is as before',
  paused: 'paused; the configuration is as before',
  analysing: 'working out the result',
};

/** One line: where the run is, how long it will take, and what is known so far. */
export function progressText({ state, progress, report }: ExperimentStatus): string {
  const words = STATES[state];
  if (words !== undefined || progress === undefined) return words ?? state;
  const { phase, block, blocks, slot, slots, variant, step, leftMs } = progress;
  const where = `${phase === 'a-a' ? 'A/A block' : 'block'} ${block + 1}/${blocks} slot ${slot + 1}/${slots}`;
  const { guards } = progress;
  return [where, variant, step, `${leftText(leftMs)} left`, ...estimates(report), ...watched(guards)].join('  ');
}

/** What makes a line worth printing where each stays: not the time left. */
export function progressKey({ state, progress }: ExperimentStatus): string {
  const of = (part: ExperimentProgress): string => [part.phase, part.block, part.slot, part.variant, part.step].join();
  return state === 'a-a' || state === 'running' ? `${state} ${progress === undefined ? '' : of(progress)}` : state;
}

function estimates(report: ExperimentReport | undefined): string[] {
  return (report?.variants ?? [])
    .filter(({ baseline, cpuPerRequestUs }) => !baseline && cpuPerRequestUs.changePercent !== null)
    .map(({ name, cpuPerRequestUs: { changePercent } }) => `${name} ${signed(changePercent ?? 0)} %`);
}

/** What changes by itself; the rest is 0, or the run is over. */
function watched(guards: GuardValues | undefined): string[] {
  const valueOf = (id: GuardId) => guards?.readings.find(({ guard }) => guard === id)?.value;
  const [errors, p99Us] = [valueOf('errors'), valueOf('latency')];
  return [
    ...(errors === undefined ? [] : [`failed ${errors.toFixed(1)} %`]),
    ...(p99Us === undefined ? [] : [`p99 ${(p99Us / 1_000).toFixed(1)} ms`]),
  ];
}

function signed(percent: number): string {
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)}`;
}

export function leftText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
