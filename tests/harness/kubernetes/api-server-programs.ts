import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { ChildProgram } from '../child-program.ts';
import { goProgram } from '../go-programs/go-programs.mjs';
import type { CertificateFiles } from '../test-certificates.ts';
import { AUDIT_POLICY } from './audit-event.ts';

/** A user of the test with the rights that RBAC grants it: none at first, unless it is in a group that has some. */
export interface TestUser {
  readonly name: string;
  readonly token: string;
  readonly group?: string;
}

/** In the folder of the server. */
export const AUDIT_LOG = 'audit.log';

export function startEtcd(folder: string, port: number, peerPort: number): ChildProgram {
  const url = `http://127.0.0.1:${port}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const args = [
    `--data-dir=${path.join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
  ];
  return new ChildProgram('etcd', ['etcd', ...args], folder);
}

export interface ApiServerOptions {
  readonly etcdPort: number;
  readonly port: number;
  readonly certificate: CertificateFiles;
  readonly users: readonly TestUser[];
}

export function startKubeApiserver(folder: string, options: ApiServerOptions): ChildProgram {
  const { etcdPort, port, certificate, users } = options;
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = write('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  const rows = users.map(({ name, token, group }, index) => [token, name, index, group].filter(String).join(','));
  const args = [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${path.join(folder, 'certificates')}`,
    `--tls-cert-file=${certificate.cert}`,
    `--tls-private-key-file=${certificate.key}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://meshprof.test',
    `--service-account-key-file=${keyFile}`,
    `--service-account-signing-key-file=${keyFile}`,
    `--token-auth-file=${write('tokens.csv', `${rows.join('\n')}\n`)}`,
    '--authorization-mode=RBAC',
    `--audit-policy-file=${write('audit-policy.yaml', stringify(AUDIT_POLICY))}`,
    `--audit-log-path=${path.join(folder, AUDIT_LOG)}`,
    '--endpoint-reconciler-type=none',
  ];
  return new ChildProgram('kube-apiserver', [goProgram('kube-apiserver'), ...args], folder);
}
