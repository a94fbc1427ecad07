import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlanTask, PolicyRule } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { useDebounced } from '@shared/domain/use-debounced';
import { planTask } from '@shared/infrastructure/tasks-api';
import { previewPolicy } from '@shared/infrastructure/policies-api';
import type { PolicyRequest } from './policy-request';

/** Each look asks agents or Prometheus, so not every key press is one. */
const SETTLED_AFTER_MS = 600;
const FRESH_MS = 30_000;
const HOUR_MS = 3_600_000;

/** What the rule would do and have done, asked whenever the form has come to rest. */
export function usePolicyPreview(request: PolicyRequest, overMs: number) {
  const text = request.ok ? JSON.stringify(request.policy.rule) : undefined;
  const settled = useDebounced(text, SETTLED_AFTER_MS);
  const rule = settled === undefined ? undefined : (JSON.parse(settled) as PolicyRule);
  const plan = rule && planOfRule(rule);
  const reason = reasonNotToOperate();
  const options = { retry: false, staleTime: FRESH_MS, placeholderData: keepPreviousData, refetchOnWindowFocus: false };
  const previewQuery = useQuery({
    ...options,
    queryKey: ['policy-preview', settled, overMs],
    queryFn: ({ signal }) => previewPolicy({ rule: rule!, overMs }, signal),
    enabled: rule !== undefined && reason === undefined,
  });
  const planQuery = useQuery({
    ...options,
    queryKey: ['policy-plan', plan && JSON.stringify(plan)],
    queryFn: ({ signal }) => planTask(plan!, signal),
    enabled: plan !== undefined && reason === undefined,
  });
  return { previewQuery, planQuery, isSettling: text !== settled, reasonForNone: reason };
}

/** A task that says who is meant and what it costs: an hour of what goes on, or one task of a trigger. */
export function planOfRule(rule: PolicyRule): PlanTask | undefined {
  if (rule.selector === undefined) {
    return undefined;
  }
  if (rule.kind !== 'trigger') {
    const { selector, events, frequencyHz } = rule;
    return { selector, ...(events && { events }), ...(frequencyHz && { frequencyHz }), durationMs: HOUR_MS };
  }
  const { beforeMs: _before, ...task } = rule.task ?? {};
  return { selector: rule.selector, ...task };
}
