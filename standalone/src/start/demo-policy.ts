/** One always-on policy for the demo's Envoy, so that there is something to see beside the throughput from the start. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PutPolicy } from '@meshprof/contracts';

const DEMO_POLICY = {
  name: 'Demo: Envoy, all the time',
  rule: {
    kind: 'always-on',
    selector: { 'service.name': 'demo-envoy' },
    events: ['on-cpu'],
    // A minute then holds about a thousand samples of the demo's Envoy: shares within about two points.
    frequencyHz: 49,
  },
} satisfies PutPolicy;

export interface DemoPolicyOptions {
  /** Base address of the controller. */
  readonly controllerUrl: string;
  readonly token: string;
  readonly stateDir: string;
}

/** Made once: who deletes or changes it is not overruled by the next start. Answers why it could not be made. */
export async function ensureDemoPolicy({
  controllerUrl,
  token,
  stateDir,
}: DemoPolicyOptions): Promise<string | undefined> {
  const marker = path.join(stateDir, 'demo-policy-made');
  if (existsSync(marker)) return undefined;
  try {
    const response = await fetch(`${controllerUrl}/v1/policies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(DEMO_POLICY),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) return `the controller answered ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  writeFileSync(marker, '');
  return undefined;
}
