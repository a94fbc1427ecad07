import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { firstFault } from './first-fault.ts';
import { ManifestSchema, type PluginManifest } from './plugin-manifest.ts';

/** Reads plugin.json of a built plugin. Throws with the remedy if it is missing or not what the host page expects. */
export function readPluginManifest(pluginDistDir: string): PluginManifest {
  const file = join(pluginDistDir, 'plugin.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`The app is not built: ${file} cannot be read. Run: npm run build -w meshprof-profiling-app`);
  }
  const manifest: unknown = JSON.parse(text);
  if (!Value.Check(ManifestSchema, manifest)) {
    throw new Error(`${file} is not an app plugin's: ${firstFault(ManifestSchema, manifest)}`);
  }
  return manifest;
}
