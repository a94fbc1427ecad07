import { fail, type Failure } from '../../drivers/outcome.ts';
import { hashOfForms } from '../proxy/hash-of-forms.ts';
import { type ClusterObject, lastWriter } from './cluster-object.ts';
import { APPLIED_ANNOTATION, EXPERIMENT_ANNOTATION } from './object-names.ts';

export interface OwnedObject extends ClusterObject {
  readonly spec?: object;
}

export const specHash = (spec: object | undefined): string => hashOfForms([spec ?? {}]);

/** Whether an object is turned by this experiment, by the mark on it. */
export function isOurs(object: ClusterObject | undefined, experimentId: string): boolean {
  return object?.metadata.annotations?.[EXPERIMENT_ANNOTATION] === experimentId;
}

/** The marks of an object that an experiment writes. */
export const ownMarks = (experimentId: string, spec: object): Record<string, string> => ({
  [EXPERIMENT_ANNOTATION]: experimentId,
  [APPLIED_ANNOTATION]: specHash(spec),
});

/** What somebody else did to an object that is ours; undefined if it is as we wrote it last. */
export function changedByOthers(object: OwnedObject, what: string): Failure | undefined {
  const isAsWritten = specHash(object.spec) === object.metadata.annotations?.[APPLIED_ANNOTATION];
  return isAsWritten ? undefined : fail('foreign-change', `${what} was changed by ${lastWriter(object)}.`);
}

/** Of another experiment, or of somebody who is none. */
export function notOurs(object: OwnedObject, what: string): Failure {
  const other = object.metadata.annotations?.[EXPERIMENT_ANNOTATION];
  if (other !== undefined) return fail('foreign-change', `${what} is turned by experiment ${other}.`);
  return fail('foreign-change', `${what} was made by ${lastWriter(object)}.`);
}
