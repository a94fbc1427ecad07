import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../../scripts/setup/folders.mjs';
import { goProgram } from '../../harness/go-programs/go-programs.mjs';
import type { Container, PodSpec } from './kubectl.ts';
import type { VolumeFolders } from './pod-volumes.ts';

export interface ContainerPlan {
  readonly pod: PodSpec;
  readonly container: Container;
  readonly volumes: VolumeFolders;
  /** Instead of what the image would start; `node` is the project's. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Name of a network namespace, or `host`; default: one without a network. */
  readonly network?: string;
  /** In place of those that the manifest adds. */
  readonly capabilities?: readonly string[];
  /** Those that the runtime makes its seccomp profile for; default: the same. */
  readonly seccompFor?: readonly string[];
  /** Without hostPID, whatever the manifest says. */
  readonly ownPids?: boolean;
  /** More folders or files of the machine, read-only, by their place in the container. */
  readonly binds?: Readonly<Record<string, string>>;
}

/** Where the project is in the container, as in the images. */
export const APP = '/app';

/**
 * What a kubelet and containerd give a container of a manifest, as an OCI runtime takes it: its user, its capabilities and
 * no others, no new privileges, a read-only root, containerd's seccomp profile, its mounts. The image is this machine's /usr
 * and the project.
 */
export function ociConfig(plan: ContainerPlan): object {
  const { pod, container, command, env } = plan;
  const { securityContext } = container;
  const added = plan.capabilities ?? securityContext.capabilities.add ?? [];
  const capabilities = added.map((name) => `CAP_${name}`);
  const [program = '', ...args] = command;
  return {
    ociVersion: '1.0.2',
    process: {
      user: {
        uid: pod.securityContext.runAsUser,
        gid: pod.securityContext.runAsGroup,
        additionalGids: pod.securityContext.fsGroup === undefined ? [] : [pod.securityContext.fsGroup],
      },
      args: [program === 'node' ? nodeInContainer() : program, ...args],
      env: Object.entries({ PATH: '/usr/sbin:/usr/bin', HOME: '/root', ...env }).map(
        ([name, value]) => `${name}=${value}`
      ),
      cwd: APP,
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
      noNewPrivileges: !securityContext.allowPrivilegeEscalation,
    },
    root: { path: 'rootfs', readonly: securityContext.readOnlyRootFilesystem },
    mounts: mountsOf(plan),
    linux: {
      namespaces: namespacesOf(plan),
      maskedPaths: ['/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/scsi', '/sys/firmware'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
      seccomp: seccompProfile((plan.seccompFor ?? added).map((name) => `CAP_${name}`)),
    },
  };
}

function namespacesOf({ pod, ownPids, network }: ContainerPlan): object[] {
  const hasHostPids = pod.hostPID === true && ownPids !== true;
  return [
    ...['mount', 'ipc', 'uts', ...(hasHostPids ? [] : ['pid'])].map((type) => ({ type })),
    ...(network === 'host'
      ? []
      : [{ type: 'network', ...(network !== undefined && { path: `/var/run/netns/${network}` }) }]),
  ];
}

function seccompProfile(capabilities: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(goProgram('seccomp-profile'), capabilities, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`seccomp-profile: ${stderr}`);
  return JSON.parse(stdout);
}

const TMPFS = { type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=1777'] };
const bind = (source: string, destination: string, mode: 'ro' | 'rw') => {
  return { destination, type: 'bind', source, options: ['rbind', mode] };
};

/** The manifest's mounts, and those that every container has. */
function mountsOf({ container, volumes, binds = {} }: ContainerPlan): object[] {
  return [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
    bind('/usr', '/usr', 'ro'),
    bind(projectRoot, APP, 'ro'),
    ...(isNodeInProject() ? [] : [bind(path.dirname(process.execPath), '/node', 'ro')]),
    ...Object.entries(binds).map(([destination, source]) => bind(source, destination, 'ro')),
    ...container.volumeMounts.map(({ name, mountPath, readOnly = false }) => {
      const source = volumes.get(name);
      if (source === undefined) return { destination: mountPath, ...TMPFS };
      return bind(source, mountPath, readOnly ? 'ro' : 'rw');
    }),
  ];
}

const isNodeInProject = (): boolean => !path.relative(projectRoot, process.execPath).startsWith('..');

function nodeInContainer(): string {
  if (isNodeInProject()) return path.join(APP, path.relative(projectRoot, process.execPath));
  return path.join('/node', path.basename(process.execPath));
}
