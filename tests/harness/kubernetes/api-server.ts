import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KubeConfig, type KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import type { ChildProgram } from '../child-program.ts';
import { freePorts } from '../free-ports.ts';
import { TestAuthority } from '../test-certificates.ts';
import { waitFor } from '../wait-for.ts';
import { AUDIT_LOG, startEtcd, startKubeApiserver, type TestUser } from './api-server-programs.ts';
import { type ApiAnswer, askApi, type AskOptions } from './ask-api.ts';
import type { AuditEvent } from './audit-event.ts';

/** May do everything. */
export const ADMIN: TestUser = { name: 'admin', token: 'admin-of-the-test', group: 'system:masters' };

/** A real kube-apiserver over etcd, with RBAC and an audit log. No controllers, no nodes, no containers. */
export class ApiServer {
  readonly url: string;
  /** PEM file of the authority that signed its certificate. */
  readonly caFile: string;
  readonly kubeconfig: string;
  readonly admin: KubernetesObjectApi;
  readonly #folder: string;
  readonly #programs: readonly ChildProgram[];

  private constructor(folder: string, port: number, caFile: string, programs: readonly ChildProgram[]) {
    this.#folder = folder;
    this.url = `https://127.0.0.1:${port}`;
    this.caFile = caFile;
    this.#programs = programs;
    this.kubeconfig = this.kubeconfigOf(ADMIN);
    const config = new KubeConfig();
    config.loadFromFile(this.kubeconfig);
    this.admin = KubernetesObjectApi.makeApiClient(config);
  }

  /** `users`: known to it besides the admin. */
  static async start(folder: string, users: readonly TestUser[] = []): Promise<ApiServer> {
    mkdirSync(folder, { recursive: true });
    const [etcdPort, peerPort, port] = (await freePorts(3)) as [number, number, number];
    const authority = new TestAuthority(path.join(folder, 'authority'));
    const certificate = authority.issue('kube-apiserver', { names: 'IP:127.0.0.1,DNS:localhost' });
    const programs = [
      startEtcd(folder, etcdPort, peerPort),
      startKubeApiserver(folder, { etcdPort, port, certificate, users: [ADMIN, ...users] }),
    ];
    const server = new ApiServer(folder, port, authority.caFile, programs);
    try {
      // Ready includes RBAC's own roles, which come a moment after it answers.
      await server.whenAnswering('the kube-apiserver', async () => {
        const { status } = await server.ask('/readyz');
        if (status !== 200) throw new Error(String(status));
      });
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  kubeconfigOf({ name, token }: Pick<TestUser, 'name' | 'token'>): string {
    const file = path.join(this.#folder, `${name}.kubeconfig`);
    const context = 'test';
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: context, cluster: { server: this.url, 'certificate-authority': this.caFile } }],
      users: [{ name: context, user: { token } }],
      contexts: [{ name: context, context: { cluster: context, user: context } }],
      'current-context': context,
    };
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return file;
  }

  /** Creates or changes an object, as some person or tool other than us would. */
  async apply(object: KubernetesObject, manager = 'kubectl'): Promise<KubernetesObject> {
    const strategy = 'application/apply-patch+yaml' as Parameters<KubernetesObjectApi['patch']>[5];
    return this.admin.patch(object, undefined, undefined, manager, true, strategy);
  }

  /** One request as `token`, the admin's by default. */
  async ask(at: string, options: AskOptions = {}): Promise<ApiAnswer> {
    return askApi({ url: `${this.url}${at}`, ca: readFileSync(this.caFile), token: ADMIN.token, ...options });
  }

  /** Every request that it has answered, in order. */
  auditEvents(): AuditEvent[] {
    const file = path.join(this.#folder, AUDIT_LOG);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as AuditEvent);
  }

  /** Waits until `ask` no longer rejects; fails at once when one of the programs has ended. */
  async whenAnswering(what: string, ask: () => Promise<unknown>): Promise<void> {
    await waitFor(
      async () => {
        for (const program of this.#programs) program.assertAlive();
        return ask().then(
          () => true,
          () => undefined
        );
      },
      { what, timeoutMs: 180_000, intervalMs: 500 }
    );
  }

  async stop(): Promise<void> {
    for (const program of [...this.#programs].reverse()) await program.stop();
  }
}
