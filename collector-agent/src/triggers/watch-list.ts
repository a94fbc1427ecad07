import { NODE_METRICS, type NodeMetricId, type Selector, type Target } from '@meshprof/contracts';
import { compileSelector, type SelectorLabels } from '@meshprof/contracts/selector-match';

/** Labels of a process as selectors see them. */
export function labelsOfTarget(target: Target, node: string): SelectorLabels {
  const { service, process, pid, role, container, cluster, namespace, workload, pod } = target;
  const labels: Record<string, string | null | undefined> = {
    'service.name': service,
    node,
    process,
    process_pid: String(pid),
    role,
    container,
    cluster,
    namespace,
    workload,
    pod,
  };
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== null && value !== undefined));
}

/** Compiles selectors once: watches come again with every answer of the controller. */
export class SelectorCache {
  readonly #compiled = new Map<string, (labels: SelectorLabels) => boolean>();

  /** A pattern that does not compile matches nothing; the controller has refused it. */
  matcherOf(selector: Selector): (labels: SelectorLabels) => boolean {
    const key = JSON.stringify(selector);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    if (this.#compiled.size >= MAX_COMPILED) this.#compiled.clear();
    const compiled = compileSelector(selector);
    const matches = compiled.ok ? compiled.matches : () => false;
    this.#compiled.set(key, matches);
    return matches;
  }
}

const MAX_COMPILED = 500;

/** Reads every thread of a process, so it is done where somebody asks. */
export function needsSchedule(metric: NodeMetricId): boolean {
  return metric === 'run-queue-wait' || metric === 'off-cpu-share';
}

export function isOfNode(metric: NodeMetricId): boolean {
  return NODE_METRICS[metric].of === 'node';
}
