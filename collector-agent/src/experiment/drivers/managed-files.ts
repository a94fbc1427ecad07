import type { ProxyConfig } from '../envoy/read-config.ts';
import type { LayerFacts } from '../envoy/proxy-facts.ts';
import type { ExperimentSpec, ExperimentTarget } from '@meshprof/contracts';
import { setsRuntime } from './listener-edits.ts';
import { variantsOf } from './variants-of.ts';

/** Files that an experiment changes; undefined where it needs none. A file that it needs and that is not there: `missing`. */
export interface ManagedFiles {
  readonly listeners?: string;
  readonly runtime?: { readonly path: string; readonly resource: string };
  readonly missing: readonly ('listeners' | 'runtime')[];
}

export function managedFiles(spec: ExperimentSpec, { facts }: ProxyConfig): ManagedFiles {
  const knobs = variantsOf(spec).flatMap((variant) => variant.knobs);
  const needsRuntime = knobs.some(setsRuntime);
  const needsListeners = knobs.some((knob) => !setsRuntime(knob));
  const listeners = spec.target.listenersFile ?? facts.listenersPath?.path;
  const runtime = runtimeFile(spec.target, facts.layers);
  return {
    ...(needsListeners && listeners !== undefined && { listeners }),
    ...(needsRuntime && runtime !== undefined && { runtime }),
    missing: [
      ...(needsListeners && listeners === undefined ? (['listeners'] as const) : []),
      ...(needsRuntime && runtime === undefined ? (['runtime'] as const) : []),
    ],
  };
}

/** Of several layers from files the uppermost, which wins. */
function runtimeFile({ runtimeFile: named }: ExperimentTarget, layers: readonly LayerFacts[]): ManagedFiles['runtime'] {
  const fromFiles = layers.filter(({ kind }) => kind === 'rtds').toReversed();
  const layer = fromFiles.find(({ source }) => (named === undefined ? source !== undefined : source?.path === named));
  const path = named ?? layer?.source?.path;
  const resource = (layer ?? fromFiles[0])?.resource;
  return path === undefined || resource === undefined ? undefined : { path, resource };
}
