import { homedir } from 'node:os';
import path from 'node:path';

/** Where a service keeps its state: the system's folder for root, the user's (XDG base directories) otherwise. */
export function defaultStateDir(service: string): string {
  if (process.getuid?.() === 0) return path.join('/var/lib', service);
  const base = process.env.XDG_STATE_HOME ?? path.join(homedir(), '.local', 'state');
  return path.join(base, service);
}
