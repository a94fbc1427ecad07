import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ChildProgram } from '../harness/child-program.ts';
import { reasonWithoutGoPrograms } from '../harness/go-programs/go-programs.mjs';
import { waitFor } from '../harness/wait-for.ts';
import { render, workloads } from './harness/kubectl.ts';
import { APP, type ContainerPlan } from './harness/oci-config.ts';
import { reasonWithoutContainers, runContainer } from './harness/oci-container.ts';
import { PodNetwork } from './harness/pod-network.ts';

const ADMIN_PORT = 15_000;
const skip = reasonWithoutGoPrograms(['kubectl', 'seccomp-profile']) || reasonWithoutContainers();

describe('the experiment agent in a container with the rights of its DaemonSet', { skip }, () => {
  let folder: string;
  let network: PodNetwork;
  let proxy: ChildProgram;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-experiment-rights-'));
    network = new PodNetwork();
    // All of an admin listener that is asked first.
    const script = `require('node:http').createServer((_, answer) => answer.end('LIVE')).listen(${ADMIN_PORT}, '127.0.0.1',
      () => console.log('listening'))`;
    proxy = new ChildProgram('proxy', [...network.enter, process.execPath, '-e', script], folder);
    await waitFor(() => proxy.lastLines().includes('listening') || undefined, { what: 'the proxy' });
  });
  after(async () => {
    await proxy?.stop();
    network?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: readonly string[], without: readonly string[] = []) => {
    const agent = workloads(render('overlays/example')).find(({ name }) => name === 'meshprof-experiment-agent');
    assert.ok(agent !== undefined);
    const pod = agent.template.spec;
    const container = pod.containers[0];
    assert.ok(container !== undefined);
    const { add = [] } = container.securityContext.capabilities;
    const plan: ContainerPlan = { pod, container, volumes: new Map(), command, env: {}, capabilities: add };
    return runContainer(folder, { ...plan, capabilities: add.filter((name) => !without.includes(name)) });
  };
  /** The code by which experiments reach a proxy, in the container. */
  const reachProxy = (without: readonly string[] = []) => {
    const script = `
      import { TargetProxy } from '${APP}/collector-agent/src/experiment/drivers/target-proxy.ts';
      const adminUrl = 'http://127.0.0.1:${ADMIN_PORT}';
      const outcome = await TargetProxy.open({ adminUrl, pid: ${proxy.pid} });
      console.log(outcome.ok ? 'reached' : outcome.detail);
      process.exit();`;
    return run(['node', '--input-type=module', '-e', script], without);
  };

  it("reaches a proxy's admin listener on the loopback of its pod", () => {
    const { stdout, stderr } = reachProxy();
    assert.equal(stdout.trim(), 'reached', stderr);
  });

  it('says so without SYS_ADMIN', () => {
    const { stdout } = reachProxy(['SYS_ADMIN']);
    assert.match(
      stdout,
      /no connection in the proxy's network namespace \(nsenter: .*not permitted; it takes CAP_SYS_ADMIN and CAP_SYS_PTRACE\)/
    );
  });

  it('starts a generator of load there that ends with it', () => {
    const place = [
      '--pdeathsig',
      'KILL',
      '--',
      'nsenter',
      `--net=/proc/${proxy.pid}/ns/net`,
      '--',
      'taskset',
      '-c',
      '0',
    ];
    const { status, stderr } = run(['setpriv', ...place, 'true']);
    assert.equal(status, 0, stderr);
  });
});
