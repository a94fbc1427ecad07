import type { ApiServer } from '../../harness/kubernetes/api-server.ts';

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

export const AGENT: ServiceAccount = { namespace: 'meshprof-agents', name: 'meshprof-agent' };
export const EXPERIMENT_AGENT: ServiceAccount = { namespace: 'meshprof-agents', name: 'meshprof-experiment-agent' };
export const CONTROLLER: ServiceAccount = { namespace: 'meshprof', name: 'meshprof-controller' };
export const COLLECTOR: ServiceAccount = { namespace: 'meshprof', name: 'meshprof-collector' };

export const userNameOf = ({ namespace, name }: ServiceAccount): string => `system:serviceaccount:${namespace}:${name}`;

/** A token as the kubelet would put it into a pod of that account. */
export async function tokenOf(server: ApiServer, { namespace, name }: ServiceAccount): Promise<string> {
  const { status, body } = await server.ask(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  });
  if (status !== 201) throw new Error(`no token for ${name}: HTTP ${status} ${JSON.stringify(body)}`);
  return (body['status'] as { token: string }).token;
}

export interface Question {
  readonly verb: string;
  readonly resource: string;
  readonly group?: string;
  readonly subresource?: string;
  /** Absent: in all namespaces, or of the cluster. */
  readonly namespace?: string;
  readonly name?: string;
}

/** What a SubjectAccessReview says. */
export async function mayDo(server: ApiServer, user: string, question: Question): Promise<boolean> {
  const { body } = await server.ask('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups: groupsOf(user), resourceAttributes: question },
    },
  });
  return (body['status'] as { allowed: boolean }).allowed;
}

function groupsOf(user: string): string[] {
  const namespace = user.split(':')[2] ?? '';
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
}

/** All rules that hold for a user in a namespace, one line for each verb of each resource. */
export async function rulesOf(server: ApiServer, user: string, namespace: string): Promise<Set<string>> {
  const { body } = await server.ask('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    as: user,
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  });
  const { resourceRules, incomplete } = body['status'] as { resourceRules: Rule[]; incomplete: boolean };
  if (incomplete) throw new Error('the API server does not know all rules');
  return new Set(resourceRules.flatMap(linesOf));
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

export function linesOf({ verbs, apiGroups, resources, resourceNames }: Rule): string[] {
  const names = resourceNames === undefined ? '' : ` ${resourceNames.join(',')}`;
  return verbs.flatMap((verb) =>
    apiGroups.flatMap((group) =>
      resources.map((resource) => `${verb} ${group === '' ? resource : `${resource}.${group}`}${names}`)
    )
  );
}
