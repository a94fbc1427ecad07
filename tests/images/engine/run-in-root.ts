import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface RootCommand {
  readonly root: string;
  readonly command: readonly string[];
  readonly workdir: string;
  /** Name or number, as in the root's own table. */
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  /** Without it everything that root may; with it exactly these, as compose's `cap_add` after `cap_drop: [ALL]`. */
  readonly capabilities?: readonly string[];
  readonly readOnly?: boolean;
  /** Folders of this machine by their place in the root. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Process whose network is shared; without it that of this machine. */
  readonly networkOfPid?: number;
  /** In a process group of its own, for a signal to all of it, as a terminal's Ctrl-C is. */
  readonly ownGroup?: boolean;
}

const HOST_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const INNER_CERTIFICATES = '/run/host-certificates.crt';

/** How programs that fetch something in a build step reach registries as this machine does. */
export const BUILD_ENV: Readonly<Record<string, string>> = {
  DEBIAN_FRONTEND: 'noninteractive',
  NODE_EXTRA_CA_CERTS: INNER_CERTIFICATES,
  npm_config_cafile: INNER_CERTIFICATES,
  PIP_CERT: INNER_CERTIFICATES,
  SSL_CERT_FILE: INNER_CERTIFICATES,
  CARGO_HTTP_CAINFO: INNER_CERTIFICATES,
};

/** Numbers of linux/capability.h. */
const CAPABILITIES: Readonly<Record<string, number>> = {
  DAC_READ_SEARCH: 2,
  SYS_PTRACE: 19,
  PERFMON: 38,
  BPF: 39,
  CHECKPOINT_RESTORE: 40,
};

/** The mounts are in a namespace of the command's own: they are gone when it has ended, however it does. */
const SCRIPT = `set -eu
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount --rbind /sys "$ROOT/sys"
for pair in $MOUNTS; do
  mkdir -p "$ROOT/\${pair#*=}"
  mount --bind "\${pair%%=*}" "$ROOT/\${pair#*=}"
done
if [ "$READ_ONLY" = 1 ]; then
  mount -t tmpfs tmpfs "$ROOT/tmp"
  mount -o remount,ro,bind "$ROOT"
fi
exec "$@"`;

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function startInRoot({ root, command, workdir, user, env, ...options }: RootCommand): ChildProcess {
  const { capabilities, readOnly = false, mounts = {}, networkOfPid, ownGroup = false } = options;
  prepare(root);
  const spec = {
    ...{ root, workdir, command },
    ...userNumbers(root, user),
    env: { PATH: DEFAULT_PATH, HOME: '/root', ...env },
    capabilities: capabilities?.map(capabilityNumber) ?? null,
  };
  const enter = ['python3', path.join(import.meta.dirname, 'enter_root.py'), JSON.stringify(spec)];
  const network = networkOfPid === undefined ? [] : ['nsenter', `--net=/proc/${networkOfPid}/ns/net`];
  const [program = '', ...args] = [...network, 'unshare', '--mount', 'sh', '-c', SCRIPT, 'sh', ...enter];
  const pairs = Object.entries(mounts).map(([inner, outer]) => `${outer}=${inner}`);
  return spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
    env: { PATH: DEFAULT_PATH, ROOT: root, MOUNTS: pairs.join(' '), READ_ONLY: readOnly ? '1' : '0' },
  });
}

/** Its output; throws with the end of it if the command fails. */
export async function runInRoot(command: RootCommand): Promise<string> {
  const child = startInRoot(command);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return output;
  throw new Error(`${command.command.join(' ')} ended with ${code}:\n${output.split('\n').slice(-30).join('\n')}`);
}

/** What an engine puts into every container. */
function prepare(root: string): void {
  for (const folder of ['proc', 'dev', 'sys', 'tmp', 'run', 'etc']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  copyFileSync('/etc/resolv.conf', path.join(root, 'etc', 'resolv.conf'));
  if (existsSync(HOST_CERTIFICATES)) copyFileSync(HOST_CERTIFICATES, path.join(root, INNER_CERTIFICATES));
}

/** By name in the image's own table, or by number, as an engine looks it up. */
function userNumbers(root: string, user: string): { uid: number; gid: number } {
  if (user === 'root') return { uid: 0, gid: 0 };
  if (/^\d+$/.test(user)) return { uid: Number(user), gid: 0 };
  const table = readFileSync(path.join(root, 'etc', 'passwd'), 'utf8').split('\n');
  const line = table.map((text) => text.split(':')).find(([name]) => name === user);
  if (line === undefined) throw new Error(`the image has no user ${user}`);
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

function capabilityNumber(name: string): number {
  const number = CAPABILITIES[name];
  if (number === undefined) throw new Error(`unknown capability ${name}`);
  return number;
}
