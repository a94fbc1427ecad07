import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { effectiveLogging } from '../telemetry/effective-logging.ts';
import { findProvider, isLogger, type MeshConfig } from '../telemetry/mesh-config.ts';
import { wantedSettings } from '../telemetry/wanted-settings.ts';
import { error, warning } from '../../drivers/finding.ts';
import type { Situation } from './read-situation.ts';

/** What can make a variant of the access log something else than it says. */
export function loggingFindings(variants: readonly Variant[], situation: Situation): ExperimentFinding[] {
  const { meshConfig } = situation;
  const asked = variants.flatMap((variant) => wantedSettings(variant).logging?.provider ?? []);
  return [
    ...(meshConfig === undefined ? [] : [...new Set(asked)].flatMap((name) => loggerFinding(name, meshConfig))),
    ...disabledInVain(situation),
    ...minStatusFindings(variants),
  ];
}

function loggerFinding(name: string, mesh: MeshConfig): ExperimentFinding[] {
  const provider = findProvider(mesh, name);
  if (provider !== undefined && isLogger(provider)) return [];
  return [
    error(
      'log-provider-unresolved',
      `Log provider ${name} is not in MeshConfig${provider === undefined ? '' : ' as a logger'}: istiod would leave the log as the mesh has it.`,
      `Add it to extensionProviders of MeshConfig. ${loggersThere(mesh)}`
    ),
  ];
}

const loggersThere = (mesh: MeshConfig): string =>
  `There are: ${mesh.providers
    .filter(isLogger)
    .map(({ name }) => name)
    .join(', ')}.`;

/** A log that somebody believes to be off. */
function disabledInVain({ plan: { specs, mesh } }: Situation): ExperimentFinding[] {
  const disables = specs.some(({ accessLogging = [] }) =>
    accessLogging.some(({ disabled, providers = [] }) => disabled === true && providers.length === 0)
  );
  if (!disables || !effectiveLogging(specs, mesh, 'SERVER').isLegacy || mesh.accessLogFile === '') return [];
  return [
    warning(
      'log-disabled-without-provider',
      `A Telemetry disables the access log without naming a provider, and the mesh has accessLogFile ${mesh.accessLogFile} only: the log is on in spite of it.`,
      'Name provider `envoy` beside `disabled: true`.'
    ),
  ];
}

function minStatusFindings(variants: readonly Variant[]): ExperimentFinding[] {
  const hasMinStatus = variants
    .flatMap(({ knobs }) => knobs)
    .some((value) => value.knob === 'accesslog.filter' && value.expression === undefined);
  if (!hasMinStatus) return [];
  return [
    error(
      'log-filter-is-an-expression',
      "Istio's log filter is a CEL expression; minStatus is for Envoy's own files.",
      'Write `expression: "response.code >= 400"`.'
    ),
  ];
}
