import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { FastifyBaseLogger } from 'fastify';

/** PEM files. Certificate and key come together; with `clientCaFile` agents need a certificate that it signs. */
export interface TlsFiles {
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly clientCaFile?: string;
}

/** What node:https takes. */
export interface TlsContent {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

export type LoadedTls =
  | { readonly ok: true; readonly tls?: TlsContent }
  /** One sentence that names the files. */
  | { readonly ok: false; readonly message: string };

/** Renewed certificates are found by the times of their files; a mounted Kubernetes secret changes without a signal. */
const LOOK_EVERY_MS = 10_000;

/** Without certificate and key there is no TLS. */
export function loadTls({ certFile, keyFile, clientCaFile }: TlsFiles): LoadedTls {
  if (certFile === undefined && keyFile === undefined && clientCaFile === undefined) return { ok: true };
  if (certFile === undefined || keyFile === undefined) {
    return {
      ok: false,
      message: 'TLS needs both tlsCertFile and tlsKeyFile; set both or none (tlsClientCaFile needs them too)',
    };
  }
  try {
    const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    if (!new X509Certificate(tls.cert).checkPrivateKey(createPrivateKey(tls.key))) {
      return { ok: false, message: `the key in ${keyFile} is not that of the certificate in ${certFile}` };
    }
    const all = { ...tls, ...(clientCaFile !== undefined && { ca: readFileSync(clientCaFile) }) };
    createSecureContext(all);
    return { ok: true, tls: all };
  } catch (error) {
    const names = [certFile, keyFile, clientCaFile].filter((name) => name !== undefined).join(', ');
    const why = (error as Error).message;
    return { ok: false, message: `cannot use the TLS files ${names}: ${why}` };
  }
}

/**
 * Gives new connections the files' newest content: when they change, and when `reload` is called. Files that cannot be
 * used leave what there was, with a line in the log.
 */
export function keepTlsFresh(
  server: Server,
  files: TlsFiles,
  log: FastifyBaseLogger
): { reload(): void; stop(): void } {
  let times = timesOf(files);
  const reload = (): void => {
    times = timesOf(files);
    const loaded = loadTls(files);
    if (!loaded.ok) return log.error({ reason: loaded.message }, 'the TLS certificate stays as it was');
    if (loaded.tls === undefined) return;
    server.setSecureContext(loaded.tls);
    const { subject, validTo } = new X509Certificate(loaded.tls.cert);
    log.info({ subject, validTo }, 'TLS certificate is in use');
  };
  const timer = setInterval(() => {
    if (timesOf(files) !== times) reload();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { reload, stop: () => clearInterval(timer) };
}

function timesOf({ certFile, keyFile, clientCaFile }: TlsFiles): string {
  const timeOf = (file: string | undefined) => {
    const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.ino}:${stat.mtimeMs}`;
  };
  return [certFile, keyFile, clientCaFile].map(timeOf).join();
}
