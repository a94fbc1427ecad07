import type { DecodedProfile } from '../../harness/decode-otlp.ts';

/** A stretch of time that one profile tells of. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: number;
}

/** What arrived of a task on one process: its own session, and what the flight recorder had from before. */
export interface ArrivedParts {
  readonly own: readonly Window[];
  readonly before: readonly Window[];
}

/** Recorder and session sample at different rates, which tells their profiles apart. */
export function partsOf(profiles: readonly DecodedProfile[], ownFrequencyHz: number): ArrivedParts {
  const ownPeriodNs = Math.round(1e9 / ownFrequencyHz);
  const windows = profiles
    .filter(({ sampleType }) => sampleType === 'samples/count')
    .map(({ fromUnixMs, toUnixMs, period, samples }) => ({
      isOwn: Math.abs(period - ownPeriodNs) <= 1,
      window: { fromMs: fromUnixMs, toMs: toUnixMs, samples: samples.reduce((sum, { value }) => sum + value, 0) },
    }))
    .sort((a, b) => a.window.fromMs - b.window.fromMs);
  return {
    own: windows.filter(({ isOwn }) => isOwn).map(({ window }) => window),
    before: windows.filter(({ isOwn }) => !isOwn).map(({ window }) => window),
  };
}

export const samplesIn = (windows: readonly Window[]): number => windows.reduce((sum, { samples }) => sum + samples, 0);

/** A stretch without a sample is no window of its own. */
const MAX_GAP_MS = 1_000;

/** What lacks of the past that tasks on one process asked for, all of it for the same time, a sentence each. */
export function lacksBefore(tasks: readonly ArrivedParts[]): string[] {
  const known = new Map<number, Window>();
  for (const window of tasks.flatMap(({ before }) => before)) known.set(window.fromMs, window);
  const firstMs = Math.min(...known.keys());
  return tasks.flatMap(({ own, before }, index) => {
    const startMs = own[0]?.fromMs ?? Number.NaN;
    const ends = [...before.map(({ toMs }) => toMs)];
    const nexts = [...before.slice(1).map(({ fromMs }) => fromMs), startMs];
    const gapsMs = ends.map((endMs, at) => (nexts[at] ?? Number.NaN) - endMs);
    const odd = before.filter(({ fromMs, samples }) => known.get(fromMs)?.samples !== samples);
    return [
      ...(before[0]?.fromMs === firstMs ? [] : [`Task ${index} lacks the beginning of what was recorded.`]),
      ...gapsMs.filter((gapMs) => !(gapMs <= MAX_GAP_MS)).map((gapMs) => `Task ${index} has a gap of ${gapMs} ms.`),
      ...odd.map(({ fromMs }) => `Task ${index} has other samples of the window from ${fromMs} than another task.`),
    ];
  });
}
