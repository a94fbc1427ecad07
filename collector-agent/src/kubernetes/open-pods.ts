import type { Logger } from '../logs/logger.ts';
import { accessFromPod, type ApiAccess } from './api-access.ts';
import { PodDirectory, type PodLookup } from './pod-directory.ts';
import { watchPods } from './watch-pods.ts';

export interface OpenPodsOptions {
  /** Name of this node's Node object. */
  readonly node: string;
  readonly logger: Logger;
  /** Default: that of the pod the agent runs in. */
  readonly access?: ApiAccess;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Pods extends PodLookup {
  /** Whether the API server's watch stands: without it, new pods have no names. */
  readonly connected: boolean;
  close(): Promise<void>;
}

/** Knows the node's pods from now on. Undefined outside Kubernetes. */
export function openPods({ node, logger, access, env = process.env }: OpenPodsOptions): Pods | undefined {
  const found = access ?? accessFromPod(env);
  if (found === undefined) return undefined;
  const directory = new PodDirectory();
  const stop = new AbortController();
  let connected: boolean | undefined;
  let said = '';
  const watching = watchPods(
    {
      access: found,
      node,
      directory,
      onState: (state) => {
        const isNews = state.connected ? connected !== true : said !== state.detail;
        connected = state.connected;
        said = state.detail;
        if (!isNews) return;
        if (state.connected) logger.info({ pods: directory.size, node }, 'watching the pods of this node');
        else logger.warn({ detail: state.detail }, 'the Kubernetes API does not tell the pods of this node');
      },
    },
    stop.signal
  );
  return {
    get connected() {
      return connected === true;
    },
    find: (cgroup) => directory.find(cgroup),
    close: () => {
      stop.abort();
      return watching;
    },
  };
}
