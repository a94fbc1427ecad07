import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { pause } from '../retry/pause.ts';
import { backoffDelayMs } from '../retry/backoff.ts';
import type { ApiAccess } from './api-access.ts';
import { apiLines, ApiRefusal } from './api-stream.ts';
import type { PodDirectory } from './pod-directory.ts';
import { podFactsOf } from './pod-facts.ts';

export interface PodWatchOptions {
  readonly access: ApiAccess;
  /** Name of the Node object this agent runs on. */
  readonly node: string;
  readonly directory: PodDirectory;
  /** When a watch begins, and when one breaks or does not come about (with one sentence). */
  readonly onState: (state: { readonly connected: boolean; readonly detail: string }) => void;
}

/** The API server ends a watch after this long, so that a change of rights or of routes is noticed. */
const WATCH_SECONDS = 300;
/** Bookmarks come about once a minute. */
const SILENCE_MS = 150_000;
/** A watch that lasted this long worked. */
const STEADY_MS = 5_000;
/** A node holds some hundred pods of at most 1.5 MB (the limit of etcd), mostly of 10 KB. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;
const MAX_EVENT_BYTES = 4 * 1024 * 1024;
const GONE = 410;

const Version = Type.Object({ metadata: Type.Object({ resourceVersion: Type.String() }) });
const PodList = Type.Intersect([Version, Type.Object({ items: Type.Array(Type.Unknown()) })]);
const WatchEvent = Type.Object({ type: Type.String(), object: Type.Unknown() });

/**
 * Keeps the directory like the API server's list of this node's pods until aborted: a list, then a watch from its
 * version, and a list again when the server has forgotten that version (410). While the server is away, what was known
 * stays known.
 */
export async function watchPods(options: PodWatchOptions, signal: AbortSignal): Promise<void> {
  const place: Place = { version: undefined };
  let failures = 0;
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    try {
      place.version ??= await list(options, signal);
      await watch(options, place, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiRefusal && error.status === GONE) place.version = undefined;
      else options.onState({ connected: false, detail: sentence(error) });
    }
    // A server that ends every watch at once must not be asked in a busy loop.
    failures = performance.now() - startedAtMs >= STEADY_MS ? 0 : failures + 1;
    if (failures > 1) await pause(backoffDelayMs(failures - 1, Math.random), signal);
  }
}

/** How far the directory is: the version to watch from; undefined: list again. */
interface Place {
  version: string | undefined;
}

async function list({ access, node, directory }: PodWatchOptions, signal: AbortSignal): Promise<string> {
  const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`;
  const parts: string[] = [];
  const request = { access, path, silenceMs: SILENCE_MS, maxLineBytes: MAX_LIST_BYTES, signal };
  for await (const line of await apiLines(request)) parts.push(line);
  const answer = parse(PodList, parts.join('\n'));
  directory.replaceAll(answer.items.flatMap((item) => podFactsOf(item) ?? []));
  return answer.metadata.resourceVersion;
}

async function watch(options: PodWatchOptions, place: Place, signal: AbortSignal): Promise<void> {
  const { access, node, directory, onState } = options;
  const query = new URLSearchParams({
    fieldSelector: `spec.nodeName=${node}`,
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: place.version ?? '',
    timeoutSeconds: String(WATCH_SECONDS),
  });
  const path = `/api/v1/pods?${query.toString()}`;
  const lines = await apiLines({ access, path, silenceMs: SILENCE_MS, maxLineBytes: MAX_EVENT_BYTES, signal });
  onState({ connected: true, detail: '' });
  for await (const line of lines) {
    const { type, object } = parse(WatchEvent, line);
    // The one error that a watch sends in its stream is that its version is too old.
    if (type === 'ERROR') {
      place.version = undefined;
      return;
    }
    if (type !== 'BOOKMARK') apply(directory, type, object);
    if (Value.Check(Version, object)) place.version = object.metadata.resourceVersion;
  }
}

function apply(directory: PodDirectory, type: string, object: unknown): void {
  const pod = podFactsOf(object);
  if (pod === undefined) return;
  if (type === 'DELETED') directory.remove(pod.uid);
  else directory.put(pod);
}

function parse<T extends TSchema>(schema: T, text: string) {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(schema, value)) throw new Error('the answer is not what the Kubernetes API says');
  return value;
}

function sentence(error: unknown): string {
  if (error instanceof ApiRefusal && [401, 403].includes(error.status)) {
    return `${error.message}. Give the agent's service account the rights to list and watch pods; profiles have no pod names until then.`;
  }
  return error instanceof Error ? error.message : String(error);
}
