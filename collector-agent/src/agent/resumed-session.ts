import type { Assignment, TargetProgress } from '@meshprof/contracts';
import type { RecordingProgress } from '../session/recording.ts';

/** What is left shorter than this is not worth a session. */
const SHORTEST_REST_MS = 1_000;

/** How long to record: what is left of the session, or 'over' where nothing is. */
export function restOf({ durationMs, elapsedMs = 0 }: Assignment): number | 'over' {
  const restMs = durationMs - elapsedMs;
  return elapsedMs > 0 && restMs < SHORTEST_REST_MS ? 'over' : restMs;
}

/** What the agent had reported before it was restarted, and what it has recorded since. */
export function addProgress(before: TargetProgress | undefined, since: RecordingProgress): RecordingProgress {
  if (before === undefined) return since;
  const lostByCause: Record<string, number> = { ...before.lostByCause };
  for (const [id, count] of Object.entries(since.lostByCause)) lostByCause[id] = (lostByCause[id] ?? 0) + count;
  return {
    elapsedMs: before.elapsedMs + since.elapsedMs,
    samplesKept: before.samplesKept + since.samplesKept,
    samplesLost: before.samplesLost + since.samplesLost,
    switches: before.switches + since.switches,
    lostByCause,
  };
}
