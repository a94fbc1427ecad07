import type { ListedTarget } from '@meshprof/contracts';
import type { MatcherRow } from '@shared/domain/task-form/task-form';
import { rowsOfSelector } from '@shared/domain/task-form/matcher-rows';
import { groupTargets, type TargetGroup } from './group-targets';

/** What the drawer profiles: one process, or whatever belongs to a workload or service. */
export type ProfileSubject =
  { kind: 'process'; target: ListedTarget; group: TargetGroup } | { kind: 'group'; group: TargetGroup };

export function subjectOf(
  targets: readonly ListedTarget[],
  { targetId, groupId }: { targetId?: string; groupId?: string }
): ProfileSubject | undefined {
  if (targetId === undefined && groupId === undefined) {
    return undefined;
  }
  const groups = groupTargets(targets);
  const group = groups.find(({ id, targets: members }) =>
    groupId === undefined ? members.some((target) => target.id === targetId) : id === groupId
  );
  const target = group?.targets.find(({ id }) => id === targetId);
  if (target && group) {
    return { kind: 'process', target, group };
  }
  return group && groupId !== undefined ? { kind: 'group', group } : undefined;
}

export const subjectId = (subject: ProfileSubject): string =>
  subject.kind === 'process' ? subject.target.id : subject.group.id;

/** A pid means something only together with its node; a group's selector also means its processes to come. */
export function matchersOf(subject: ProfileSubject): MatcherRow[] {
  return subject.kind === 'process'
    ? rowsOfSelector({ node: subject.target.node, process_pid: subject.target.pid })
    : rowsOfSelector(subject.group.selector);
}

export const titleOf = (subject: ProfileSubject): string =>
  subject.kind === 'process' ? `${subject.target.service} (pid ${subject.target.pid})` : subject.group.name;
