/** For tests: folders as the two builds leave them, with the real routes and roles of the plugin's source. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PLUGIN_SOURCE_JSON = fileURLToPath(new URL('../../../../plugin/src/plugin.json', import.meta.url));

export interface FakeDist {
  readonly pluginDistDir: string;
  readonly hostDistDir: string;
  remove(): void;
}

export function makeFakeDist(): FakeDist {
  const root = mkdtempSync(join(tmpdir(), 'meshprof-host-'));
  const pluginDistDir = join(root, 'plugin');
  const hostDistDir = join(root, 'host');
  for (const folder of ['icons', 'fonts']) mkdirSync(join(hostDistDir, folder), { recursive: true });
  mkdirSync(pluginDistDir);
  copyFileSync(PLUGIN_SOURCE_JSON, join(pluginDistDir, 'plugin.json'));
  writeFileSync(join(pluginDistDir, 'module.js'), 'define([], () => ({}))');
  writeFileSync(join(hostDistDir, 'host.js'), '');
  return { pluginDistDir, hostDistDir, remove: () => rmSync(root, { recursive: true, force: true }) };
}
