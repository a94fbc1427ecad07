import type { StandingAssignment } from '@meshprof/contracts';
import type { ProfileDelivery } from '../agent/profile-delivery.ts';
import type { FlightRecorder } from '../flight-recorder/flight-recorder.ts';
import { encodeExportRequests } from '../otlp/encode-export-requests.ts';
import type { Meter } from '../session/recording.ts';
import type { WindowSink } from './standing-session.ts';

/** Few series points for what nobody watches: a minute is one point of a graph of a day. */
const ALWAYS_ON_WINDOW_MS = 60_000;
/** What a kill of the agent can lose; small files otherwise. */
const FLIGHT_RECORDER_WINDOW_MS = 15_000;
/** Where a policy does not say: an older controller's. */
const DEFAULT_KEEP_MS = 900_000;

/** Exports each window, without the id of a task: `task_id=""` finds what is always on. */
export function exportSink(delivery: ProfileDelivery, meter: Meter): WindowSink {
  return {
    windowMs: ALWAYS_ON_WINDOW_MS,
    async take(profiles) {
      // What the spool refuses it counts and logs itself.
      await meter(() => delivery.enqueue(profiles));
    },
  };
}

/** Keeps each window on this node. */
export function recorderSink(recorder: FlightRecorder, assignment: StandingAssignment, meter: Meter): WindowSink {
  const { pid, startTimeTicks, keepMs = DEFAULT_KEEP_MS } = assignment;
  return {
    windowMs: FLIGHT_RECORDER_WINDOW_MS,
    async take(profiles, { fromUnixMs, toUnixMs }) {
      const requests = meter(() => encodeExportRequests(profiles));
      if (requests.length > 0) await recorder.store({ pid, startTimeTicks, fromUnixMs, toUnixMs, keepMs }, requests);
    },
    attach: (cut) => recorder.attach({ pid, startTimeTicks }, cut),
  };
}
