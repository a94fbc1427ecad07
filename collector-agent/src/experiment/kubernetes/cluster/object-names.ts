/** What experiments leave, and look for, on objects of a Kubernetes cluster. */

/** Owner of the fields that we write by server-side apply. */
export const FIELD_MANAGER = 'meshprof-experiment';
/** The experiment that turns this object; another one must wait. */
export const EXPERIMENT_ANNOTATION = 'meshprof.dev/experiment';
/** Hash of the specification as we wrote it last: an object with another one was changed by somebody else. */
export const APPLIED_ANNOTATION = 'meshprof.dev/applied';

export const OWN_LABELS = { 'app.kubernetes.io/managed-by': 'meshprof' } as const;

const MAX_NAME_LENGTH = 63;

/** One object of a kind a workload: two experiments on one workload meet at its name. */
export function ownObjectName(workload: string): string {
  const plain = workload.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
  return `meshprof-${plain}`.slice(0, MAX_NAME_LENGTH).replace(/-+$/, '');
}
