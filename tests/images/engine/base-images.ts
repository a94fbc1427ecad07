import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheDir } from '../../../scripts/setup/folders.mjs';
import { findGo } from '../../../provisioning/collector/find-go.mjs';
import { runInRoot } from './run-in-root.ts';
import { EMPTY_IMAGE, type Image } from './stage-root.ts';

/** Debian 12 as `debootstrap` makes it, which is what the official images begin with; made once, then from the cache. */
const DEBIAN_ROOT = path.join(cacheDir, 'roots', 'bookworm-minbase');

const APT_CLEAN = `DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
`;

export function debianRoot(): string {
  if (existsSync(DEBIAN_ROOT)) return DEBIAN_ROOT;
  const making = `${DEBIAN_ROOT}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  execFileSync('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', making], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  rmSync(path.join(making, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
  // As in the official images: nothing survives a power cut, and no package file stays after its installation.
  writeFileSync(path.join(making, 'etc', 'dpkg', 'dpkg.cfg.d', 'unsafe-io'), 'force-unsafe-io\n');
  writeFileSync(path.join(making, 'etc', 'apt', 'apt.conf.d', 'clean'), APT_CLEAN);
  renameSync(making, DEBIAN_ROOT);
  return DEBIAN_ROOT;
}

/** Local stand-ins for the images that our Dockerfiles begin with: registries of images are not asked. */
export function baseImages(folder: string): (name: string) => Promise<Image> {
  return async (name) => {
    if (/^node:\d+-bookworm-slim$/.test(name)) return withLayer(folder, 'node', addNode);
    if (/^golang:[\d.]+-bookworm$/.test(name)) return withLayer(folder, 'golang', addGo);
    if (/^busybox:[\d.]+$/.test(name)) return busybox(folder);
    // Only copied into: the server itself is not part of what these steps prove.
    if (/^grafana\/grafana:[\d.]+$/.test(name)) return EMPTY_IMAGE;
    throw new Error(`nothing stands in for the image ${name}`);
  };
}

async function withLayer(folder: string, name: string, fill: (layer: string) => Promise<void> | void): Promise<Image> {
  const layer = path.join(folder, `base-${name}`);
  if (!existsSync(layer)) {
    mkdirSync(layer, { recursive: true });
    await fill(layer);
  }
  const PATH = '/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return { ...EMPTY_IMAGE, layers: [debianRoot(), layer], ...(name === 'golang' && { env: { PATH } }) };
}

/** Node from npm's package for this processor, npm from this machine, and the official image's user. */
function addNode(layer: string): void {
  const bin = path.join(layer, 'usr', 'local', 'bin');
  mkdirSync(bin, { recursive: true });
  const nodePackage = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/package.json`);
  cpSync(path.join(path.dirname(nodePackage), 'bin', 'node'), path.join(bin, 'node'));
  const npm = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
  const npmFolder = path.join(layer, 'usr', 'local', 'lib', 'node_modules', 'npm');
  cpSync(path.resolve(path.dirname(npm), '..'), npmFolder, { recursive: true });
  for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(bin, name));
  const etc = path.join(layer, 'etc');
  mkdirSync(etc, { recursive: true });
  for (const name of ['passwd', 'group']) cpSync(path.join(debianRoot(), 'etc', name), path.join(etc, name));
  execFileSync('sh', [
    '-c',
    `echo 'node:x:1000:1000::/home/node:/bin/sh' >> "$1/passwd" && echo 'node:x:1000:' >> "$1/group"`,
    'sh',
    etc,
  ]);
  execFileSync('install', ['-d', '-o', '1000', '-g', '1000', path.join(layer, 'home', 'node')]);
}

async function addGo(layer: string): Promise<void> {
  const go = await findGo();
  const root = execFileSync(go, ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  mkdirSync(path.join(layer, 'usr', 'local'), { recursive: true });
  execFileSync('cp', ['-a', root, path.join(layer, 'usr', 'local', 'go')]);
}

/** Debian's static busybox with a link for each of its programs. */
async function busybox(folder: string): Promise<Image> {
  const layer = path.join(folder, 'base-busybox');
  const image = { ...EMPTY_IMAGE, layers: [layer] };
  if (existsSync(layer)) return image;
  const bin = path.join(layer, 'bin');
  mkdirSync(path.join(layer, 'tmp'), { recursive: true });
  mkdirSync(bin);
  mkdirSync(path.join(layer, 'etc'));
  execFileSync('apt-get', ['download', '-qq', 'busybox-static'], { cwd: layer, stdio: ['ignore', 'ignore', 'pipe'] });
  execFileSync(
    'sh',
    ['-c', `dpkg-deb -x busybox-static_*.deb unpacked && mv unpacked/bin/busybox bin/ && rm -r unpacked *.deb`],
    {
      cwd: layer,
    }
  );
  chmodSync(path.join(bin, 'busybox'), 0o755);
  await runInRoot({
    root: layer,
    command: ['/bin/busybox', '--install', '-s', '/bin'],
    workdir: '/',
    user: 'root',
    env: {},
  });
  return image;
}
