import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { NativeError } from './errors.ts';
import type { ValidatedOptions } from './session-options.ts';
import type { ProbeResult, Session } from './types.ts';

/** What `build/meshprof.node` exports; its own argument checks are short, this package's TypeScript does the rest. */
export interface Addon {
  openSession(options: ValidatedOptions & { readonly readerPath: string }): Session;
  probe(): ProbeResult[];
  protectMemory(): void;
}

const require = createRequire(import.meta.url);
// By the package's name: this module may run from a bundle elsewhere.
const buildFolder = path.join(path.dirname(require.resolve('@meshprof/native/package.json')), 'build');
const addonPath = path.join(buildFolder, 'meshprof.node');
/** The program that reads foreign binaries for the addon, without rights. */
export const readerPath = path.join(buildFolder, 'meshprof-reader');
let loaded: Addon | undefined;

/** Throws `ENOADDON` where it was not built or cannot be loaded by this Node. */
export function loadAddon(): Addon {
  if (loaded) return loaded;
  if (!existsSync(addonPath)) {
    throw new NativeError('ENOADDON', `the native addon is not built (${addonPath} is missing): run \`npm run setup\``);
  }
  try {
    loaded = require(addonPath) as Addon;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new NativeError('ENOADDON', `the native addon cannot be loaded (${cause}): run \`npm run setup\``);
  }
  return loaded;
}
