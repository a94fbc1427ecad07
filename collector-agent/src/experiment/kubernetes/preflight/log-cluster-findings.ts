import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { needsEnvoyFilter } from '@meshprof/experiments';
import { ConfigNode } from '../../../proxy-settings/config-node.ts';
import { error } from '../../drivers/finding.ts';
import type { ProxyView } from '../proxy/proxy-view.ts';

/** A sidecar has clusters only for what its `Sidecar` object lets it see; one that names another is rejected. */
export async function clusterFindings(
  variants: readonly Variant[],
  proxy: Pick<ProxyView, 'clusters'>
): Promise<ExperimentFinding[]> {
  const values = variants.flatMap(({ knobs }) => knobs).filter(needsEnvoyFilter);
  const named = new Set(
    values.flatMap((value) => (value.knob === 'accesslog.sink' && value.cluster !== undefined ? [value.cluster] : []))
  );
  if (named.size === 0) return [];
  const dump = await proxy.clusters();
  if (!dump.ok) return [error('proxy-unread', dump.detail, 'Look at the proxy.')];
  const there = namesIn(dump.value);
  return [...named]
    .filter((name) => !there.includes(name))
    .map((name) =>
      error(
        'log-cluster-missing',
        `The proxy has no cluster ${name} to send its log to.`,
        `Name it as the proxy does. ${similar(name, there)}`
      )
    );
}

function namesIn(dump: unknown): string[] {
  return new ConfigNode(dump, '/config_dump').items('configs').flatMap((entry) => entry.text('cluster', 'name') ?? []);
}

const MAX_SHOWN = 5;

/** By host, the last part of a name of istiod's (`outbound|PORT|SUBSET|HOST`). */
function similar(name: string, there: readonly string[]): string {
  const host = name.split('|').at(-1) ?? name;
  const near = there.filter((each) => each.includes(host) || host.includes(each.split('|').at(-1) ?? each));
  const shown = (near.length > 0 ? near : there).slice(0, MAX_SHOWN);
  return shown.length === 0 ? 'It has none from istiod.' : `It has, for instance: ${shown.join(', ')}.`;
}
