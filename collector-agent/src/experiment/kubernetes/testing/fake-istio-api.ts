import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { applyIntent, type StoredTelemetry } from './apply-intent.ts';

interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Stands in for a kube-apiserver where a real one cannot be made to refuse, break off or be overtaken on demand: the
 * Telemetry objects of a namespace with server-side apply (owners, conflicts, versions, dry run), replace, deletion with
 * preconditions, and the few other objects that the Istio driver reads. The real one is in tests/istio.
 */
export class FakeIstioApi {
  readonly requests: string[] = [];
  readonly telemetries = new Map<string, StoredTelemetry>();
  readonly configMaps = new Map<string, Record<string, string>>();
  readonly namespaceLabels = new Map<string, Record<string, string>>();
  autoscalers: object[] = [];
  /** Verbs on telemetries that access reviews deny. */
  denied: readonly string[] = [];
  /** Answers a request (method and path) with this instead of its own; `break`: cuts the connection. */
  refuse: (method: string, path: string, isDryRun: boolean) => Refusal | 'break' | undefined = () => undefined;
  /** Before a request is carried out: another writer who comes first. */
  meanwhile: (method: string, path: string) => void = () => undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #version = 100;

  async start(): Promise<KubeConfig> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'fake', server, skipTLSVerify: true },
      { name: 'test', token: 'of-the-test' }
    );
    return config;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** An object by somebody else. */
  put(namespace: string, name: string, spec: object, more: Partial<StoredTelemetry['metadata']> = {}): StoredTelemetry {
    const version = String(++this.#version);
    const stored: StoredTelemetry = {
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: {
        namespace,
        name,
        uid: `uid-${version}`,
        resourceVersion: version,
        creationTimestamp: `2026-01-01T00:00:${version.slice(-2)}Z`,
        managedFields: [{ manager: 'kubectl' }],
        ...more,
      },
      spec: spec as Record<string, unknown>,
    };
    this.telemetries.set(`${namespace}/${name}`, stored);
    return stored;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? 'GET';
    const isDryRun = url.searchParams.get('dryRun') === 'All';
    this.requests.push(`${method} ${url.pathname}${isDryRun ? ' (dry run)' : ''}`);
    const text = (await request.setEncoding('utf8').toArray()).join('');
    const refusal = this.refuse(method, url.pathname, isDryRun);
    if (refusal === 'break') return void request.socket.destroy();
    if (refusal !== undefined) return send(response, refusal.status, statusOf(refusal));
    if (!isDryRun) this.meanwhile(method, url.pathname);
    const [status, body] = this.#handle(method, url, text === '' ? undefined : JSON.parse(text));
    send(response, status, body);
  }

  #handle(method: string, url: URL, body: unknown): readonly [number, unknown] {
    const telemetry = /^\/apis\/telemetry\.istio\.io\/v1\/namespaces\/([^/]+)\/telemetries(?:\/([^/]+))?$/.exec(
      url.pathname
    );
    if (telemetry !== null) return this.#telemetry(method, telemetry[1] ?? '', telemetry[2], url, body);
    const configMap = /^\/api\/v1\/namespaces\/([^/]+)\/configmaps\/([^/]+)$/.exec(url.pathname);
    if (configMap !== null) {
      const data = this.configMaps.get(`${configMap[1]}/${configMap[2]}`);
      return data === undefined ? notFound(url.pathname) : [200, { metadata: {}, data }];
    }
    const namespace = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(url.pathname);
    if (namespace !== null) return [200, { metadata: { labels: this.namespaceLabels.get(namespace[1] ?? '') ?? {} } }];
    if (url.pathname.endsWith('/horizontalpodautoscalers')) return [200, { metadata: {}, items: this.autoscalers }];
    if (url.pathname.endsWith('/selfsubjectaccessreviews')) {
      const { verb } = (body as { spec: { resourceAttributes: { verb: string } } }).spec.resourceAttributes;
      return [201, { spec: {}, status: { allowed: !this.denied.includes(verb) } }];
    }
    return notFound(url.pathname);
  }

  #telemetry(
    method: string,
    namespace: string,
    name: string | undefined,
    url: URL,
    body: unknown
  ): readonly [number, unknown] {
    if (name === undefined) {
      const items = [...this.telemetries.values()].filter(({ metadata }) => metadata.namespace === namespace);
      return [200, { metadata: {}, items }];
    }
    const key = `${namespace}/${name}`;
    const current = this.telemetries.get(key);
    if (method === 'PATCH') return this.#applied(key, current, url, body as StoredTelemetry);
    if (current === undefined) return notFound(key);
    if (method === 'GET') return [200, current];
    if (method === 'PUT') return this.#replaced(key, current, body as StoredTelemetry);
    const { preconditions } = body as { preconditions: { uid: string; resourceVersion: string } };
    const { uid, resourceVersion } = current.metadata;
    if (preconditions.uid !== uid || preconditions.resourceVersion !== resourceVersion) {
      return conflict('the UID or the version in the precondition is not that of the object');
    }
    this.telemetries.delete(key);
    return [200, { kind: 'Status', status: 'Success' }];
  }

  #applied(
    key: string,
    current: StoredTelemetry | undefined,
    url: URL,
    intent: StoredTelemetry
  ): readonly [number, unknown] {
    const manager = url.searchParams.get('fieldManager') ?? '';
    const isForced = url.searchParams.get('force') === 'true';
    const result = applyIntent(current, intent, { manager, isForced, version: String(++this.#version) });
    if ('conflict' in result) return conflict(result.conflict);
    if (url.searchParams.get('dryRun') !== 'All') this.telemetries.set(key, result.object);
    return [current === undefined ? 201 : 200, result.object];
  }

  #replaced(key: string, current: StoredTelemetry, object: StoredTelemetry): readonly [number, unknown] {
    if (object.metadata.resourceVersion !== current.metadata.resourceVersion) {
      return conflict('the object has been modified; please apply your changes to the latest version');
    }
    const metadata = { ...object.metadata, uid: current.metadata.uid, resourceVersion: String(++this.#version) };
    const stored = { ...object, metadata };
    this.telemetries.set(key, stored);
    return [200, stored];
  }
}

const statusOf = ({ status, message }: Refusal) => ({ kind: 'Status', status: 'Failure', message, code: status });
const notFound = (what: string) => [404, statusOf({ status: 404, message: `${what} not found` })] as const;
const conflict = (message: string) => [409, statusOf({ status: 409, message })] as const;

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
