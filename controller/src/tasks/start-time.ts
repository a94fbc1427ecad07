/** Processes are chosen, and agents told, this long before a task's start. */
export const LEAD_MS = 60_000;

/** A start time that passed less than this ago means now: the client's clock may be a little ahead. */
const PASSED_MEANS_NOW_MS = 60_000;
const MAX_AHEAD_MS = 366 * 24 * 3_600_000;

export type StartTime = { ok: true; startAtMs: number } | { ok: false; message: string };

export function resolveStart(startAt: string | undefined, nowMs: number): StartTime {
  if (startAt === undefined) return { ok: true, startAtMs: nowMs };
  const startAtMs = Date.parse(startAt);
  const clock = `The controller's clock says ${new Date(nowMs).toISOString()}.`;
  if (Number.isNaN(startAtMs)) return { ok: false, message: 'There is no such date.' };
  if (startAtMs < nowMs - PASSED_MEANS_NOW_MS) return { ok: false, message: `This time has passed. ${clock}` };
  if (startAtMs > nowMs + MAX_AHEAD_MS) return { ok: false, message: `This is more than a year ahead. ${clock}` };
  return { ok: true, startAtMs: Math.max(startAtMs, nowMs) };
}
