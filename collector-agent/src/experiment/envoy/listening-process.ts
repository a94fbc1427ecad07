import { readdirSync, readlinkSync } from 'node:fs';
import { isEnvoy } from '../../discovery/role.ts';
import { readProcText } from '../../discovery/proc-file.ts';
import { readProcessFacts } from '../../discovery/process-facts.ts';

const LISTENING = '0A';
const MAX_TABLE_BYTES = 16 * 1024 * 1024;

/**
 * The process that listens on a TCP port of this network namespace; where several do (workers of others, a hot restart
 * under way), an Envoy rather than another, and the youngest. Undefined if none, or none whose descriptors may be read.
 */
export function listeningProcess(port: number): number | undefined {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return undefined;
  const found = processIds()
    .filter((pid) => holdsOne(pid, sockets))
    .map((pid) => ({ pid, facts: readProcessFacts(pid) }))
    .map(({ pid, facts }) => ({
      pid,
      isEnvoy: isEnvoy(facts?.executable ?? ''),
      start: BigInt(facts?.stat.startTimeTicks ?? 0),
    }));
  found.sort((a, b) => Number(b.isEnvoy) - Number(a.isEnvoy) || Number(b.start - a.start));
  return found[0]?.pid;
}

/** As their descriptors name them: `socket:[INODE]`. Fields as in proc_net_tcp. */
function listeningSockets(table: string, port: number): string[] {
  const text = readProcText(`/proc/self/net/${table}`, MAX_TABLE_BYTES);
  if (!text.ok) return [];
  return text.text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) === port)
    .map((fields) => `socket:[${fields[9] ?? ''}]`);
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function holdsOne(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => sockets.has(linkOf(`/proc/${pid}/fd/${descriptor}`)));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
