import type { ListedTarget, Page, TaskPlan } from '@meshprof/contracts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { MeasuredController } from '../subjects/measured-controller.ts';
import { TARGETS_A_NODE } from '../subjects/simulated-node.ts';
import { quantile, repeatableRandom } from '../statistics.ts';

const NODES_A_SERVICE = 1_000;
const CPU = 0;
const OTHER_CPU = 1;

interface Query {
  readonly name: string;
  /** Another one each time: the same page again says little. */
  readonly filter: (node: number) => Record<string, string>;
}

/** Each as its first page and as one by cursor, if there is one. */
const QUERIES: readonly Query[] = [
  { name: 'all', filter: () => ({}) },
  { name: 'service', filter: (node) => ({ 'service.name': `service-${node % 2_000}` }) },
  { name: 'node', filter: (node) => ({ node: `node-${node}` }) },
  { name: 'namespace', filter: (node) => ({ namespace: `namespace-${Math.floor(node / 40)}` }) },
  { name: 'namespace and role', filter: (node) => ({ ...namespaceOf(node), role: 'mesh-app' }) },
  { name: 'workload', filter: (node) => ({ workload: `service-${node % 2_000}` }) },
  { name: 'pod', filter: (node) => ({ pod: `service-${(node * 7 + 5) % 2_000}-${node}-5` }) },
  { name: 'pid', filter: (node) => ({ process_pid: String(1_000 + (node % 50)) }) },
  { name: 'role', filter: () => ({ role: 'envoy-sidecar' }) },
  { name: 'refused', filter: () => ({ verdict: 'refused' }) },
  { name: 'process and verdict', filter: () => ({ process: 'envoy', verdict: 'profilable' }) },
  { name: 'nothing matches', filter: (node) => ({ namespace: `no-namespace-${node}` }) },
];

const namespaceOf = (node: number) => ({ namespace: `namespace-${Math.floor(node / 40)}` });

/** Pages of the list of targets of a large fleet. */
export async function inventoryQuery({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const nodes = quick ? 200 : 10_000;
  const rounds = quick ? 3 : 40;
  const targets = nodes * TARGETS_A_NODE;
  say(`writing ${targets} targets`);
  const where = { cpu: CPU, otherCpu: OTHER_CPU };
  const options = { database: 'PostgreSQL', nodes, nodesAService: NODES_A_SERVICE, ...where } as const;
  await using controller = await MeasuredController.start(options);
  const random = repeatableRandom(nodes);
  const tookMs = new Map(QUERIES.map(({ name }) => [name, [] as number[]]));
  const deep: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, filter } of QUERIES) {
      const query = filter(Math.floor(random() * nodes));
      const cursor = await ask(controller, query, tookMs.get(name)!);
      if (cursor !== undefined) await ask(controller, { ...query, cursor }, tookMs.get(name)!);
    }
    // A cursor names a place in the order of all: that of a service somewhere in the middle is deep in the whole list.
    const place = await ask(controller, { 'service.name': `service-${Math.floor(random() * 2_000)}`, limit: '1' }, []);
    if (place !== undefined) await ask(controller, { cursor: place }, deep);
  }
  tookMs.set('all, from the middle', deep);
  const all = [...tookMs.values()].flat();
  const by = [...tookMs].map(([name, values]) => `${name} ${quantile(values, 0.99).toFixed(0)}`);
  return [
    {
      what: `A page of \`GET /v1/targets\` over ${targets.toLocaleString('en-US')} targets, PostgreSQL: p99`,
      goal: '≤ 200 ms',
      got: `${quantile(all, 0.99).toFixed(0)} ms (p50 ${quantile(all, 0.5).toFixed(0)} ms)`,
      how: `${all.length} requests, first pages and pages by cursor, one after the other; p99 in ms by filter: ${by.join(', ')}`,
    },
    await planOverAll(controller, { targets, plans: quick ? 1 : 5 }),
  ];
}

/** A pattern that all services match: no index helps, and somebody else wants a page meanwhile. */
async function planOverAll(
  controller: MeasuredController,
  { targets, plans }: { targets: number; plans: number }
): Promise<BenchRow> {
  const residentBefore = controller.residentBytes;
  const planMs: number[] = [];
  const othersMs: number[] = [];
  let residentBytes = 0;
  let matching = 0;
  for (let round = 0; round < plans; round += 1) {
    const askedAtMs = performance.now();
    let isPlanned = false;
    const planned = controller
      .call<TaskPlan>('POST', '/v1/tasks/plan', { selector: { 'service.name': { op: '=~', value: '.+' } } })
      .finally(() => (isPlanned = true));
    while (!isPlanned) {
      await ask(controller, { namespace: 'namespace-1' }, othersMs);
      residentBytes = Math.max(residentBytes, controller.residentBytes);
    }
    const { targetsTotal, leftOut } = await planned;
    matching = leftOut.reduce((sum, { count }) => sum + count, targetsTotal);
    planMs.push(performance.now() - askedAtMs);
  }
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return {
    what: `A plan by a pattern over ${targets.toLocaleString('en-US')} targets, PostgreSQL`,
    goal: 'resident ≤ 500 MB',
    got: `${(quantile(planMs, 0.5) / 1_000).toFixed(1)} s, ${megabytes(residentBytes)} MB resident`,
    how:
      `${plans} plans, each of which ${matching.toLocaleString('en-US')} processes match; before them ` +
      `${megabytes(residentBefore)} MB; meanwhile ${othersMs.length} pages of a namespace, one after the other, ` +
      `took ${quantile(othersMs, 0.5).toFixed(0)} ms (p50), ${quantile(othersMs, 0.99).toFixed(0)} ms (p99)`,
  };
}

async function ask(
  controller: MeasuredController,
  query: Record<string, string>,
  tookMs: number[]
): Promise<string | undefined> {
  const search = new URLSearchParams(query).toString();
  const askedAtMs = performance.now();
  const page = await controller.call<Page<ListedTarget>>('GET', `/v1/targets${search === '' ? '' : `?${search}`}`);
  tookMs.push(performance.now() - askedAtMs);
  return page.nextCursor;
}
