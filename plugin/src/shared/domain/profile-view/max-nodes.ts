import type { UrlState } from '@shared/domain/use-url-state';

/** Enough that "other" stays thin, few enough to draw at once. */
export const DEFAULT_MAX_NODES = 16_384;
export const MAX_NODES_CHOICES = [2_048, 8_192, DEFAULT_MAX_NODES, 65_536] as const;

const KEY = 'nodes';

/** One of the choices: a store refuses more than it is set to, and a link may say anything. */
export function maxNodesIn({ get }: UrlState): number {
  return MAX_NODES_CHOICES.find((nodes) => String(nodes) === get(KEY)) ?? DEFAULT_MAX_NODES;
}

export const chooseMaxNodes = ({ set }: UrlState, nodes: number): void =>
  set({ [KEY]: nodes === DEFAULT_MAX_NODES ? undefined : String(nodes) });
