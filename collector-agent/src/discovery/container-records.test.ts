import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ContainerRecords } from './container-records.ts';
import { identityOf } from './identity.ts';
import type { ProcessFacts } from './process-facts.ts';

const root = mkdtempSync(path.join(tmpdir(), 'meshprof-containers-'));
after(() => rmSync(root, { recursive: true }));
const folders = { docker: path.join(root, 'docker'), podman: path.join(root, 'podman') };
const [WEB, PLAIN, PODMAN, BROKEN, HOSTILE] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
  string,
];

/** As Docker 27 writes it, shortened. */
function writeDocker(id: string, content: unknown): void {
  mkdirSync(path.join(folders.docker, id), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(path.join(folders.docker, id, 'config.v2.json'), text);
}

writeDocker(WEB, {
  ID: WEB,
  Name: '/shop-web-1',
  Config: { Image: 'nginx', Labels: { 'com.docker.compose.service': 'web', 'com.docker.compose.project': 'shop' } },
});
writeDocker(PLAIN, { ID: PLAIN, Name: '/eager_turing', Config: { Labels: null } });
writeDocker(BROKEN, '{"Name":');
writeDocker(HOSTILE, { Name: '/\u001b[2Jevil', Config: { Labels: { a: 1, b: ['x'], c: 'kept' } } });
mkdirSync(folders.podman);
writeFileSync(path.join(folders.podman, 'containers.json'), JSON.stringify([null, 7, { id: PODMAN, names: ['db'] }]));

test('names and labels come from the files of the runtime', () => {
  const records = new ContainerRecords(folders);
  assert.equal(records.find(WEB)?.name, 'shop-web-1');
  assert.equal(records.find(WEB)?.labels['com.docker.compose.service'], 'web');
  assert.deepEqual(records.find(PLAIN), { name: 'eager_turing', labels: {} });
  assert.deepEqual(records.find(PODMAN), { name: 'db', labels: {} });
});

test('what a runtime or a container made of its files harms nobody', () => {
  const records = new ContainerRecords(folders);
  assert.equal(records.find(BROKEN), undefined);
  assert.deepEqual(records.find(HOSTILE), { name: '\ufffd[2Jevil', labels: { c: 'kept' } });
  assert.equal(records.find('../../etc'), undefined);
  assert.equal(records.find('f'.repeat(64)), undefined);
  assert.equal(new ContainerRecords({ docker: '/none', podman: '/none' }).find(WEB), undefined);
});

test('a container that was not known is looked for again later, one that was is not', () => {
  const clock = { nowMs: 0 };
  const records = new ContainerRecords(folders, () => clock.nowMs);
  const late = '1'.repeat(64);
  assert.equal(records.find(late), undefined);
  writeDocker(late, { Name: '/late' });
  assert.equal(records.find(late), undefined);
  clock.nowMs = 60_000;
  assert.equal(records.find(late)?.name, 'late');
  rmSync(path.join(folders.docker, late), { recursive: true });
  clock.nowMs = 600_000;
  assert.equal(records.find(late)?.name, 'late');
});

test('a process in a container bears its name, and the service name of compose', () => {
  const stat = {
    pid: 7,
    comm: 'nginx',
    state: 'S',
    parentPid: 1,
    isKernelThread: false,
    threads: 1,
    startTimeTicks: '1',
  };
  const facts: ProcessFacts = { stat, isReadable: true, executable: 'nginx', args: [], cgroup: { container: WEB } };
  const surroundings = { nodeIdentity: { node: 'n' }, containers: new ContainerRecords(folders) };
  const { container, service, role } = identityOf(facts, surroundings);
  assert.deepEqual([container, service, role], ['shop-web-1', 'web', 'service']);
  const plain = identityOf({ ...facts, cgroup: { container: PLAIN } }, surroundings);
  assert.deepEqual([plain.container, plain.service], ['eager_turing', 'nginx']);
  const unknown = identityOf({ ...facts, cgroup: { container: 'f'.repeat(64) } }, surroundings);
  assert.deepEqual([unknown.container, unknown.service], ['f'.repeat(64), 'nginx']);
});
