import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { writeChecksums } from './checksums.mjs';
import { packNpmPackages } from './npm-packages.mjs';
import { zipPlugin } from './plugin-zip.mjs';

/**
 * Builds and packs what users get.
 * @param {{ folder: string, outDir: string, dateMs: number, say: (text: string) => void }} release `folder`: a copy of the
 * checkout with node_modules (build-folder.mjs)
 * @returns {string[]} the files
 */
export function buildRelease({ folder, outDir, dateMs, say }) {
  const run = runner(folder, dateMs);
  say('BPF programs and addon');
  run('make', ['-s', '-C', 'native', '-j2', `NODE=${process.execPath}`]);
  say('bundles of command and controller');
  run(process.execPath, ['collector-agent/build-bundle.mjs']);
  run(process.execPath, ['controller/build-bundle.mjs']);
  say('the app');
  buildPlugin(folder, dateMs);
  const files = [...packNpmPackages(folder, outDir), zipPlugin(folder, outDir, dateMs)];
  say('bill of materials');
  run('npm', ['run', '--silent', 'sbom']);
  const bom = path.join(outDir, 'meshprof.cdx.json');
  copyFileSync(path.join(folder, 'dist', 'sbom', 'meshprof.cdx.json'), bom);
  files.push(bom);
  for (const file of files) if (!existsSync(file)) throw new Error(`${file} was not made`);
  writeChecksums(outDir);
  return [...files, path.join(outDir, 'SHA256SUMS')];
}

/** @param {string} folder @param {number} dateMs */
export function buildPlugin(folder, dateMs) {
  const webpack = path.join(folder, 'node_modules', 'webpack', 'bin', 'webpack.js');
  const run = runner(path.join(folder, 'plugin'), dateMs);
  run(process.execPath, [webpack, '-c', './webpack.config.ts', '--env', 'production']);
}

/** Times of a build are those of the commit. */
function runner(cwd, dateMs) {
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(dateMs / 1_000), NODE_ENV: 'production' };
  return (program, args) => {
    try {
      execFileSync(program, args, { cwd, env, stdio: 'pipe' });
    } catch (error) {
      throw new Error(`${program} ${args.join(' ')}:\n${error.stdout}${error.stderr}`, { cause: error });
    }
  };
}
