import type { ProbeResult } from '@meshprof/native';
import type { CapabilityName } from '../../collector-agent/src/discovery/capabilities.ts';
import { hostRequirements } from '../../collector-agent/src/requirements/host-requirements.ts';
import { KERNEL_FEATURES } from '../../collector-agent/src/requirements/kernel-features.ts';
import type { OwnRights } from '../../collector-agent/src/requirements/own-rights.ts';
import type { Requirement } from '../../collector-agent/src/requirements/requirement.ts';
import { rightsRequirements } from '../../collector-agent/src/requirements/rights-requirements.ts';
import { code, table } from './markdown.ts';

const NO_RIGHTS: OwnRights = {
  isRoot: false,
  capabilities: new Set(),
  perfEventParanoid: 2,
  hasHostPids: false,
  hasSeccompFilter: true,
  securityLabel: '',
  readsFirstProcess: undefined,
};
const ALL_NEEDED: readonly CapabilityName[] = ['CAP_BPF', 'CAP_PERFMON', 'CAP_SYS_PTRACE'];
const CONFINED: OwnRights = { ...NO_RIGHTS, isRoot: true, capabilities: new Set(ALL_NEEDED), readsFirstProcess: false };

const refused = (id: string, detail: string): ProbeResult => ({ id, met: false, detail, denied: true });
const FILTERED = ['bpf-load', 'perf-event-open'].map((id) => refused(id, 'Operation not permitted'));
const DENIED_EVENTS = [refused('perf-event-open', 'Permission denied')];

/** Machines on which, taken together, everything is missing that is asked of rights and machine. */
const LACKING: readonly (() => Requirement[])[] = [
  () => rightsRequirements(NO_RIGHTS, []),
  () => rightsRequirements({ ...CONFINED, perfEventParanoid: 4 }, DENIED_EVENTS),
  () => rightsRequirements({ ...CONFINED, perfEventParanoid: undefined }, []),
  () => rightsRequirements({ ...CONFINED, securityLabel: '… (enforce)' }, []),
  () => rightsRequirements({ ...CONFINED, securityLabel: 'system_u:system_r:…:s0' }, []),
  () => rightsRequirements(CONFINED, FILTERED),
  () => hostRequirements({ architecture: '…', isLockedDown: true, hasCgroups: false }),
];

const TITLES = ['Code', 'Means', 'Do this'];

/** Throws where a requirement is met on each of those machines, so has no row. */
export function machineLacks(): string {
  const requirements = LACKING.flatMap((lacking) => lacking());
  const rows = new Map<string, string[]>();
  for (const { id, title, met, problem, remedy } of requirements) {
    if (!met) rows.set(`${id} ${remedy}`, [code(id), meaning(title, problem), remedy]);
  }
  const shown = [...rows.values()].map(([id]) => id);
  const missing = requirements.find(({ id }) => !shown.includes(code(id)));
  if (missing) throw new Error(`no machine in check-messages.ts lacks ${missing.id}`);
  // What has several remedies has them one beneath the other.
  const order = [...new Set(requirements.map(({ id }) => code(id)))];
  return table(
    TITLES,
    [...rows.values()].sort(([a = ''], [b = '']) => order.indexOf(a) - order.indexOf(b))
  );
}

export function kernelLacks(): string {
  const rows = Object.entries(KERNEL_FEATURES).flatMap(([id, { title, denied, ...lack }]) =>
    [lack, ...(denied ? [denied] : [])].map(({ problem, remedy }) => [
      code(id),
      meaning(title, problem),
      sentence(remedy),
    ])
  );
  return table(TITLES, rows);
}

/** With the words of a session that does not start for it. */
function meaning(title: string, problem: string | undefined): string {
  return `Not met: ${title}${problem === undefined ? '' : `. “${sentence(problem, '')}”`}`;
}

function sentence(text: string, end = '.'): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}${end}`;
}
