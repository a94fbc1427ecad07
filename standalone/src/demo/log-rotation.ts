import { renameSync, statSync } from 'node:fs';

const CHECK_MS = 5_000;

export interface LogRotationOptions {
  readonly path: string;
  readonly limitBytes: number;
  /** Envoy's admin address; told to open its log anew after the move. */
  readonly adminUrl: string;
}

/** Bounds a log file that Envoy itself writes (`logToFile`). Returns a function that ends the checks. */
export function rotateEnvoyLog({ path, limitBytes, adminUrl }: LogRotationOptions): () => void {
  const check = async () => {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < limitBytes) return;
    renameSync(path, `${path}.1`);
    await fetch(`${adminUrl}/reopen_logs`, { method: 'POST' });
  };
  // A failed check (Envoy ending, disk trouble) is tried again with the next.
  const timer = setInterval(() => void check().catch(() => undefined), CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
