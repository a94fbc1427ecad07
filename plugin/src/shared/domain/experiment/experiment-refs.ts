import type { ProfileRef } from '../../../routes';
import { labelSelector } from '../label-selector';

/** As with tasks: the labels make the selection exact, so a wider window adds nothing foreign. */
const MARGIN_MS = 2_000;

export interface Stretch {
  fromUnixMs: number;
  toUnixMs: number;
}

/** Profiles of an experiment, or of one of its variants, recorded within these stretches; undefined if there is none. */
export function experimentRef(
  experimentId: string,
  stretches: readonly Stretch[],
  variant?: string
): ProfileRef | undefined {
  if (stretches.length === 0) {
    return undefined;
  }
  return {
    labelSelector: labelSelector({ experiment_id: experimentId, variant }),
    from: String(Math.floor(Math.min(...stretches.map(({ fromUnixMs }) => fromUnixMs))) - MARGIN_MS),
    to: String(Math.ceil(Math.max(...stretches.map(({ toUnixMs }) => toUnixMs))) + MARGIN_MS),
  };
}
