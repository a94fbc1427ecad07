import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Firing } from '@meshprof/contracts';
import { useNavigate } from 'react-router-dom';
import { type Listed, listUpTo } from '@shared/infrastructure/list-up-to';
import { deletePolicy, getPolicy, listFirings, listPolicyTargets } from '@shared/infrastructure/policies-api';
import { policiesUrl } from '../../../routes';
import { TIMELINE_MS } from './firing-timeline';
import { useEnablePolicy } from './use-policies-page';

const REFRESH_MS = 5_000;
/** A policy that fires more often in two days is set up wrongly; the table says that it is cut. */
const MAX_FIRINGS = 1_000;
const MAX_TARGETS = 1_000;

export function usePolicyPage(policyId: string) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [isDeleting, setIsDeleting] = useState(false);
  const remove = useMutation({
    mutationFn: () => deletePolicy(policyId),
    onSuccess: () => {
      navigate(policiesUrl());
      void queryClient.invalidateQueries({ queryKey: ['policies'] });
    },
    onSettled: () => setIsDeleting(false),
  });
  // What is being deleted, or is gone, must not be asked for any more.
  const isThere = !remove.isPending && !remove.isSuccess;
  const query = useQuery({
    queryKey: ['policy', policyId],
    queryFn: ({ signal }) => getPolicy(policyId, signal),
    enabled: isThere,
    refetchInterval: REFRESH_MS,
  });
  const kind = query.data?.rule.kind;
  const firings = useQuery({
    queryKey: ['policy', policyId, 'firings'],
    queryFn: ({ signal }) => recentFirings(policyId, signal),
    enabled: isThere && kind === 'trigger',
    refetchInterval: REFRESH_MS,
  });
  const targets = useQuery({
    queryKey: ['policy', policyId, 'targets'],
    queryFn: ({ signal }) => listUpTo(MAX_TARGETS, (cursor) => listPolicyTargets(policyId, cursor, signal)),
    enabled: isThere && kind !== undefined && kind !== 'trigger',
    refetchInterval: REFRESH_MS,
  });
  const enable = useEnablePolicy();
  return {
    data: { policy: query.data, query, firings, targets, enable, remove, isDeleting },
    actions: {
      setEnabled: (enabled: boolean) => enable.mutate({ policyId, enabled }),
      askToDelete: () => setIsDeleting(true),
      keep: () => setIsDeleting(false),
      confirmDelete: () => remove.mutate(),
    },
  };
}

/** Those of the timeline's two days, and older ones as far as their page reaches. */
async function recentFirings(policyId: string, signal: AbortSignal): Promise<Listed<Firing>> {
  const items: Firing[] = [];
  const sinceMs = Date.now() - TIMELINE_MS;
  let cursor: string | undefined;
  do {
    const page = await listFirings(policyId, cursor, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < MAX_FIRINGS && Date.parse(items.at(-1)?.at ?? '') >= sinceMs);
  return { items, cut: Boolean(cursor) };
}
