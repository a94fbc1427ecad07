import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import path from 'node:path';
import type { SourceFacts } from '../envoy/proxy-facts.ts';
import type { EnvoyProxy } from './envoy-proxy.ts';
import { type FilesSnapshot, keepFile } from './files-snapshot.ts';
import { error, info, warning } from './finding.ts';
import { setsRuntime } from './listener-edits.ts';
import { managedFiles, type ManagedFiles } from './managed-files.ts';
import { preflightOfLogPaths } from './preflight-log-path.ts';
import { type Inspected, preflightOf } from './preflight-proxy.ts';
import { hiddenKeys } from './preflight-runtime.ts';
import { variantFiles, versionOf } from './variant-files.ts';
import { variantsOf } from './variants-of.ts';

const LONG_DRAIN_S = 15;
/** A slot that waits longer than this makes no experiment that ends. */
const MAX_DRAIN_S = 120;

export function preflightOfFiles(spec: ExperimentSpec, proxy: EnvoyProxy): Promise<readonly ExperimentFinding[]> {
  return preflightOf(spec, proxy, (inspected) => {
    const files = managedFiles(spec, inspected.config);
    return [
      ...missingFiles(files),
      ...fileFindings(inspected, files),
      ...(files.listeners === undefined ? [] : drainFindings(inspected)),
      ...(files.runtime === undefined ? [] : runtimeFindings(inspected, files)),
      ...sinkFindings(inspected),
      ...preflightOfLogPaths(spec, inspected.config.facts),
      ...variantFindings(inspected, files),
    ];
  });
}

function missingFiles({ missing }: ManagedFiles): ExperimentFinding[] {
  const remedies = {
    listeners: [
      'Its listeners come from elsewhere',
      'Give it an lds_config with a path_config_source, or use another driver.',
    ],
    runtime: [
      'It has no runtime layer from a file',
      'Add an rtds_layer with a path_config_source, or use the driver envoy-runtime.',
    ],
  } as const;
  return missing.map((kind) => {
    const [why, remedy] = remedies[kind];
    return error(`no-${kind}-file`, `The proxy reads no file of ${kind}. ${why}.`, remedy);
  });
}

function fileFindings(
  { proxy, config: { facts } }: Inspected,
  { listeners, runtime }: ManagedFiles
): ExperimentFinding[] {
  const layer = facts.layers.find(({ source }) => source?.path === runtime?.path);
  const files = [
    { file: listeners, source: facts.listenersPath },
    { file: runtime?.path, source: layer?.source },
  ];
  return files.flatMap(({ file, source }) => {
    if (file === undefined) return [];
    const problem = proxy.files.problemOfReplacing(file, 0);
    return [
      ...(problem === undefined
        ? []
        : [error('file-not-replaceable', `${problem}.`, 'See to it that the experiment agent may replace this file.')]),
      ...watchFindings(file, source),
    ];
  });
}

function watchFindings(file: string, source: SourceFacts | undefined): ExperimentFinding[] {
  if (source === undefined || path.normalize(source.path) !== path.normalize(file)) {
    return [
      error(
        'file-not-watched',
        `${file} is not a file that the proxy reads (it reads ${source?.path ?? 'none'}).`,
        'Leave the path out of the target, or give the one that the proxy has.'
      ),
    ];
  }
  const { watchedFolder } = source;
  if (watchedFolder === undefined || path.normalize(watchedFolder) === path.dirname(path.normalize(file))) return [];
  return [
    error(
      'folder-watched-elsewhere',
      `The proxy reads ${file} again only when something is moved into ${watchedFolder}.`,
      'Take watched_directory away, or let it be the folder of the file.'
    ),
  ];
}

function drainFindings({ server }: Inspected): ExperimentFinding[] {
  const seconds = server.drainTimeS ?? 600;
  const remedy = 'Start the proxy with --drain-time-s 5 --drain-strategy immediate.';
  const sentence = `After each change of listeners, connections may keep the old ones for ${seconds} s (--drain-time-s).`;
  return [
    ...(seconds > MAX_DRAIN_S ? [error('drain-time-long', sentence, remedy)] : []),
    ...(seconds > LONG_DRAIN_S && seconds <= MAX_DRAIN_S ? [warning('drain-time-long', sentence, remedy)] : []),
    ...(server.drainStrategy === 'Gradual'
      ? [
          info(
            'drain-gradual',
            'Old connections are told to close one after the other over that time (--drain-strategy gradual).',
            remedy
          ),
        ]
      : []),
  ];
}

function runtimeFindings(inspected: Inspected, { runtime }: ManagedFiles): ExperimentFinding[] {
  const { config, spec } = inspected;
  const layer = config.facts.layers.findIndex(({ source }) => source?.path === runtime?.path);
  const { baseline, variants } = spec;
  const only = { baseline: onlyRuntime(baseline), variants: variants.map(onlyRuntime) };
  return layer < 0 ? [] : hiddenKeys({ config, spec: { ...spec, ...only } }, layer);
}

const onlyRuntime = (variant: ExperimentSpec['baseline']) => ({ ...variant, knobs: variant.knobs.filter(setsRuntime) });

function sinkFindings({ spec, config: { facts } }: Inspected): ExperimentFinding[] {
  const clusters = variantsOf(spec).flatMap(({ knobs }) =>
    knobs.flatMap((knob) => (knob.knob === 'accesslog.sink' && knob.cluster !== undefined ? [knob.cluster] : []))
  );
  return [...new Set(clusters)].flatMap((name) => {
    const cluster = facts.clusters.get(name);
    if (cluster === undefined)
      return [
        error(
          'log-cluster-missing',
          `The proxy has no cluster ${name} to send its log to.`,
          'Add it, with http2_protocol_options.'
        ),
      ];
    if (cluster.isHttp2) return [];
    return [
      error(
        'log-cluster-not-http2',
        `Cluster ${name} does not speak HTTP/2, which log services need.`,
        'Give it explicit_http_config with http2_protocol_options.'
      ),
    ];
  });
}

/** Tries each variant on the files as they are, without writing. */
function variantFindings({ proxy, spec, config }: Inspected, files: ManagedFiles): ExperimentFinding[] {
  const snapshot: FilesSnapshot = { isOurRoot: false };
  for (const file of [files.listeners, files.runtime?.path]) {
    if (file === undefined) continue;
    const content = proxy.files.read(file);
    if (!content.ok)
      return [
        error('file-unreadable', `${content.problem}.`, 'See to it that the experiment agent may read this file.'),
      ];
    const kept = keepFile(file, content.value);
    if (file !== files.listeners) snapshot.runtime = { file: kept, resource: files.runtime?.resource ?? '' };
    else {
      snapshot.listeners = kept;
      if (versionOf(content.value.bytes, file) !== config.facts.listenersVersion) {
        return [
          error(
            'file-not-in-force',
            `${file} is not what the proxy runs: its version is another.`,
            'Let the proxy take the file first, or put the one that it runs there.'
          ),
        ];
      }
    }
  }
  return variantsOf(spec).flatMap((variant) => {
    const made = variantFiles(variant, snapshot, config);
    return made.ok
      ? []
      : [
          error(
            'knob-not-here',
            `Variant ${variant.name}: ${made.detail}`,
            'Change the variant, the proxy or the driver.'
          ),
        ];
  });
}
