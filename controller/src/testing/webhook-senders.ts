import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AlertDelivery, WebhookAnswer } from '@meshprof/contracts';
import type { LightMyRequestResponse } from 'fastify';
import type { Call, ControllerUnderTest } from './controller-under-test.ts';

export const WEBHOOK_SECRET = 'topsecret';
export const WEBHOOK_TOKEN = 'the-token-of-alertmanager';
export const WEBHOOKS = { secret: WEBHOOK_SECRET, token: WEBHOOK_TOKEN };

interface Recorded {
  readonly headers: Record<string, string>;
  readonly bodyText: string;
}

const recordedFile = new URL('../../../tests/golden/grafana/webhook-firing.json', import.meta.url);

/** What a real Grafana 12.4 sent, byte by byte; signed at 2026-11-24T14:15:10Z with WEBHOOK_SECRET. */
export function recordedCall(): Call & { payload: string } {
  const { headers, bodyText } = JSON.parse(readFileSync(recordedFile, 'utf8')) as Recorded;
  const sent = Object.entries(headers).filter(([name]) => !/^(content-length|connection)$/i.test(name));
  return { method: 'POST', url: '/webhooks/grafana', headers: Object.fromEntries(sent), payload: bodyText };
}

export const RECORDED_AT_MS = 1_795_529_710_000;

export interface AlertOptions {
  readonly name?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly status?: 'firing' | 'resolved';
  readonly startsAt?: string;
  readonly fingerprint?: string;
}

export function alertOf({ name = 'HighLatency', labels = {}, ...more }: AlertOptions = {}) {
  return {
    status: 'firing',
    labels: { alertname: name, ...labels },
    annotations: {},
    startsAt: '2026-11-24T11:59:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f1',
    ...more,
  };
}

/** A notification as Grafana signs it at this moment. */
export function signedCall(under: ControllerUnderTest, body: object | string, secret = WEBHOOK_SECRET): Call {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const timestamp = String(Math.floor(under.clock.nowMs / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}:${payload}`).digest('hex');
  return {
    method: 'POST',
    url: '/webhooks/grafana',
    headers: {
      'content-type': 'application/json',
      'x-grafana-alerting-signature': signature,
      'x-grafana-alerting-timestamp': timestamp,
    },
    payload,
  };
}

/** A notification as Alertmanager sends it. */
export function bearerCall(body: object | string, token = WEBHOOK_TOKEN): Call {
  return {
    method: 'POST',
    url: '/webhooks/alertmanager',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Sends alerts as Grafana does, and expects them to be taken. */
export async function sendAlerts(under: ControllerUnderTest, ...alerts: object[]): Promise<WebhookAnswer> {
  return taken(await under.call(signedCall(under, { version: '1', alerts })));
}

export function taken(answer: LightMyRequestResponse): WebhookAnswer {
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`);
  return answer.json<WebhookAnswer>();
}

export async function listed(under: ControllerUnderTest, query = ''): Promise<AlertDelivery[]> {
  return (await under.asAdmin({ url: `/v1/alerts/deliveries${query}` })).json<{ items: AlertDelivery[] }>().items;
}
