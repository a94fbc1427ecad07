import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import type { ExperimentSpec } from '@meshprof/contracts';
import { ClientNodeCluster } from './cluster/client-node-cluster.ts';
import { openIstioDriver } from './open-istio-driver.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-kubeconfig-'));
after(() => rmSync(folder, { recursive: true }));

function kubeconfig(token: string): string {
  const file = path.join(folder, `${Math.random()}`);
  const cluster = '{name: c, cluster: {server: "https://127.0.0.1:1"}}';
  const parts = [
    `clusters: [${cluster}]`,
    'contexts: [{name: x, context: {cluster: c, user: u}}]',
    'current-context: x',
  ];
  writeFileSync(file, `${parts.join('\n')}\nusers:\n- name: u\n  user:\n    token: ${token}\n`);
  return file;
}

it('a kubeconfig that is no YAML is told by its place, without a line of it', async () => {
  for (const token of ['*hunter2', '"hunter2', 'hunter2: x: y']) {
    const options = { experimentId: 'e', kubeconfig: kubeconfig(token) };
    const opened = await openIstioDriver({ target: {} } as ExperimentSpec, options);
    const detail = opened.ok ? '' : opened.detail;
    assert.match(detail, /^The Kubernetes API cannot be reached: the kubeconfig is no YAML \(\d+:\d+\)$/);
    assert.doesNotMatch(detail, /hunter2/);
  }
});

it('a token that no header can carry is not repeated', async () => {
  const cluster = ClientNodeCluster.open(kubeconfig('"hunter2\\nhunter2"'));
  const answer = await cluster.readNamespaceLabels('default');
  const sentence = answer.ok ? '' : answer.sentence;
  assert.equal(sentence, 'The API server cannot be asked: its token is not one line of ASCII.');
});
