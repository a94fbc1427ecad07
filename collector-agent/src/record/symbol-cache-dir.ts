import { homedir } from 'node:os';
import path from 'node:path';

/** Where `meshprof record` keeps what it found out about binaries: the system's folder for root, the user's otherwise. */
export function symbolCacheDir(env: NodeJS.ProcessEnv = process.env, isRoot = process.getuid?.() === 0): string {
  const base = env.XDG_CACHE_HOME;
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'meshprof', 'symbols');
  // A root that came by sudo may have another user's home, and should leave nothing there.
  return isRoot ? '/var/cache/meshprof/symbols' : path.join(homedir(), '.cache', 'meshprof', 'symbols');
}
