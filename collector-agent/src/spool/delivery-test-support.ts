import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { ExportOutcome, ProfilesExporter } from '../export/export-outcome.ts';
import { createDelivery } from './delivery.ts';
import type { Delivery, DeliveryClock, DeliveryEvent, DeliveryOptions } from './delivery-types.ts';

/** For tests: a folder of its own, deleted after the file's tests. */
export function spoolFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshprof-spool-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'spool');
}

export const SENT: ExportOutcome = { kind: 'sent', rejectedProfiles: 0n, message: '' };
export const UNAVAILABLE: ExportOutcome = { kind: 'retryable', reason: 'UNAVAILABLE: down', mayNeverPass: false };
export const RATE_LIMITED: ExportOutcome = {
  kind: 'retryable',
  reason: 'RESOURCE_EXHAUSTED: limit',
  mayNeverPass: true,
};

/** A server that answers as told and remembers the requests it took. */
export class ScriptedExporter implements ProfilesExporter {
  readonly tried: string[] = [];
  readonly taken: string[] = [];
  closed = false;
  answer: (request: string) => ExportOutcome | Promise<ExportOutcome> = () => SENT;

  async export(request: Uint8Array): Promise<ExportOutcome> {
    const text = Buffer.from(request).toString();
    this.tried.push(text);
    const outcome = await this.answer(text);
    if (outcome.kind === 'sent') this.taken.push(text);
    return outcome;
  }

  close(): void {
    this.closed = true;
  }
}

/** A clock whose sleeps take no time but move it, so that back-offs of minutes pass at once. */
export class JumpingClock implements DeliveryClock {
  nowMs = 1_795_529_567_097;
  readonly sleptMs: number[] = [];

  nowUnixMs(): number {
    return this.nowMs;
  }

  random(): number {
    return 0;
  }

  async sleep(delayMs: number): Promise<void> {
    this.sleptMs.push(delayMs);
    this.nowMs += delayMs;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface OpenedDelivery {
  readonly delivery: Delivery;
  readonly exporter: ScriptedExporter;
  readonly events: DeliveryEvent[];
}

export async function openDelivery(
  options: Omit<DeliveryOptions, 'exporter' | 'onEvent'>,
  answer?: ScriptedExporter['answer']
): Promise<OpenedDelivery> {
  const exporter = new ScriptedExporter();
  if (answer) exporter.answer = answer;
  const events: DeliveryEvent[] = [];
  const opened = await createDelivery({ ...options, exporter, onEvent: (event) => events.push(event) });
  if (opened.kind === 'failed') assert.fail(opened.reason);
  after(() => opened.delivery.close());
  return { delivery: opened.delivery, exporter, events };
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Far longer than any test needs; only a hang reaches it. */
export const HANG_MS = 120_000;

export async function waitUntil(done: () => boolean, what: string): Promise<void> {
  const endMs = Date.now() + HANG_MS;
  while (!done()) {
    assert.ok(Date.now() < endMs, `waited too long: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
