import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../processes/child-process.ts';

const POLL_MS = 50;
const REQUEST_TIMEOUT_MS = 2_000;

/** Asks `url` until it answers 200. A sentence why not, if the program ends first or `timeoutMs` passes. */
export async function waitForReady(child: Child, url: string, timeoutMs = 20_000): Promise<string | undefined> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (child.hasExited()) return describeExit(await child.exited);
    if ((await statusOf(url)) === 200) return undefined;
    await sleep(POLL_MS);
  }
  return `${child.program} did not answer ${url} within ${timeoutMs / 1000} s`;
}

/**
 * Status of a GET, undefined if nothing answers. Not `fetch`: the upstream's default port 10080 is on its list of ports
 * that no browser may ask.
 */
function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      response.resume();
      response.once('close', () => resolve(response.statusCode));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
  });
}

/** One sentence: which program ended, how, and the last line it wrote. */
export function describeExit(exit: Awaited<Child['exited']>): string {
  const how = exit.signal !== null ? `by ${exit.signal}` : `with code ${exit.code ?? 'unknown'}`;
  const last = exit.lastLines.at(-1);
  return `${exit.program} ended ${how}${last === undefined ? '' : `: ${last}`}`;
}
