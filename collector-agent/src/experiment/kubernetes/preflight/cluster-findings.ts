import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import { consentToLoad } from '../../load/namespace-consent.ts';
import type { ClusterApi, Right } from '../cluster/cluster-api.ts';
import { error, warning } from '../../drivers/finding.ts';
import type { Situation } from './read-situation.ts';

/** What is done with each kind of object. */
const NEEDED = [
  {
    group: 'telemetry.istio.io',
    resource: 'telemetries',
    verbs: ['get', 'list', 'create', 'patch', 'update', 'delete'],
  },
  { group: 'coordination.k8s.io', resource: 'leases', verbs: ['get', 'create', 'update', 'delete'] },
];
const NEEDED_FOR_ENVOY_FILTERS = {
  group: 'networking.istio.io',
  resource: 'envoyfilters',
  verbs: ['get', 'list', 'create', 'patch', 'delete'],
};

/** What the experiment agent may not do, as the Role would say it. */
export async function rightFindings(
  cluster: ClusterApi,
  { plan, envoyFilters }: Situation
): Promise<ExperimentFinding[]> {
  const needed = envoyFilters === undefined ? NEEDED : [...NEEDED, NEEDED_FOR_ENVOY_FILTERS];
  const findings = await Promise.all(
    needed.map(async ({ group, resource, verbs }) => {
      const rights = verbs.map((verb): Right => ({ group, resource, verb, namespace: plan.namespace }));
      const answers = await Promise.all(rights.map((right) => cluster.may(right)));
      const refused = verbs.filter((_verb, index) => {
        const answer = answers[index];
        return answer?.ok === true && !answer.value;
      });
      return refused.length === 0 ? [] : [missingRight({ group, resource, verbs }, refused, plan.namespace)];
    })
  );
  return findings.flat();
}

function missingRight(
  { group, resource, verbs }: (typeof NEEDED)[number],
  refused: readonly string[],
  namespace: string
): ExperimentFinding {
  return error(
    'rights-missing',
    `The experiment agent may not ${refused.join(', ')} ${resource}.${group} in namespace ${namespace}.`,
    `Bind its service account to a Role there with apiGroups [${group}], resources [${resource}], verbs [${verbs.join(', ')}].`
  );
}

/** A pod more or less in the middle changes what each pod is given to do. */
export async function autoscalerFindings(
  cluster: ClusterApi,
  { plan, identity, workload }: Situation
): Promise<ExperimentFinding[]> {
  const answer = await cluster.listAutoscalers(plan.namespace);
  if (!answer.ok) {
    const remedy = 'Grant list on horizontalpodautoscalers.autoscaling, or make sure that no pods are added meanwhile.';
    return [warning('autoscalers-unread', `Whether the workload is scaled is not known: ${answer.sentence}`, remedy)];
  }
  const names = [identity.workloadName, workload];
  return answer.value
    .filter(({ targetName, minReplicas, maxReplicas }) => names.includes(targetName) && minReplicas < maxReplicas)
    .map(({ name, minReplicas, maxReplicas }) =>
      warning(
        'workload-is-scaled',
        `HorizontalPodAutoscaler ${name} may change the number of pods (${minReplicas} to ${maxReplicas}) in the middle, and with it the load of each.`,
        'Set minReplicas to maxReplicas until the experiment is over.'
      )
    );
}

/** Generated load needs the namespace's leave. */
export async function loadFindings(
  cluster: ClusterApi,
  { load }: ExperimentSpec,
  { plan }: Situation
): Promise<ExperimentFinding[]> {
  if (load.generator === 'external') return [];
  const answer = await cluster.readNamespaceLabels(plan.namespace);
  const consent = consentToLoad(load.generator, {
    name: plan.namespace,
    labels: answer.ok ? answer.value : undefined,
  });
  if (consent.ok) return [];
  return [error('load-refused', consent.detail, 'Label the namespace, or use external load.')];
}
