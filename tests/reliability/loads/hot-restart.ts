import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { envoyProgram } from '../../bench/subjects/envoy-mesh.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { Rig } from '../rig/rig.ts';
import { checkedTask, endsOf } from './checked-task.ts';
import { count, type Load } from './load.ts';

/** The old process goes this long after the new one has taken over. */
const PARENT_SECONDS = 6;
const DRAIN_SECONDS = 3;
const TASK_MS = 25_000;

export const HOT_RESTART: Load = {
  what: 'An Envoy that restarts hot (`--restart-epoch`) in the middle of a task',
  async run() {
    const rig = await Rig.open();
    const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-hot-restart-'));
    const [port] = (await freePorts(1)) as [number];
    const url = `http://127.0.0.1:${port}/`;
    const config = path.join(folder, 'envoy.yaml');
    writeFileSync(config, stringify(bootstrap(port)));
    const envoys = [startEpoch(config, 0)];
    const load = keepAsking(url);
    try {
      await waitFor(() => answers(url), { what: 'Envoy' });
      await rig.untilListed('process=envoy');
      const { id } = await rig.createTask({
        selector: { process: 'envoy', 'service.name': SERVICE },
        durationMs: TASK_MS,
      });
      await rig.untilSampled(id);
      envoys.push(startEpoch(config, 1));
      const { task, kept, problems } = await checkedTask(rig, id);
      const sampled = task.targets.filter(({ progress }) => progress.samplesKept > 0).length;
      return {
        got: `${task.state}; targets: ${endsOf(task)}; ${sampled} of them sampled; ${count(kept)} samples, all arrived`,
        problems: [
          ...problems,
          ...(task.state === 'completed' ? [] : [`The task is ${task.state}.`]),
          ...(task.targets.length === 2 && sampled === 2 ? [] : [`${sampled} of ${task.targets.length} were sampled.`]),
        ],
      };
    } finally {
      load.stop();
      for (const envoy of envoys) envoy.kill('SIGKILL');
      await rig.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const SERVICE = 'hot-restart';

/** Which Envoy of the machine takes over from which. */
const BASE_ID = String(process.pid);

function startEpoch(config: string, epoch: number): ChildProcess {
  return spawn(
    envoyProgram(),
    [
      ...['-c', config, '--log-level', 'error', '--concurrency', '1'],
      ...['--base-id', BASE_ID, '--restart-epoch', String(epoch)],
      ...['--parent-shutdown-time-s', String(PARENT_SECONDS), '--drain-time-s', String(DRAIN_SECONDS)],
      ...['--service-cluster', SERVICE, '--service-node', SERVICE],
    ],
    { stdio: 'ignore' }
  );
}

function bootstrap(port: number): object {
  const route = {
    match: { prefix: '/' },
    direct_response: { status: 200, body: { inline_string: 'x'.repeat(4_096) } },
  };
  const manager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'in',
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: [route] }] },
    http_filters: [
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  };
  const listener = {
    name: 'in',
    address: { socket_address: { address: '127.0.0.1', port_value: port } },
    filter_chains: [{ filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] }],
  };
  return { static_resources: { listeners: [listener] } };
}

/** A few requests at a time, on new connections as the old ones are drained. */
function keepAsking(url: string) {
  let isOver = false;
  const ask = async () => {
    while (!isOver) await answers(url);
  };
  for (let at = 0; at < 4; at += 1) void ask();
  return { stop: () => (isOver = true) };
}

async function answers(url: string): Promise<true | undefined> {
  const response = await fetch(url).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  if (response === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  return response?.ok === true ? true : undefined;
}
