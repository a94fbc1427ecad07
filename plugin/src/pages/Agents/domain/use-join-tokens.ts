import { useState } from 'react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CreateJoinToken, JoinToken } from '@meshprof/contracts';
import { reasonNotToAdminister } from '@shared/domain/permissions';
import { useUrlState } from '@shared/domain/use-url-state';
import { createJoinToken, listJoinTokens, revokeJoinToken } from '@shared/infrastructure/agents-api';

const REFRESH_MS = 10_000;

export function useJoinTokens() {
  const url = useUrlState();
  const queryClient = useQueryClient();
  const [toRevoke, setToRevoke] = useState<JoinToken>();
  const reason = reasonNotToAdminister();
  const query = useInfiniteQuery({
    queryKey: ['join-tokens'],
    queryFn: ({ pageParam, signal }) => listJoinTokens(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
    enabled: reason === undefined,
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['join-tokens'] });
  const create = useMutation({
    mutationFn: (token: CreateJoinToken) => createJoinToken(token),
    onSuccess: refresh,
    // The answer holds the token: it is forgotten with the page.
    gcTime: 0,
  });
  const revoke = useMutation({
    mutationFn: (tokenId: string) => revokeJoinToken(tokenId),
    onSuccess: refresh,
    onSettled: () => setToRevoke(undefined),
  });
  return {
    data: {
      reason,
      query,
      tokens: query.data?.pages.flatMap(({ items }) => items) ?? [],
      create,
      revoke,
      toRevoke,
      isCreating: reason === undefined && url.get('join') === 'new',
    },
    actions: {
      openForm: () => {
        create.reset();
        url.set({ join: 'new' }, { push: true });
      },
      closeForm: () => {
        create.reset();
        url.set({ join: undefined });
      },
      askToRevoke: (token: JoinToken) => setToRevoke(token),
      keep: () => setToRevoke(undefined),
      confirmRevoke: () => toRevoke && revoke.mutate(toRevoke.id),
    },
  };
}
