// The app as Grafana installs it: one zip with one folder, named after the plugin's id. The same bytes for the same build.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const zipProgram = fileURLToPath(new URL('zip.py', import.meta.url));

/**
 * @param {string} folder of a checkout with plugin/dist
 * @param {string} outDir
 * @param {number} dateMs of the commit: stands in plugin.json as the day of the release
 * @returns {string} the file
 */
export function zipPlugin(folder, outDir, dateMs) {
  const dist = path.join(folder, 'plugin', 'dist');
  const { id, info } = JSON.parse(readFileSync(path.join(dist, 'plugin.json'), 'utf8'));
  const stage = mkdtempSync(path.join(os.tmpdir(), 'meshprof-plugin-'));
  try {
    const target = path.join(stage, id);
    // Source maps are twice the size of everything else; whoever needs them builds the commit.
    const wanted = (source) => !source.endsWith('.map') && !path.basename(source).startsWith('.');
    cpSync(dist, target, { recursive: true, filter: wanted });
    dateManifests(target, new Date(dateMs).toISOString().slice(0, 10));
    mkdirSync(outDir, { recursive: true });
    const file = path.join(outDir, `${id}-${info.version}.zip`);
    const { status, stderr } = spawnSync('python3', [zipProgram, stage, file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the plugin cannot be packed: ${stderr}`);
    return file;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** create-plugin writes the day of the build, which would make each day's build another one. */
function dateManifests(target, date) {
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((file) => path.basename(file) === 'plugin.json')) {
    const location = path.join(target, name);
    const text = readFileSync(location, 'utf8');
    writeFileSync(location, text.replace(/("updated":\s*")[^"]*(")/, `$1${date}$2`));
  }
}
