import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import type { DebianKernel } from '../kernels.ts';
import { openPrivateApt, type PrivateApt } from './private-apt.ts';

export interface FetchedKernel {
  /** The kernel itself, as a boot loader takes it. */
  readonly image: string;
  /** Of Debian's package. */
  readonly version: string;
}

export type Fetch =
  { readonly ok: true; readonly kernel: FetchedKernel } | { readonly ok: false; readonly problem: string };

/** Downloads a suite's newest kernel, if this machine has not got it yet. Without a network the last one fetched counts. */
export async function fetchKernel(wanted: DebianKernel): Promise<Fetch> {
  const folder = cacheFolder('kernels', `${wanted.suite}-${wanted.architecture}`);
  try {
    const apt = await openPrivateApt(path.join(folder, 'apt'), wanted);
    return { ok: true, kernel: await newestKernel(apt, wanted, folder) };
  } catch (error) {
    const kept = keptKernel(folder);
    if (kept !== undefined) return { ok: true, kernel: kept };
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

const IMAGE = 'vmlinuz';
const VERSION = 'version';

function keptKernel(folder: string): FetchedKernel | undefined {
  const [image, version] = [path.join(folder, IMAGE), path.join(folder, VERSION)];
  if (!existsSync(image) || !existsSync(version)) return undefined;
  return { image, version: readFileSync(version, 'utf8') };
}

async function newestKernel(apt: PrivateApt, wanted: DebianKernel, folder: string): Promise<FetchedKernel> {
  const meta = await apt.cache(['show', '--no-all-versions', wanted.metaPackage]);
  const version = /^Version: (\S+)$/m.exec(meta)?.[1];
  const name = /^Depends:.*?\b(linux-image-\d[^ ,]*)/m.exec(meta)?.[1];
  if (version === undefined || name === undefined) throw new Error(`${wanted.metaPackage} leads to no kernel`);
  const kept = keptKernel(folder);
  if (kept?.version === version) return kept;
  await unpackImage(apt, await packageWithImage(apt, name), folder);
  writeFileSync(path.join(folder, VERSION), version);
  return { image: path.join(folder, IMAGE), version };
}

/** Newer suites keep the image in a package that this one depends on. */
async function packageWithImage(apt: PrivateApt, name: string): Promise<string> {
  const shown = await apt.cache(['show', '--no-all-versions', name]);
  return /^Depends:.*?\b(linux-binary-[^ ,]+)/m.exec(shown)?.[1] ?? name;
}

async function unpackImage(apt: PrivateApt, name: string, folder: string): Promise<void> {
  const work = path.join(folder, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    await apt.get(['-q', 'download', name], work);
    const [deb] = readdirSync(work).filter((file) => file.endsWith('.deb'));
    if (deb === undefined) throw new Error(`apt downloaded no ${name}`);
    const unpacked = await run(['dpkg-deb', '-x', path.join(work, deb), work]);
    if (unpacked.code !== 0) throw new Error(`dpkg-deb: ${unpacked.stderr.trim()}`);
    // In /boot, or beside the modules.
    const files = readdirSync(work, { recursive: true, encoding: 'utf8' });
    const image = files.find((file) => path.basename(file).startsWith(IMAGE));
    if (image === undefined) throw new Error(`${name} holds no ${IMAGE}`);
    copyFileSync(path.join(work, image), path.join(folder, IMAGE));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
