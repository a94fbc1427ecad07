import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { FakeApiServer } from '../kubernetes/fake-api-server.ts';
import { openPods } from '../kubernetes/open-pods.ts';
import type { PodLookup } from '../kubernetes/pod-directory.ts';
import { createInventory } from './inventory.ts';

const UID = '2c48913c-b29f-11e7-9350-020968147796';
const UNDERSCORED = UID.replaceAll('-', '_');
const CONTAINER = '5e'.repeat(32);

/** How each container runtime and cgroup driver nests its folders, from the root of a hierarchy. */
const PATHS = {
  'containerd, systemd driver': `kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice/cri-containerd-${CONTAINER}.scope`,
  'containerd, cgroupfs driver': `kubepods/besteffort/pod${UID}/${CONTAINER}`,
  'CRI-O': `kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${CONTAINER}.scope`,
  'Docker in kind': `docker/${'d0'.repeat(32)}/kubelet/kubepods/pod${UID}/${CONTAINER}`,
};

const POD = {
  metadata: { uid: UID, name: 'cart-0', namespace: 'shop', labels: { app: 'cart' } },
  status: { containerStatuses: [{ name: 'main', containerID: `containerd://${CONTAINER}` }] },
};

/** Mount points of the unified hierarchy and of one of version 1, where there are such. */
function hierarchies(): string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const points = (pattern: RegExp) => mounts.flatMap((line) => pattern.exec(line)?.[1] ?? []).slice(0, 1);
  return [...points(/^\S+ (\S+) cgroup2 /), ...points(/^\S+ (\S+\/pids) cgroup /)];
}

/** Makes folders down to `relative` and notes which; undefined if that is not allowed here. */
function makeCgroup(root: string, relative: string, made: string[]): string | undefined {
  let folder = root;
  for (const part of relative.split('/')) {
    folder = path.join(folder, part);
    try {
      mkdirSync(folder);
      made.push(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined;
    }
  }
  return folder;
}

/** Runs `look` while a process lives in that cgroup. */
async function withProcessIn(cgroup: string, look: (pid: number) => Promise<void>): Promise<void> {
  const child: ChildProcess = spawn('/bin/sleep', ['60']);
  const exit = once(child, 'exit');
  try {
    await once(child, 'spawn');
    writeFileSync(path.join(cgroup, 'cgroup.procs'), String(child.pid));
    await look(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
    await exit;
  }
}

async function withPods(look: (pods: PodLookup) => Promise<void>): Promise<void> {
  const server = new FakeApiServer();
  server.pods = [POD];
  const access = { url: await server.start() };
  const pods = openPods({ node: 'worker-1', logger: pino({ level: 'silent' }), access });
  assert.ok(pods !== undefined);
  try {
    while (!pods.connected) await sleep(5);
    await look(pods);
  } finally {
    await pods.close();
    await server.stop();
  }
}

/** The kernel lets go of a cgroup a moment after its last process has ended. */
async function removeFolders(made: readonly string[]): Promise<void> {
  await sleep(50);
  for (const folder of made.toReversed()) rmdirSync(folder);
}

async function assertFound(cgroup: string): Promise<void> {
  await withPods((pods) =>
    withProcessIn(cgroup, (pid) => {
      const inventory = createInventory({ nodeIdentity: { node: 'worker-1' }, pods });
      const { service, namespace, pod, container, role } = inventory.list().find((each) => each.pid === pid) ?? {};
      assert.deepEqual(
        { service, namespace, pod, container, role },
        { service: 'cart', namespace: 'shop', pod: 'cart-0', container: 'main', role: 'service' }
      );
      return Promise.resolve();
    })
  );
}

for (const root of hierarchies()) {
  for (const [name, relative] of Object.entries(PATHS)) {
    test(`a process in a real cgroup of ${name} under ${root} is found in its pod`, { timeout: 60_000 }, async (t) => {
      const made: string[] = [];
      try {
        const cgroup = makeCgroup(root, relative, made);
        if (cgroup === undefined) t.skip('cgroups may not be made here');
        else await assertFound(cgroup);
      } finally {
        await removeFolders(made);
      }
    });
  }
}
