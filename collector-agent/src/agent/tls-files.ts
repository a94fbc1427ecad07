import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** PEM files of a client, and the name it expects of the server where that is not the URL's. */
export interface TlsSettings {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
}

/** What node:https takes. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly servername?: string;
}

/** Certificates are renewed under a running agent; a look at the files' times this often finds that. */
const LOOK_EVERY_MS = 10_000;

/**
 * The content of the files, read again when they have changed. What cannot be used then (half written, key and
 * certificate of two renewals) is looked at again later; the connection goes on with what there was.
 * @throws if they cannot be used at first, with a sentence that names the file
 */
export function openTlsFiles(settings: TlsSettings): () => TlsMaterial {
  let material = read(settings);
  let times = timesOf(settings);
  let lookedAtMs = performance.now();
  return () => {
    const nowMs = performance.now();
    if (nowMs - lookedAtMs < LOOK_EVERY_MS) return material;
    lookedAtMs = nowMs;
    const newTimes = timesOf(settings);
    if (newTimes === times) return material;
    try {
      material = read(settings);
      times = newTimes;
    } catch {
      // See above.
    }
    return material;
  };
}

function read({ caFile, certFile, keyFile, serverName }: TlsSettings): TlsMaterial {
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new Error('a client certificate needs its key and the key its certificate; one of the two files is not set');
  }
  const material = {
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    ...(certFile !== undefined && { cert: readFileSync(certFile) }),
    ...(keyFile !== undefined && { key: readFileSync(keyFile) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
  try {
    createSecureContext(material);
  } catch (error) {
    const files = [caFile, certFile, keyFile].filter((file) => file !== undefined).join(', ');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${files}: no usable PEM, or certificate and key that do not belong together (${why})`);
  }
  return material;
}

function timesOf({ caFile, certFile, keyFile }: TlsSettings): string {
  return [caFile, certFile, keyFile].map(timeOf).join();
}

function timeOf(file: string | undefined): string {
  if (file === undefined) return '';
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.ino}:${stat.mtimeMs}`;
}
