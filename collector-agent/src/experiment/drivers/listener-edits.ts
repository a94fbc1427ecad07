import { KNOBS, type KnobValue, type Variant } from '@meshprof/contracts';
import type { YAMLMap } from 'yaml';
import { filterLoggers, moveLoggers, setFormat } from './access-log-edits.ts';
import type { ConfigDocument } from './config-document.ts';

/** Why a variant cannot be made of a file: one sentence with the remedy. Undefined if it could. */
export type EditProblem = string | undefined;

/** A connection manager's configuration, in the file that it stands in. */
export interface ManagerDocument {
  readonly document: ConfigDocument;
  readonly manager: YAMLMap;
}

/** What of a variant stands in listeners; the rest is runtime (`setsRuntime`). */
export function editListeners(document: ConfigDocument, { knobs }: Variant): EditProblem {
  const managers = connectionManagers(document);
  for (const knob of knobs) {
    if (setsRuntime(knob)) continue;
    if (managers.length === 0) return 'No listener of the file has an HTTP connection manager.';
    const problem = editFor(knob)(managers);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** With the driver `envoy-files` these go into the RTDS file, without a new listener. */
export function setsRuntime(knob: KnobValue): boolean {
  if (knob.knob === 'accesslog.format') return knob.prepared !== undefined;
  return knob.knob === 'tracing.sampling' || knob.knob === 'tracing.batch-size';
}

type Edit = (managers: readonly ManagerDocument[]) => EditProblem;

function editFor(knob: KnobValue): Edit {
  switch (knob.knob) {
    case 'tracing.enabled':
      return (managers) => keepOrRemove(managers, 'tracing', knob.on);
    case 'accesslog.enabled':
      return (managers) => keepOrRemove(managers, 'access_log', knob.on);
    case 'accesslog.format':
      return (managers) => setFormat(managers, knob);
    case 'accesslog.filter':
      return (managers) => filterLoggers(managers, knob.minStatus);
    case 'accesslog.sink':
      return (managers) => moveLoggers(managers, knob);
    case 'filter.enabled':
      return (managers) => keepOrRemoveFilter(managers, knob);
    case 'tracing.sampling':
    case 'tracing.batch-size':
    case 'tracing.provider':
    case 'stats.filter':
    case 'concurrency': {
      const title = KNOBS.find(({ id }) => id === knob.knob)?.title ?? knob.knob;
      return () => `${title} (${knob.knob}) is not turned by the driver envoy-files.`;
    }
  }
}

/** Each once, also where several chains share one by an anchor. */
function connectionManagers(document: ConfigDocument): ManagerDocument[] {
  const managers = document.resources('Listener').flatMap((listener) => {
    const standard = document.map(listener, 'default_filter_chain');
    const chains = [...document.list(listener, 'filter_chains'), ...(standard === undefined ? [] : [standard])];
    return chains
      .flatMap((chain) => document.list(chain, 'filters'))
      .map((filter) => document.map(filter, 'typed_config'))
      .filter((config) => config !== undefined && document.typeName(config) === 'HttpConnectionManager');
  });
  return [...new Set(managers)].flatMap((manager) => (manager === undefined ? [] : [{ document, manager }]));
}

function keepOrRemove(managers: readonly ManagerDocument[], field: string, keep: boolean): EditProblem {
  const having = managers.filter(({ document, manager }) => document.field(manager, field) !== undefined);
  if (keep)
    return having.length > 0
      ? undefined
      : `No connection manager has \`${field}\`, so there is nothing to turn on: add it to the listener file first.`;
  for (const { document, manager } of having) document.remove(manager, field);
  return undefined;
}

const ROUTER = 'Router';

function keepOrRemoveFilter(
  managers: readonly ManagerDocument[],
  { name, on }: { name: string; on: boolean }
): EditProblem {
  let found = 0;
  for (const { document, manager } of managers) {
    const filters = document.list(manager, 'http_filters').filter((filter) => document.text(filter, 'name') === name);
    found += filters.length;
    const typed = filters.map((filter) => document.map(filter, 'typed_config'));
    if (!on && typed.some((config) => config !== undefined && document.typeName(config) === ROUTER)) {
      return `${name} is the router, without which no request is answered.`;
    }
    if (on) for (const filter of filters) document.remove(filter, 'disabled');
    else document.removeFromList(manager, 'http_filters', (filter) => document.text(filter, 'name') === name);
  }
  return found > 0 ? undefined : `No connection manager of the file has an HTTP filter called ${name}.`;
}
