import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ControlTraffic } from './control-traffic.ts';

export const SIZES_FILE = path.join(import.meta.dirname, 'measured-sizes.json');

/** One export of one process. */
export interface ProfileSize {
  /** As sent, gzipped. */
  readonly sentBytes: number;
  /** Before compression: what limits of Collector and store count. */
  readonly rawBytes: number;
  readonly profiles: number;
  /** Different sets of labels: what the store keeps apart. */
  readonly series: number;
}

/** Of the demo's Envoy (one worker, 2,500 requests/s): a busy sidecar. Written by `npm run reference:measure`. */
export interface MeasuredSizes {
  readonly measuredOn: string;
  /** A minute of an always-on policy. */
  readonly alwaysOnMinute: ProfileSize;
  /** A task of 10 s. */
  readonly task: ProfileSize;
  readonly control: ControlTraffic;
  /** Processes in that report. */
  readonly targets: number;
  /** Series of its /metrics. */
  readonly agentMetricSeries: number;
}

export function readMeasuredSizes(): MeasuredSizes {
  return JSON.parse(readFileSync(SIZES_FILE, 'utf8')) as MeasuredSizes;
}
