import type { DataQuery } from '@grafana/schema';
import { PROFILE_TYPES, type ProfileTypeId } from '@meshprof/contracts';

/** What a query of Grafana's Pyroscope data source has beside the rest. */
interface ProfileTarget extends DataQuery {
  labelSelector?: unknown;
  profileTypeId?: unknown;
}

export interface RequestedProfile {
  labelSelector: string;
  type: ProfileTypeId;
}

/**
 * Which profiles the panel's shares are of: the selector of its profile query, with variables filled in, unless the
 * panel's author gave another. Undefined where there is neither.
 */
export function profileRefOfRequest(
  targets: ProfileTarget[],
  ownSelector: string,
  replaceVariables: (text: string) => string
): RequestedProfile | undefined {
  const target = targets.find(({ hide, labelSelector }) => hide !== true && typeof labelSelector === 'string');
  const selector = ownSelector.trim() || target?.labelSelector;
  if (typeof selector !== 'string') {
    return undefined;
  }
  const type = PROFILE_TYPES.find(({ storedAs }) => storedAs === target?.profileTypeId);
  return { labelSelector: replaceVariables(selector), type: type?.id ?? 'on-cpu' };
}
