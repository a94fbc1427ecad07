import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { applyIntent, type StoredObject } from './apply-intent.ts';

interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Stands in for a kube-apiserver where a real one cannot be made to refuse, break off or be overtaken on demand: the
 * Telemetry, EnvoyFilter and Lease objects of a namespace with server-side apply (owners, conflicts, versions, dry run), replace, deletion with
 * preconditions, and the few other objects that the Istio driver reads. The real one is in tests/istio.
 */
export class FakeIstioApi {
  readonly requests: string[] = [];
  readonly telemetries = new Map<string, StoredObject>();
  readonly envoyFilters = new Map<string, StoredObject>();
  readonly leases = new Map<string, StoredObject>();
  readonly configMaps = new Map<string, Record<string, string>>();
  readonly namespaceLabels = new Map<string, Record<string, string>>();
  autoscalers: object[] = [];
  /** Verbs that access reviews deny, and of which resource. */
  denied: readonly string[] = [];
  deniedOn = 'telemetries';
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

  /** A Telemetry by somebody else. */
  put(namespace: string, name: string, spec: object, more: Partial<StoredObject['metadata']> = {}): StoredObject {
    const version = String(++this.#version);
    const stored: StoredObject = {
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

  /** An EnvoyFilter by somebody else. */
  putEnvoyFilter(namespace: string, name: string, spec: object): void {
    const stored = this.put(namespace, name, spec);
    this.telemetries.delete(`${namespace}/${name}`);
    this.envoyFilters.set(`${namespace}/${name}`, { ...stored, kind: 'EnvoyFilter' });
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
    const object = /^\/apis\/[^/]+\/[^/]+\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname);
    const objects = this.#objectsOf(object?.[2]);
    if (object !== null && objects !== undefined) {
      return this.#object(objects, { method, namespace: object[1] ?? '', name: object[3], url, body });
    }
    const configMap = /^\/api\/v1\/namespaces\/([^/]+)\/configmaps\/([^/]+)$/.exec(url.pathname);
    if (configMap !== null) {
      const data = this.configMaps.get(`${configMap[1]}/${configMap[2]}`);
      return data === undefined ? notFound(url.pathname) : [200, { metadata: {}, data }];
    }
    const namespace = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(url.pathname);
    if (namespace !== null) return [200, { metadata: { labels: this.namespaceLabels.get(namespace[1] ?? '') ?? {} } }];
    if (url.pathname.endsWith('/horizontalpodautoscalers')) return [200, { metadata: {}, items: this.autoscalers }];
    if (url.pathname.endsWith('/selfsubjectaccessreviews')) {
      const { verb, resource } = (body as AccessReview).spec.resourceAttributes;
      const isDenied = resource === this.deniedOn && this.denied.includes(verb);
      return [201, { spec: {}, status: { allowed: !isDenied } }];
    }
    return notFound(url.pathname);
  }

  #objectsOf(plural: string | undefined): Map<string, StoredObject> | undefined {
    if (plural === 'telemetries') return this.telemetries;
    if (plural === 'envoyfilters') return this.envoyFilters;
    return plural === 'leases' ? this.leases : undefined;
  }

  #object(
    objects: Map<string, StoredObject>,
    { method, namespace, name, url, body }: Asked
  ): readonly [number, unknown] {
    if (name === undefined) {
      if (method === 'POST') return this.#created(objects, namespace, body as StoredObject);
      const items = [...objects.values()].filter(({ metadata }) => metadata.namespace === namespace);
      return [200, { metadata: {}, items }];
    }
    const key = `${namespace}/${name}`;
    const current = objects.get(key);
    if (method === 'PATCH') return this.#applied(objects, key, url, body as StoredObject);
    if (current === undefined) return notFound(key);
    if (method === 'GET') return [200, current];
    if (method === 'PUT') return this.#replaced(objects, key, body as StoredObject);
    const { preconditions } = body as { preconditions: { uid: string; resourceVersion: string } };
    const { uid, resourceVersion } = current.metadata;
    if (preconditions.uid !== uid || preconditions.resourceVersion !== resourceVersion) {
      return conflict('the UID or the version in the precondition is not that of the object');
    }
    objects.delete(key);
    return [200, { kind: 'Status', status: 'Success' }];
  }

  #created(objects: Map<string, StoredObject>, namespace: string, object: StoredObject): readonly [number, unknown] {
    const key = `${namespace}/${object.metadata.name}`;
    if (objects.has(key)) return conflict(`${key} already exists`);
    const version = String(++this.#version);
    const stored = { ...object, metadata: { ...object.metadata, uid: `uid-${version}`, resourceVersion: version } };
    objects.set(key, stored);
    return [201, stored];
  }

  #applied(
    objects: Map<string, StoredObject>,
    key: string,
    url: URL,
    intent: StoredObject
  ): readonly [number, unknown] {
    const current = objects.get(key);
    const manager = url.searchParams.get('fieldManager') ?? '';
    const isForced = url.searchParams.get('force') === 'true';
    const result = applyIntent(current, intent, { manager, isForced, version: String(++this.#version) });
    if ('conflict' in result) return conflict(result.conflict);
    if (url.searchParams.get('dryRun') !== 'All') objects.set(key, result.object);
    return [current === undefined ? 201 : 200, result.object];
  }

  #replaced(objects: Map<string, StoredObject>, key: string, object: StoredObject): readonly [number, unknown] {
    const current = objects.get(key) as StoredObject;
    if (object.metadata.resourceVersion !== current.metadata.resourceVersion) {
      return conflict('the object has been modified; please apply your changes to the latest version');
    }
    const metadata = { ...object.metadata, uid: current.metadata.uid, resourceVersion: String(++this.#version) };
    const stored = { ...object, metadata };
    objects.set(key, stored);
    return [200, stored];
  }
}

interface AccessReview {
  readonly spec: { readonly resourceAttributes: { readonly verb: string; readonly resource: string } };
}

interface Asked {
  readonly method: string;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly url: URL;
  readonly body: unknown;
}

const statusOf = ({ status, message }: Refusal) => ({ kind: 'Status', status: 'Failure', message, code: status });
const notFound = (what: string) => [404, statusOf({ status: 404, message: `${what} not found` })] as const;
const conflict = (message: string) => [409, statusOf({ status: 409, message })] as const;

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
