import type { PolicyKind, ProfileTypeId } from '@meshprof/contracts';
import { PLUGIN_BASE_URL } from './constants';

/** Paths below the app's base. What a page shows beyond its path is in the query string, with the names used here. */
export const ROUTES = {
  overview: 'overview',
  targets: 'targets',
  tasks: 'tasks',
  newTask: 'tasks/new',
  profile: 'profile',
  compare: 'compare',
  throughput: 'throughput',
  experiments: 'experiments',
  newExperiment: 'experiments/new',
  policies: 'policies',
  newPolicy: 'policies/new',
  alerts: 'alerts',
  agents: 'agents',
} as const;

/** What the store is asked for: one side of a comparison, or the profile page. */
export interface ProfileRef {
  /** Series selector in PromQL's form, such as `{service_name="shop"}`. */
  labelSelector: string;
  /** Unix milliseconds in digits, or relative to now as in Grafana (`now-1h`). */
  from: string;
  to: string;
}

function pageUrl(path: string, params: Record<string, string | undefined> = {}): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return `${PLUGIN_BASE_URL}/${path}${query && `?${query}`}`;
}

export const overviewUrl = () => pageUrl(ROUTES.overview);
export const targetsUrl = () => pageUrl(ROUTES.targets);
/** The processes that the agent of a node sees, whatever their verdict. */
export const targetsOfNodeUrl = (node: string) => pageUrl(ROUTES.targets, { search: node, verdict: 'all' });
export const tasksUrl = (filters?: Record<string, string | undefined>) => pageUrl(ROUTES.tasks, filters);
export const taskUrl = (taskId: string) => `${tasksUrl()}/${encodeURIComponent(taskId)}`;
/**
 * `selector` as people write it: `label=value` pairs with commas between. `template` is an id of pages/NewTask's table of
 * templates, `before` how many seconds of the flight recorder to add, `copy` the id of a task to repeat with changes.
 */
export const newTaskUrl = (
  preset: { selector?: string; template?: string; title?: string; before?: string; copy?: string } = {}
) => pageUrl(ROUTES.newTask, preset);
export const profileUrl = ({ labelSelector, from, to }: ProfileRef, type?: ProfileTypeId) =>
  pageUrl(ROUTES.profile, { type, selector: labelSelector, from, to });
/** Without a left side the page looks for what to compare with. */
export const compareUrl = (left: ProfileRef | undefined, right: ProfileRef, type?: ProfileTypeId) =>
  pageUrl(ROUTES.compare, {
    type,
    leftSelector: left?.labelSelector,
    leftFrom: left?.from,
    leftTo: left?.to,
    rightSelector: right.labelSelector,
    rightFrom: right.from,
    rightTo: right.to,
  });
/** `experiment` draws the slots of one, each in the colour of its variant. */
export const throughputUrl = ({ labelSelector, from, to }: ProfileRef, experiment?: string) =>
  pageUrl(ROUTES.throughput, { selector: labelSelector, from, to, experiment });
export const experimentsUrl = (filters?: Record<string, string | undefined>) => pageUrl(ROUTES.experiments, filters);
export const experimentUrl = (experimentId: string) => `${experimentsUrl()}/${encodeURIComponent(experimentId)}`;
/**
 * `template` is a name of the experiments package's table of templates, `setting` an id of MESH_SETTINGS to turn, `node`
 * where the proxy runs, `copy` the id of an experiment to begin with.
 */
export const newExperimentUrl = (
  preset: { template?: string; setting?: string; node?: string; title?: string; copy?: string } = {}
) => pageUrl(ROUTES.newExperiment, preset);
export const policiesUrl = () => pageUrl(ROUTES.policies);
export const policyUrl = (policyId: string) => `${policiesUrl()}/${encodeURIComponent(policyId)}`;
export const editPolicyUrl = (policyId: string) => `${policyUrl(policyId)}/edit`;
/** `copy` is the id of a policy to begin with. */
export const newPolicyUrl = (preset: { kind?: PolicyKind; selector?: string; name?: string; copy?: string } = {}) =>
  pageUrl(ROUTES.newPolicy, preset);
/** `delivery` opens one of them. */
export const alertsUrl = (params: { delivery?: string; outcome?: string; alert?: string } = {}) =>
  pageUrl(ROUTES.alerts, params);
/** `agent` opens one of them. */
export const agentsUrl = (params: { agent?: string } = {}) => pageUrl(ROUTES.agents, params);
export const configurationUrl = () => `/plugins/${PLUGIN_BASE_URL.slice('/a/'.length)}`;
