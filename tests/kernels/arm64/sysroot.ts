import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import { openPrivateApt } from '../debian/private-apt.ts';

/** What native/ is linked with, for arm64: headers, archives, shared libraries. */
const PACKAGES = [
  ...[
    'libelf-dev',
    'libelf1',
    'libdw-dev',
    'libdw1',
    'libiberty-dev',
    'zlib1g-dev',
    'zlib1g',
    'liblzma-dev',
    'liblzma5',
  ],
  'libbz2-1.0',
];

/**
 * A folder with Debian's arm64 libraries, of this machine's release. Not installed: that would make the whole machine
 * one of two architectures.
 */
export async function arm64Sysroot(): Promise<string> {
  const folder = cacheFolder('arm64');
  const [sysroot, stamp] = [path.join(folder, 'sysroot'), path.join(folder, 'packages')];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === PACKAGES.join()) return sysroot;
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (suite === undefined) throw new Error('this is no release of Debian');
  const apt = await openPrivateApt(path.join(folder, 'apt'), { suite, architecture: 'arm64' });
  const downloads = path.join(folder, 'downloads');
  mkdirSync(downloads, { recursive: true });
  try {
    await apt.get(['-q', 'download', ...PACKAGES], downloads);
    for (const deb of readdirSync(downloads)) {
      const { code, stderr } = await run(['dpkg-deb', '-x', path.join(downloads, deb), sysroot]);
      if (code !== 0) throw new Error(`${deb}: ${stderr.trim()}`);
    }
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
  writeFileSync(stamp, PACKAGES.join());
  return sysroot;
}
