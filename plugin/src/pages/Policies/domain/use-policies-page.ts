import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { POLICY_KINDS, type Policy, type PolicyKind } from '@meshprof/contracts';
import { useUrlState } from '@shared/domain/use-url-state';
import { listPolicies, setPolicyEnabled } from '@shared/infrastructure/policies-api';

const REFRESH_MS = 10_000;

export function usePoliciesPage() {
  const url = useUrlState();
  const kind = POLICY_KINDS.find((known) => known === url.get('kind'));
  const query = useInfiniteQuery({
    queryKey: ['policies'],
    queryFn: ({ pageParam, signal }) => listPolicies(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
  const enable = useEnablePolicy();
  const policies = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    data: {
      query,
      enable,
      kind,
      known: policies.length,
      policies: policies.filter(({ rule }) => kind === undefined || rule.kind === kind),
    },
    actions: {
      setKind: (chosen: PolicyKind | undefined) => url.set({ kind: chosen }),
      setEnabled: (policyId: string, enabled: boolean) => enable.mutate({ policyId, enabled }),
    },
  };
}

export function useEnablePolicy() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ policyId, enabled }: { policyId: string; enabled: boolean }) => setPolicyEnabled(policyId, enabled),
    onSuccess: (policy: Policy) => {
      queryClient.setQueryData(['policy', policy.id], policy);
      return queryClient.invalidateQueries({ queryKey: ['policies'] });
    },
  });
}
