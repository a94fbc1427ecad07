import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChildProgram } from '../../harness/child-program.ts';
import { type ContainerPlan, ociConfig } from './oci-config.ts';

export interface ContainerResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const HANG_LIMIT_MS = 60_000;
const HOST_LINKS = { bin: 'usr/bin', sbin: 'usr/sbin', lib: 'usr/lib', lib64: 'usr/lib64' };

/** crun looks at the hierarchy even where it shall not use it, and refuses a hybrid one, which is a machine's own affair. */
const WITH_UNIFIED_CGROUPS = [
  ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c'],
  ...['mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"', 'sh'],
];

/** The Services of the manifests, where containers share a network. */
const HOSTS = `127.0.0.1 localhost meshprof-controller.meshprof.svc meshprof-collector.meshprof.svc\n`;

/** Runs a container in crun to its end. */
export function runContainer(folder: string, plan: ContainerPlan): ContainerResult {
  const [program = '', ...args] = crunCommand(folder, ociConfig(plan));
  return spawnSync(program, args, { encoding: 'utf8', timeout: HANG_LIMIT_MS });
}

/** Starts one that stays. A signal to crun is passed on. */
export function startContainer(folder: string, plan: ContainerPlan): ChildProgram {
  return new ChildProgram(plan.container.name, crunCommand(folder, ociConfig(plan)), folder);
}

function crunCommand(folder: string, config: object): string[] {
  const bundle = mkdtempSync(path.join(folder, 'bundle-'));
  const rootfs = path.join(bundle, 'rootfs');
  mkdirSync(rootfs);
  for (const [link, target] of Object.entries(HOST_LINKS)) symlinkSync(target, path.join(rootfs, link));
  mkdirSync(path.join(rootfs, 'etc'));
  writeFileSync(path.join(rootfs, 'etc', 'hosts'), HOSTS);
  writeFileSync(path.join(bundle, 'config.json'), JSON.stringify(config));
  const own = ['--root', path.join(bundle, 'state'), '--cgroup-manager', 'disabled'];
  return [
    ...WITH_UNIFIED_CGROUPS,
    'crun',
    ...own,
    'run',
    '--bundle',
    bundle,
    `meshprof-${process.pid}-${path.basename(bundle)}`,
  ];
}

/** Why containers cannot be run here; false where they can. */
export function reasonWithoutContainers(): string | false {
  if (process.getuid?.() !== 0) return 'containers need root';
  if (spawnSync('crun', ['--version']).error !== undefined) return "Debian's crun is not installed";
  const folder = mkdtempSync('/tmp/meshprof-trial-');
  const config = {
    ociVersion: '1.0.2',
    process: { user: { uid: 0, gid: 0 }, args: ['/usr/bin/true'], cwd: '/', env: [] },
    root: { path: 'rootfs' },
    mounts: [
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs' },
      { destination: '/usr', type: 'bind', source: '/usr', options: ['rbind', 'ro'] },
    ],
    linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
  };
  const [program = '', ...args] = crunCommand(folder, config);
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? false : `crun cannot run a container here: ${stderr.trim()}`;
}
