import { fail, type Outcome, succeed } from '../drivers/outcome.ts';

/** A namespace opts in to generated load with this label; external load needs no leave. */
export const LOAD_CONSENT_LABEL = { name: 'meshprof.dev/generated-load', value: 'allowed' } as const;

export interface NamespaceFacts {
  readonly name: string;
  /** Undefined if they could not be read: that is no leave. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** Whether load may be generated on workloads of this namespace. `load-refused` says how to allow it. */
export function consentToLoad(
  generator: 'h2load' | 'wrk' | 'external',
  { name, labels }: NamespaceFacts
): Outcome<void> {
  if (generator === 'external') return succeed(undefined);
  const { name: label, value } = LOAD_CONSENT_LABEL;
  if (labels?.[label] === value) return succeed(undefined);
  const why =
    labels === undefined
      ? `The labels of namespace ${name} could not be read`
      : `Namespace ${name} does not have the label ${label}=${value}`;
  const remedy = `kubectl label namespace ${name} ${label}=${value}`;
  return fail(
    'load-refused',
    `${why}, so no load is generated on it: use external load, or allow it with \`${remedy}\`.`
  );
}
