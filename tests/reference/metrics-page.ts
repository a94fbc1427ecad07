import type { Registry } from 'prom-client';
import { createAgentMetrics } from '../../collector-agent/src/metrics/agent-metrics.ts';
import { AlertMetrics } from '../../controller/src/alerts/alert-metrics.ts';
import { addExperimentMetrics } from '../../controller/src/experiments/experiment-metrics.ts';
import { createMetrics } from '../../controller/src/http/metrics.ts';
import { openController } from '../../controller/src/testing/controller-under-test.ts';
import { code, page, table } from './markdown.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** What agent and controller answer at `/metrics`, from the registries that they serve. */
export async function metricsPage(): Promise<string> {
  return page(
    'Metrics',
    `Agent and controller serve Prometheus’s text format at \`/metrics\`. No label holds a pid or a task; but for the two counters of
proxies, which have a series for each proxy of the node, the number of series does not grow with the processes of a fleet.`,
    '## Agent',
    'Port 8687 of each node (`agentMetricsHost`, `agentMetricsPort`), on loopback unless told.',
    rows(agentMetrics()),
    '## Controller',
    'On the controller’s own port, without a token.',
    rows(await controllerMetrics()),
    'Beside these the controller has the default metrics of a Node.js process (`process_*`, `nodejs_*`).'
  );
}

function rows(metrics: readonly Metric[]): string {
  const sorted = metrics.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return table(
    ['Metric', 'Type', 'Labels', 'What'],
    sorted.map(({ name, type, labels, help }) => [code(name), type, labels.map(code).join(', '), help])
  );
}

/** Of sources that nobody reads: names, types, labels and helps are known without a scrape. */
function unread<T extends object>(): T {
  return {} as T;
}

function agentMetrics(): Metric[] {
  const sources = { ...unread<Parameters<typeof createAgentMetrics>[0]>(), knowsPods: () => true };
  return metricsOf(createAgentMetrics(sources).registry);
}

async function controllerMetrics(): Promise<Metric[]> {
  const { registry } = createMetrics(unread());
  addExperimentMetrics(registry, unread());
  new AlertMetrics(registry);
  const metrics = metricsOf(registry).filter(({ name }) => name.startsWith('meshprof_'));
  const served = await servedNames();
  const missing = served.filter((name) => !metrics.some((metric) => metric.name === name));
  if (missing.length > 0) throw new Error(`the controller serves ${missing.join(', ')}: add what makes it above`);
  return metrics;
}

/** What a real controller serves, so that nothing is left out above. */
async function servedNames(): Promise<string[]> {
  await using under = await openController();
  const { body } = await under.call({ url: '/metrics' });
  return [...body.matchAll(/^# TYPE (meshprof_\S+) /gm)].map(([, name]) => name!);
}

/** prom-client holds label names in a field that its types leave out. */
function metricsOf(registry: Registry): Metric[] {
  return registry.getMetricsAsArray().map((metric) => {
    const { labelNames = [] } = metric as unknown as { labelNames?: string[] };
    return { name: metric.name, help: metric.help, type: String(metric.type), labels: labelNames };
  });
}
