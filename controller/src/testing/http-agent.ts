import assert from 'node:assert/strict';
import type { Target } from '@meshprof/contracts';
import { PROGRESS, targetOf } from './controller-under-test.ts';

/** Speaks to real controllers, to any replica, with one bearer token. */
export async function callJson<T>(
  url: string,
  { bearer, body, headers }: { bearer: string; body?: object; headers?: Record<string, string> }
): Promise<T> {
  const answer = await fetch(url, {
    headers: {
      authorization: `Bearer ${bearer}`,
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${url}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export interface Polled {
  version: number;
  assignments: { taskId: string; targetId: string; startInMs?: number }[];
}

/** An agent by HTTP; each call names the replica it goes to. */
export class HttpAgent {
  readonly #credential: string;

  private constructor(credential: string) {
    this.#credential = credential;
  }

  static async join(url: string, { node, joinToken }: { node: string; joinToken: string }): Promise<HttpAgent> {
    const body = { node, machineId: `machine-of-${node}`, version: '1', capabilities: [] };
    const joined = await callJson<{ credential: string }>(`${url}/agent/v1/register`, { body, bearer: joinToken });
    return new HttpAgent(joined.credential);
  }

  report(url: string, targets: readonly Target[] = [targetOf()]): Promise<void> {
    return callJson(`${url}/agent/v1/inventory`, { body: { targets }, bearer: this.#credential });
  }

  poll(url: string, { version = 0, waitMs = 0 } = {}): Promise<Polled> {
    return callJson(`${url}/agent/v1/assignments?version=${version}&waitMs=${waitMs}`, { bearer: this.#credential });
  }

  status(url: string, of: { taskId: string; targetId: string }, state: string): Promise<{ stop: boolean }> {
    const { taskId, targetId } = of;
    const body = { taskId, targetId, state, progress: PROGRESS };
    return callJson(`${url}/agent/v1/status`, { body, bearer: this.#credential });
  }
}
