import os from 'node:os';
import path from 'node:path';
import { findOnPath } from './binaries.ts';
import type { DemoBinaries } from './demo-types.ts';

/** Where the set-up (scripts/setup/python-tools.mjs) installs Envoy. */
const cacheDir = path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'meshprof');
const installedEnvoy = path.join(cacheDir, 'venv', 'tools', 'bin', 'envoy');

/** A program that is not found keeps its bare name: the demo then says which package brings it. */
export function demoBinaries(): DemoBinaries {
  return {
    envoy: process.env['MESHPROF_ENVOY'] || installedEnvoy,
    nginx: findOnPath('nginx') ?? 'nginx',
    h2load: findOnPath('h2load') ?? 'h2load',
    prometheus: findOnPath('prometheus') ?? 'prometheus',
    node: process.execPath,
  };
}
