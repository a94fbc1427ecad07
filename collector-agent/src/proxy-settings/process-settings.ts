import type { ConfigNode } from './config-node.ts';
import { type EnvoyConfig, lastOf } from './envoy-config.ts';
import { extensionName } from './listener-parts.ts';
import type { SettingRows } from './setting-rows.ts';

const DEFAULT_STATS_FLUSH = '5s';
const MAX_PATTERNS = 4;

/** What holds for the whole proxy: its command line and the statistics of its bootstrap. */
export function addProcessSettings(rows: SettingRows, config: EnvoyConfig): void {
  const { concurrency, fileFlushIntervalMs } = config.commandLine;
  rows.option('workers', { name: '--concurrency', value: concurrency, standard: 'as many as Envoy finds CPUs' });
  rows.option('accesslog.flush-interval', {
    name: '--file-flush-interval-msec',
    value: fileFlushIntervalMs === undefined ? undefined : `${fileFlushIntervalMs} ms`,
    standard: '10000 ms',
  });
  rows.unseen('stats.scrape-interval', 'outside-proxy');
  rows.unseen('redirection', 'outside-proxy');
  if (config.bootstraps.length === 0) return;
  addMatcher(rows, config);
  addSinks(rows, config);
}

function addMatcher(rows: SettingRows, { bootstraps }: EnvoyConfig): void {
  const matcher = lastOf(bootstraps, 'stats_config', 'stats_matcher');
  if (matcher === undefined) return rows.standard('stats.matcher', 'all statistics');
  if (matcher.isTrue('reject_all')) return rows.found('stats.matcher', 'no statistics', matcher);
  const only = matcher.items('inclusion_list', 'patterns');
  const except = matcher.items('exclusion_list', 'patterns');
  const text = only.length > 0 ? `only ${patternsText(only)}` : `all except ${patternsText(except)}`;
  rows.found('stats.matcher', text, matcher);
}

function patternsText(patterns: readonly ConfigNode[]): string {
  const shown = patterns.slice(0, MAX_PATTERNS).map((pattern) => {
    const kind = pattern.keys()[0] ?? '?';
    return `${kind} ${pattern.text(kind) ?? pattern.text(kind, 'regex') ?? '?'}`;
  });
  const more = patterns.length > MAX_PATTERNS ? ', …' : '';
  return `${patterns.length} patterns: ${shown.join(', ')}${more}`;
}

function addSinks(rows: SettingRows, { bootstraps }: EnvoyConfig): void {
  const lists = bootstraps.map((part) => part.field('stats_sinks')).filter((list) => list !== undefined);
  const sinks = bootstraps.flatMap((part) => part.items('stats_sinks'));
  const [list] = lists;
  const interval = lastOf(bootstraps, 'stats_flush_interval')?.text() ?? DEFAULT_STATS_FLUSH;
  if (list === undefined || sinks.length === 0) return rows.standard('stats.sinks', 'none');
  rows.found('stats.sinks', `${sinks.map(extensionName).join(', ')} every ${interval}`, list);
}
