import { isFetchError } from '@grafana/runtime';
import type { Agent, Page } from '@meshprof/contracts';
import { request } from '@shared/infrastructure/controller-request';

export type ControllerProbe =
  | { outcome: 'answers'; version: string; agents: AgentCounts; mayAdminister: boolean }
  | { outcome: 'unreachable' }
  /** Something else answers at this URL. */
  | { outcome: 'no-controller' }
  | { outcome: 'wrong-secret'; version: string }
  /** It says itself what is wrong. */
  | { outcome: 'refused'; error: unknown };

export interface AgentCounts {
  connected: number;
  known: number;
  /** There are more than the page that was asked for. */
  more: boolean;
}

/** The most that one page of the API holds. */
const AGENTS_ASKED_FOR = 500;

/** What answers at the controller's URL, asked the way that pages ask: through Grafana's proxy, with the saved secret. */
export async function probeController(): Promise<ControllerProbe> {
  let version: string | undefined;
  try {
    // Public, so it tells a controller from anything else before a secret matters.
    version = versionIn(await request<unknown>('read/openapi.json'));
  } catch (error) {
    return failureOf(error);
  }
  if (version === undefined) {
    return { outcome: 'no-controller' };
  }
  try {
    const { items, nextCursor } = await request<Page<Agent>>('read/v1/agents', { params: { limit: AGENTS_ASKED_FOR } });
    const connected = items.filter(({ state }) => state === 'connected').length;
    const agents = { connected, known: items.length, more: nextCursor !== undefined };
    return { outcome: 'answers', version, agents, mayAdminister: await isLetIn('admin/v1/audit') };
  } catch (error) {
    return isFetchError(error) && error.status === 401 ? { outcome: 'wrong-secret', version } : failureOf(error);
  }
}

/** Of an OpenAPI document that has the resource this app is about. */
function versionIn(document: unknown): string | undefined {
  const { info, paths } = (document ?? {}) as { info?: { version?: unknown }; paths?: Record<string, unknown> };
  return paths?.['/v1/tasks'] && typeof info?.version === 'string' ? info.version : undefined;
}

const UNREACHABLE = [0, 502, 504];

function failureOf(error: unknown): ControllerProbe {
  if (!isFetchError(error)) {
    return { outcome: 'refused', error };
  }
  if (UNREACHABLE.includes(error.status)) {
    return { outcome: 'unreachable' };
  }
  const isProblem = typeof error.data === 'object' && error.data !== null && 'code' in error.data;
  return isProblem || error.status === 403 ? { outcome: 'refused', error } : { outcome: 'no-controller' };
}

async function isLetIn(path: string): Promise<boolean> {
  try {
    await request(path, { params: { limit: 1 } });
    return true;
  } catch {
    return false;
  }
}
