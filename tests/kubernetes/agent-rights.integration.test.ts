import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EXIT_CODES } from '../../collector-agent/src/cli/exit-codes.ts';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { buildWorkloads, workloadPath } from '../../collector-agent/src/testing/workload-process.ts';
import { reasonWithoutGoPrograms } from '../harness/go-programs/go-programs.mjs';
import { type Container, type PodSpec, render, workloads } from './harness/kubectl.ts';
import { APP, type ContainerPlan } from './harness/oci-config.ts';
import { type ContainerResult, reasonWithoutContainers, runContainer } from './harness/oci-container.ts';

const NOBODY = 65_534;
const skip = cannotProfile() || reasonWithoutGoPrograms(['kubectl', 'seccomp-profile']) || reasonWithoutContainers();

interface Row {
  readonly id: string;
  readonly met: boolean;
  readonly remedy: string;
}

describe('the agent in a container with the rights of its DaemonSet', { skip }, () => {
  let folder: string;
  let stateDir: string;
  let pod: PodSpec;
  let container: Container;
  let capabilities: readonly string[];
  /** A program that only its user may read, and one that has been deleted since it was started. */
  let programs: Record<'private' | 'deleted', ChildProcess>;

  before(() => {
    buildWorkloads();
    folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-rights-'));
    stateDir = path.join(folder, 'state');
    mkdirSync(stateDir);
    const agent = workloads(render('base')).find(({ name }) => name === 'meshprof-agent');
    assert.ok(agent !== undefined);
    pod = agent.template.spec;
    container = pod.initContainers?.[0] as Container;
    capabilities = container.securityContext.capabilities.add ?? [];
    programs = { private: startProgram('private', 0o500), deleted: startProgram('deleted', 0o555) };
    rmSync(path.join(folder, 'deleted'), { recursive: true });
  });
  after(() => {
    for (const program of Object.values(programs ?? {})) program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** It burns CPU half of the time in `burn_cpu_ns`, for as long as the test lasts. */
  function startProgram(name: string, mode: number): ChildProcess {
    const at = path.join(folder, name);
    mkdirSync(at);
    const file = path.join(at, 'busy-sleep');
    copyFileSync(workloadPath('busy-sleep'), file);
    chownSync(file, NOBODY, NOBODY);
    chmodSync(file, mode);
    chmodSync(folder, 0o755);
    const args = ['--seconds', '600', '--sleeps', '60000', '--busy-percent', '50'];
    return spawn(file, args, { uid: NOBODY, gid: NOBODY, stdio: 'ignore' });
  }

  const run = (args: readonly string[], options: Partial<ContainerPlan> = {}): ContainerResult =>
    runContainer(folder, {
      pod,
      container,
      volumes: new Map([['state', stateDir]]),
      command: ['node', `${APP}/collector-agent/bin/meshprof.mjs`, ...args],
      env: Object.fromEntries((container.env ?? []).map(({ name, value = '' }) => [name, value])),
      ...options,
    });
  const without = (...names: string[]) => ({ capabilities: capabilities.filter((name) => !names.includes(name)) });
  const check = (options: Partial<ContainerPlan> = {}) => {
    const { status, stdout, stderr } = run(['check', '--json'], options);
    assert.ok(stdout.startsWith('['), stderr);
    const unmet = (JSON.parse(stdout) as Row[]).filter(({ met }) => !met);
    return { status, stderr, remedies: new Map(unmet.map(({ id, remedy }) => [id, remedy])) };
  };
  /** What was on the CPU, folded. */
  const record = (which: keyof typeof programs, options: Partial<ContainerPlan> = {}) => {
    const output = '/var/lib/meshprof-agent/trial.txt';
    const target = ['--pid', String(programs[which].pid), '--duration', '1s', '--frequency', '499'];
    const result = run(['record', ...target, '--output', output], options);
    const folded = result.status === 0 ? readFileSync(path.join(stateDir, 'trial.txt'), 'utf8') : '';
    return { ...result, folded };
  };
  const KNOWN_STACK = /;main;burn_cpu_ns/;

  it('lacks nothing', () => {
    const { status, stderr, remedies } = check();
    assert.equal(status, EXIT_CODES.ok, stderr);
    // What needs a newer kernel, or CAP_SYSLOG, is optional; rights are not.
    const rights = ['privileges', 'host-pid', 'perf-event-paranoid', 'apparmor', 'selinux', 'seccomp'];
    for (const id of [...rights, 'private-files', 'replaced-files']) assert.equal(remedies.get(id), undefined, id);
  });

  for (const which of ['private', 'deleted'] as const) {
    it(`names the functions of another user's ${which} program`, () => {
      const { status, stderr, folded } = record(which);
      assert.equal(status, EXIT_CODES.ok, stderr);
      assert.match(folded, KNOWN_STACK);
    });
  }

  for (const name of ['BPF', 'PERFMON', 'SYS_PTRACE']) {
    it(`says so without ${name}, and profiles nothing`, () => {
      const { status, stderr, remedies } = check(without(name));
      assert.equal(status, EXIT_CODES.kernelFeatureMissing);
      assert.match(stderr, new RegExp(`cannot profile here: this process lacks rights: .*CAP_${name}`));
      assert.match(
        remedies.get('privileges') ?? '',
        new RegExp(`CAP_${name}; in a pod, add ${name} to securityContext\\.capabilities\\.`)
      );
      const recorded = record('private', without(name));
      assert.equal(recorded.status, EXIT_CODES.noPermission, recorded.stderr);
      assert.match(recorded.stderr, new RegExp(`CAP_${name}`));
    });
  }

  for (const [name, id, which] of [
    ['DAC_READ_SEARCH', 'private-files', 'private'],
    ['CHECKPOINT_RESTORE', 'replaced-files', 'deleted'],
  ] as const) {
    it(`goes on without ${name}, with fewer names, and says so`, () => {
      const { status, remedies } = check(without(name));
      assert.equal(status, EXIT_CODES.ok);
      assert.match(remedies.get(id) ?? '', new RegExp(`Add CAP_${name}`));
      const recorded = record(which, without(name));
      assert.equal(recorded.status, EXIT_CODES.ok, recorded.stderr);
      assert.doesNotMatch(recorded.folded, KNOWN_STACK);
    });
  }

  it('says so without hostPID', () => {
    const { status, remedies } = check({ ownPids: true });
    assert.equal(status, EXIT_CODES.kernelFeatureMissing);
    assert.match(remedies.get('host-pid') ?? '', /Set hostPID: true in the pod/);
  });

  it('tells a seccomp profile that forbids bpf from a missing capability', () => {
    const { status, remedies } = check({ seccompFor: ['SYS_PTRACE'] });
    assert.equal(status, EXIT_CODES.kernelFeatureMissing);
    assert.equal(remedies.get('privileges'), undefined);
    assert.match(remedies.get('seccomp') ?? '', /^Allow bpf and perf_event_open in the container's seccomp profile/);
  });
});
