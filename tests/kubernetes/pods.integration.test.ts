import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { buildWorkloads, workloadPath } from '../../collector-agent/src/testing/workload-process.ts';
import { collectorProgram } from '../../provisioning/collector/build-collector.mjs';
import { reasonWithoutGoPrograms } from '../harness/go-programs/go-programs.mjs';
import { waitFor } from '../harness/wait-for.ts';
import { reasonWithoutContainers } from './harness/oci-container.ts';
import { NODE_NAME, RunningPods } from './harness/running-pods.ts';

const PROFILES = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

const skip =
  cannotProfile() ||
  reasonWithoutGoPrograms(['kubectl', 'seccomp-profile']) ||
  reasonWithoutContainers() ||
  (existsSync(collectorProgram()) ? false : 'the Collector was not built (npm run setup says why)');

describe('the pods of the manifests, run as containers with what make-secrets.sh makes', { skip }, () => {
  let folder: string;
  let pods: RunningPods;
  let workload: ChildProcess;
  before(async () => {
    buildWorkloads();
    folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-pods-'));
    pods = await RunningPods.open(folder);
    workload = spawn(workloadPath('busy-sleep'), ['--seconds', '600', '--sleeps', '60000'], { stdio: 'ignore' });
  });
  after(async () => {
    workload?.kill('SIGKILL');
    await pods?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of ['meshprof-collector', 'meshprof-controller', 'meshprof-agent']) {
    it(`${name} starts under its own user, on a read-only root, and answers its probes`, () => pods.start(name));
  }

  it('the agent joins over TLS, with the join token of its Secret', async () => {
    const listed = await waitFor(
      () => {
        const { stdout, stderr, status } = pods.meshprof('agents', 'list');
        assert.equal(status, 0, stderr);
        return stdout.includes(NODE_NAME) ? stdout : undefined;
      },
      { what: `the agent to join; its log:\n${pods.log('agent')}`, intervalMs: 1_000 }
    );
    assert.match(listed, /connected/);
  });

  it('a task is profiled and arrives at the store through the Collector, all over TLS', async () => {
    const task = ['tasks', 'create', `process_pid=${workload.pid}`, '--duration', '2s', '--wait'];
    const { status, stdout, stderr } = await waitFor(
      () => {
        const result = pods.meshprof(...task);
        return /no target|matches no/i.test(result.stderr) ? undefined : result;
      },
      { what: 'the target to be known', intervalMs: 1_000 }
    );
    assert.equal(status, 0, `${stdout}${stderr}\n${pods.log('agent')}`);
    for (const request of [PROFILES, `${LOGS} meshprof-agent`, `${LOGS} meshprof-controller`]) {
      const arrived = () => pods.received().some((line) => line.startsWith(request)) || undefined;
      await waitFor(arrived, { what: `${request} among\n${pods.received().join('\n')}` });
    }
  });

  it('the experiment agent joins as one of its own', async () => {
    await pods.start('meshprof-experiment-agent');
    await waitFor(() => /experiments/.test(pods.meshprof('agents', 'list').stdout) || undefined, {
      what: 'the experiment agent to join',
      intervalMs: 1_000,
    });
  });

  it('nobody complains', () => {
    for (const name of ['agent', 'experiment-agent', 'controller', 'collector']) {
      const bad = pods
        .log(name)
        .split('\n')
        .filter((line) => /"level":"?(40|50|60|warn|error)/.test(line));
      assert.deepEqual(bad, [], name);
    }
  });
});
