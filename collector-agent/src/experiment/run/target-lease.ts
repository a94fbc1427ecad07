import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExperimentSpec } from '@meshprof/contracts';
import { lockFolder } from '../../spool/spool-lock.ts';

export type Lease =
  | { readonly kind: 'held'; readonly release: () => void }
  /** `owner`: who has it, as a sentence's part. */
  | { readonly kind: 'taken'; readonly owner: string }
  | { readonly kind: 'failed'; readonly detail: string };

const OWNER_FILE = 'owner';

/**
 * One experiment a proxy at a time, whatever process on this machine runs it and whatever its state folder is. The lock
 * is the kernel's and ends with the process, so a stale owner cannot be; the file beside it only says who it is. Other
 * machines are kept off a workload by the Istio driver's own lease (`kubernetes/workload-lease.ts`).
 */
export function takeLease(target: ExperimentSpec['target'], experimentId: string, root = leaseRoot()): Lease {
  const held: (() => void)[] = [];
  const release = (): void => held.splice(0).forEach((each) => each());
  // Always in the same order: two that want both cannot each have one.
  for (const key of targetKeys(target).toSorted()) {
    const lease = takeOne(key, experimentId, root);
    if (lease.kind !== 'held') {
      release();
      return lease;
    }
    held.push(lease.release);
  }
  return { kind: 'held', release };
}

function takeOne(key: string, experimentId: string, root: string): Lease {
  const folder = path.join(root, createHash('sha256').update(key).digest('hex').slice(0, 32));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = lockFolder(folder);
    if (lock.kind === 'taken') return { kind: 'taken', owner: readOwner(folder) };
    if (lock.kind === 'failed') return { kind: 'failed', detail: `cannot lock ${folder}: ${lock.reason}` };
    writeFileSync(path.join(folder, OWNER_FILE), `experiment ${experimentId} in process ${process.pid}`);
    return lock;
  } catch (error) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** A folder that other users cannot write: a lock there must not be theirs to take. */
function leaseRoot(): string {
  const isRoot = process.getuid?.() === 0;
  const base = isRoot ? '/run' : (process.env.XDG_RUNTIME_DIR ?? path.join(tmpdir(), `meshprof-${process.getuid?.()}`));
  return path.join(base, 'meshprof', 'experiment-leases');
}

/**
 * All that is changed: a workload, whichever of its proxies is measured, and the proxy, named by its admin port in its
 * network namespace. A proxy of a workload must not be turned by its runtime at the same time.
 */
function targetKeys({ adminUrl, pid, namespace, workload }: ExperimentSpec['target']): string[] {
  const port = adminUrl === undefined ? '' : new URL(adminUrl).port;
  const ofProxy = `admin ${networkNamespace(pid)} ${port}`;
  if (namespace === undefined) return [ofProxy];
  const ofWorkload = `workload ${namespace}/${workload ?? ''}`;
  return adminUrl === undefined ? [ofWorkload] : [ofWorkload, ofProxy];
}

function networkNamespace(pid: number | undefined): string {
  try {
    return readlinkSync(`/proc/${pid ?? 'self'}/ns/net`);
  } catch {
    // The proxy is gone: the preflight says so.
    return `of ${pid}`;
  }
}

function readOwner(folder: string): string {
  try {
    return readFileSync(path.join(folder, OWNER_FILE), 'utf8').slice(0, 200);
  } catch {
    return 'another experiment';
  }
}
