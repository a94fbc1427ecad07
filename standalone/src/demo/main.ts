/**
 * Development: runs the demo alone until Ctrl-C. Options may also be environment variables (see contracts, PORTS).
 *
 * Usage: [MESHPROF_ENVOY=/path/to/envoy] node standalone/src/demo/main.ts [RUN_DIR] [--log-to-file] [--no-prometheus] [--rps N]
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PORTS } from '@meshprof/contracts';
import { demoBinaries } from './demo-binaries.ts';
import { DEMO_LISTENERS, type DemoPorts } from './demo-types.ts';
import { startDemo } from './demo.ts';
import { DEFAULT_LOAD } from './load.ts';

const { values, positionals } = parseArgs({
  options: {
    'log-to-file': { type: 'boolean', default: false },
    'no-prometheus': { type: 'boolean', default: false },
    rps: { type: 'string' },
  },
  allowPositionals: true,
});

const say = (line: string) => void process.stderr.write(`${line}\n`);

const result = await startDemo({
  runDir: positionals[0] ?? join(tmpdir(), 'meshprof-demo'),
  binaries: demoBinaries(),
  ports: portsFromEnvironment(),
  load: { ...DEFAULT_LOAD, requestsPerSecond: Number(values.rps ?? DEFAULT_LOAD.requestsPerSecond) },
  logToFile: values['log-to-file'],
  prometheus: !values['no-prometheus'],
  onProgress: say,
});

if (!result.ok) {
  say(result.problem.message);
  process.exitCode = 1;
} else {
  const { demo } = result;
  for (const [program, pid] of Object.entries(demo.pids())) say(`  ${program}: pid ${pid}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void demo.stop());
}

function portsFromEnvironment(): Partial<DemoPorts> {
  const set = DEMO_LISTENERS.filter((name) => process.env[PORTS[name].env] !== undefined);
  return Object.fromEntries(set.map((name) => [name, Number(process.env[PORTS[name].env])]));
}
