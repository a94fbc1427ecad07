import { homedir } from 'node:os';
import path from 'node:path';

export interface SymbolFolders {
  /** Where `meshprof record` keeps what it found out about binaries. */
  readonly symbolCacheDir: string;
  /** Where it looks for symbol packs. */
  readonly symbolPackDir: string;
}

/** The system's folders for root, the user's otherwise (XDG base directories). */
export function symbolFolders(env: NodeJS.ProcessEnv = process.env, isRoot = process.getuid?.() === 0): SymbolFolders {
  // A root that came by sudo may have another user's home, and should leave nothing there.
  const cache = absolute(env.XDG_CACHE_HOME) ?? (isRoot ? '/var/cache' : path.join(homedir(), '.cache'));
  const data = absolute(env.XDG_DATA_HOME) ?? (isRoot ? '/var/lib' : path.join(homedir(), '.local', 'share'));
  return {
    symbolCacheDir: path.join(cache, 'meshprof', 'symbols'),
    symbolPackDir: path.join(data, 'meshprof', 'symbol-packs'),
  };
}

/** The XDG specification wants relative paths ignored. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}
