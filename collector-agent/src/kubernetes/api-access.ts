import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How an API server is reached: its address, who signed its certificate, and the file with our token. */
export interface ApiAccess {
  readonly url: URL;
  readonly ca?: Buffer;
  /** Read anew for each request: the kubelet replaces a service account's token every hour or so. */
  readonly tokenFile?: string;
}

/** Where the kubelet mounts a pod's service account. */
export const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Access of a pod to the API server of its own cluster; undefined outside one. */
export function accessFromPod(
  env: Readonly<Record<string, string | undefined>>,
  serviceAccountDir = SERVICE_ACCOUNT_DIR
): ApiAccess | undefined {
  const host = env.KUBERNETES_SERVICE_HOST;
  const tokenFile = path.join(serviceAccountDir, 'token');
  if (host === undefined || host === '' || !existsSync(tokenFile)) return undefined;
  const address = host.includes(':') ? `[${host}]` : host;
  const caFile = path.join(serviceAccountDir, 'ca.crt');
  return {
    url: new URL(`https://${address}:${env.KUBERNETES_SERVICE_PORT ?? '443'}`),
    ...(existsSync(caFile) && { ca: readFileSync(caFile) }),
    tokenFile,
  };
}
