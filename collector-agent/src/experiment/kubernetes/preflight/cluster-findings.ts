import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import { consentToLoad } from '../../load/namespace-consent.ts';
import type { ClusterApi, Right } from '../cluster/cluster-api.ts';
import { error, warning } from '../../drivers/finding.ts';
import type { Situation } from './read-situation.ts';

const VERBS = ['get', 'list', 'create', 'patch', 'update', 'delete'];

/** What the experiment agent may not do, as the Role would say it. */
export async function rightFindings(cluster: ClusterApi, { plan }: Situation): Promise<ExperimentFinding[]> {
  const rights = VERBS.map((verb): Right => {
    return { group: 'telemetry.istio.io', resource: 'telemetries', verb, namespace: plan.namespace };
  });
  const answers = await Promise.all(rights.map((right) => cluster.may(right)));
  const refused = rights.filter((_right, index) => {
    const answer = answers[index];
    return answer?.ok === true && !answer.value;
  });
  if (refused.length === 0) return [];
  const verbs = refused.map(({ verb }) => verb).join(', ');
  return [
    error(
      'rights-missing',
      `The experiment agent may not ${verbs} telemetries.telemetry.istio.io in namespace ${plan.namespace}.`,
      `Bind its service account to a Role there with apiGroups [telemetry.istio.io], resources [telemetries], verbs [${VERBS.join(', ')}].`
    ),
  ];
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
