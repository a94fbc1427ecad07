import type { Assignment } from '@meshprof/contracts';
import type { DeliveryOutcome, ProfileDelivery } from '../agent/profile-delivery.ts';
import { relabelRequest } from '../otlp/relabel-request.ts';
import type { FlightRecorder } from './flight-recorder.ts';

export interface BeforeParts {
  readonly assignment: Assignment;
  readonly recorder: FlightRecorder;
  readonly delivery: Pick<ProfileDelivery, 'forward'>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface ExportedBefore {
  /** Start of the earliest window; undefined if the recorder held nothing. */
  readonly fromUnixMs: number | undefined;
  readonly delivered: DeliveryOutcome;
}

/**
 * Exports, under the task's id, what the flight recorder holds of the target from before the task. Call it when the
 * task's own session has begun: the recorder's present window is cut there.
 */
export async function exportBefore(
  { assignment, recorder, delivery, now }: BeforeParts,
  beforeMs: number
): Promise<ExportedBefore> {
  const taken = await recorder.take(assignment, now() - beforeMs);
  const requests = taken.requests.map((request) => relabelRequest(request, { task_id: assignment.taskId }));
  const delivered = await delivery.forward(requests.filter((request) => request !== undefined));
  return { fromUnixMs: taken.fromUnixMs, delivered };
}
