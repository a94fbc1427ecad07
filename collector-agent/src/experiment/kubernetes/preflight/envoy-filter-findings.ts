import type { ExperimentFinding, KnobValue, Variant } from '@meshprof/contracts';
import { needsEnvoyFilter } from '@meshprof/experiments';
import { error, info, warning } from '../../drivers/finding.ts';
import { nameOf } from '../cluster/cluster-object.ts';
import type { ConfigPatch, EnvoyFilter } from '../cluster/envoy-filter-object.ts';
import { EXPERIMENT_ANNOTATION } from '../cluster/object-names.ts';
import { type EnvoyFilterSituation, isForVersion } from '../envoy-filter/envoy-filter-situation.ts';
import type { Situation } from './read-situation.ts';

/** What can make a variant that an EnvoyFilter turns something else than it says. */
export function envoyFilterFindings(variants: readonly Variant[], situation: Situation): ExperimentFinding[] {
  const { envoyFilters } = situation;
  if (envoyFilters === undefined) return [];
  if (typeof envoyFilters === 'string') {
    return [
      error('envoy-filters-unread', envoyFilters, 'Grant list on envoyfilters.networking.istio.io in this namespace.'),
    ];
  }
  const values = variants.flatMap(({ knobs }) => knobs).filter(needsEnvoyFilter);
  return [
    ...takenFindings(envoyFilters),
    ...versionFindings(envoyFilters),
    ...values.flatMap((value) => filterFindings(value, situation)),
    ...otherFindings(values, envoyFilters),
    ...(envoyFilters.rootProblem === '' ? [] : [rootUnread(envoyFilters.rootProblem)]),
    whatIsWritten(situation, envoyFilters),
  ];
}

function takenFindings({ taken }: EnvoyFilterSituation): ExperimentFinding[] {
  if (taken === undefined) return [];
  const other = taken.metadata.annotations?.[EXPERIMENT_ANNOTATION];
  const sentence = `EnvoyFilter ${nameOf(taken)} is there already`;
  return [
    other === undefined
      ? error('envoy-filter-name-taken', `${sentence}, and not ours.`, 'Give it another name.')
      : error(
          'another-experiment',
          `${sentence}: experiment ${other} turns it.`,
          `Wait for it, or end it: meshprof experiment abort ${other}.`
        ),
  ];
}

function versionFindings({ plan }: EnvoyFilterSituation): ExperimentFinding[] {
  if (/^\d+\.\d+/.test(plan.proxyVersion)) return [];
  return [
    error(
      'proxy-version-unknown',
      `The proxy tells no version of Istio (${plan.proxyVersion}), and an EnvoyFilter is written for one version only.`,
      'Use knobs that a Telemetry has.'
    ),
  ];
}

const ROUTER = 'envoy.filters.http.router';

function filterFindings(value: KnobValue, { shapes }: Situation): ExperimentFinding[] {
  if (value.knob !== 'filter.enabled') return [];
  if (value.name === ROUTER && !value.on) {
    return [error('filter-is-the-router', 'Without its router the proxy answers nothing.', 'Take the knob out.')];
  }
  const there = new Set(shapes.managers.flatMap(({ filters }) => filters));
  if (there.has(value.name)) return [];
  return [
    error(
      'filter-not-there',
      `The proxy has no HTTP filter ${value.name}, so there is nothing to turn ${value.on ? 'on' : 'off'}.`,
      `It has: ${[...there].join(', ') || 'none'}.`
    ),
  ];
}

/** The same place patched by somebody else: what comes out then depends on the order, which is the priority's. */
function otherFindings(values: readonly KnobValue[], { others, plan }: EnvoyFilterSituation): ExperimentFinding[] {
  const turnsLog = values.some(({ knob }) => knob.startsWith('accesslog.'));
  const filters = new Set(values.flatMap((value) => (value.knob === 'filter.enabled' ? [value.name] : [])));
  const touches = (patch: ConfigPatch) =>
    isForVersion(patch, plan.proxyVersion) &&
    ((turnsLog && patchesLog(patch)) || filterNames(patch).some((name) => filters.has(name)));
  const touching = others.filter(({ spec }) => (spec?.configPatches ?? []).some(touches));
  const rest = others.filter((each) => !touching.includes(each));
  return [
    ...touching.map((other) =>
      warning(
        'envoy-filter-same-place',
        `EnvoyFilter ${nameOf(other)}${priorityText(other)} patches what variants turn. Ours has priority ${plan.priority}, so it is applied after it.`,
        'Look at the proof of each variant; if istiod orders them otherwise, the variant is not shown and the run ends.'
      )
    ),
    ...(rest.length === 0 ? [] : [otherPlaces(rest)]),
  ];
}

const otherPlaces = (others: readonly EnvoyFilter[]): ExperimentFinding =>
  info(
    'envoy-filters-there',
    `Other EnvoyFilters patch this workload elsewhere: ${others.map(nameOf).join(', ')}.`,
    'Change none of them meanwhile: that ends the experiment.'
  );

const priorityText = ({ spec }: EnvoyFilter): string =>
  spec?.priority === undefined ? '' : ` (priority ${spec.priority})`;

const patchesLog = ({ applyTo, patch }: ConfigPatch): boolean =>
  applyTo === 'NETWORK_FILTER' && JSON.stringify(patch?.value ?? null).includes('access_log');

/** Of the filter that is matched, and of the one that is put in. */
function filterNames({ applyTo, match, patch }: ConfigPatch): string[] {
  if (applyTo !== 'HTTP_FILTER') return [];
  const { name } = (patch?.value ?? {}) as { name?: unknown };
  const matched = match?.listener?.filterChain?.filter?.subFilter?.name;
  return [matched, name].filter((each): each is string => typeof each === 'string');
}

const rootUnread = (problem: string): ExperimentFinding =>
  warning(
    'root-envoy-filters-unread',
    `EnvoyFilters of the mesh's root namespace could not be read (${problem}), so what they patch is not known.`,
    'Grant list on envoyfilters.networking.istio.io there.'
  );

const whatIsWritten = ({ plan: { namespace } }: Situation, { plan }: EnvoyFilterSituation): ExperimentFinding =>
  info(
    'own-envoy-filter',
    `EnvoyFilter ${namespace}/${plan.name} is made for variants that need it (proxies of version ${plan.proxyVersion} only, priority ${plan.priority}), and deleted at the end.`,
    'Istio promises nothing about EnvoyFilters from one version to the next: upgrade no proxy meanwhile.'
  );
