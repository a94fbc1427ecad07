import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../harness/run.ts';
import type { Architecture } from '../kernels.ts';

/** apt with one suite and with lists and packages of its own, so that nothing of this machine's changes. */
export interface PrivateApt {
  /** Standard output; rejects with the last line of what went wrong. */
  readonly get: (args: readonly string[], cwd?: string) => Promise<string>;
  readonly cache: (args: readonly string[]) => Promise<string>;
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where this machine gets Debian's packages from, by what `apt-get update --print-uris` says. */
export function archiveOf(printedUris: string): string | undefined {
  return /^'(\S+\/debian)\/dists\/[^/']+\/InRelease'/m.exec(printedUris)?.[1];
}

export async function openPrivateApt(
  folder: string,
  { suite, architecture }: { suite: string; architecture: Architecture }
): Promise<PrivateApt> {
  const archive = archiveOf((await run(['apt-get', 'update', '--print-uris'])).stdout);
  if (archive === undefined) throw new Error("apt is not set up for Debian's archive here");
  for (const part of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(path.join(folder, part), { recursive: true });
  const sources = path.join(folder, 'sources.list');
  writeFileSync(sources, `deb [arch=${architecture} signed-by=${KEYRING}] ${archive} ${suite} main\n`);
  const settings = {
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '-',
    'Dir::State::Lists': path.join(folder, 'lists'),
    // Nothing counts as installed.
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(folder, 'cache'),
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const apt = (program: string) => async (args: readonly string[], cwd?: string) => {
    const command = [program, ...options, ...args];
    const { code, stdout, stderr } = await run(command, { timeoutMs: 600_000, ...(cwd !== undefined && { cwd }) });
    if (code !== 0) throw new Error(`${program} ${args[0]}: ${stderr.trim().split('\n').at(-1)}`);
    return stdout;
  };
  const opened = { get: apt('apt-get'), cache: apt('apt-cache') };
  await opened.get(['-q', 'update']);
  return opened;
}
