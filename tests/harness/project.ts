import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export const at = (...parts: string[]): string => path.join(projectRoot, ...parts);

const cacheDir = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'meshprof');

/** For downloads and builds that a second clone can use again. */
export const cacheFolder = (...parts: string[]): string => path.join(cacheDir, ...parts);

/** Python with opentelemetry-proto, the independent decoder. */
export const python = process.env.MESHPROF_PYTHON ?? path.join(cacheDir, 'venv', 'tools', 'bin', 'python3');
