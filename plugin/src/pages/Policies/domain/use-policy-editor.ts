import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { POLICY_KINDS, type Policy, type PutPolicy } from '@meshprof/contracts';
import { useNavigate } from 'react-router-dom';
import { useUrlState } from '@shared/domain/use-url-state';
import { createPolicy, getPolicy, replacePolicy } from '@shared/infrastructure/policies-api';
import { policyUrl } from '../../../routes';
import { DEFAULT_POLICY_FORM, formOfPolicy, type PolicyForm } from './policy-form';

interface SaveOutcome {
  outcome: 'saved' | 'changed-meanwhile';
  /** As the controller has it now. */
  policy: Policy;
}

/** The form of a new policy, or of the one with this id. */
export function usePolicyEditor(policyId: string | undefined) {
  const url = useUrlState();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const copyId = policyId ?? url.get('copy');
  const query = useQuery({
    queryKey: ['policy-to-edit', copyId],
    queryFn: ({ signal }) => getPolicy(copyId!, signal),
    enabled: copyId !== undefined,
    // What is being typed over must not change under the hands.
    staleTime: Infinity,
    gcTime: 0,
  });
  const loaded = query.data;
  const save = useMutation({
    mutationFn: ({ policy, anyway }: { policy: PutPolicy; anyway?: boolean }) =>
      savePolicy(policy, { policyId, loaded: anyway ? undefined : loaded }),
    onSuccess: (result) => {
      if (result.outcome !== 'saved') {
        return;
      }
      queryClient.setQueryData(['policy', result.policy.id], result.policy);
      void queryClient.invalidateQueries({ queryKey: ['policies'] });
      navigate(policyUrl(result.policy.id));
    },
  });
  return {
    data: {
      query,
      save,
      start: startOf(url.get, policyId, loaded),
      isWaiting: copyId !== undefined && query.isPending,
    },
    actions: {
      save: (policy: PutPolicy) => save.mutate({ policy }),
      saveAnyway: (policy: PutPolicy) => save.mutate({ policy, anyway: true }),
    },
  };
}

function startOf(
  get: (key: string) => string | undefined,
  policyId: string | undefined,
  loaded: Policy | undefined
): PolicyForm {
  if (loaded) {
    const form = formOfPolicy(loaded);
    return policyId === undefined ? { ...form, name: '' } : form;
  }
  const kind = POLICY_KINDS.find((known) => known === get('kind')) ?? DEFAULT_POLICY_FORM.kind;
  return { ...DEFAULT_POLICY_FORM, kind, selector: get('selector') ?? '', name: get('name') ?? '' };
}

/** The API replaces whatever is there, so what somebody else changed since is looked for first. */
async function savePolicy(
  policy: PutPolicy,
  { policyId, loaded }: { policyId: string | undefined; loaded: Policy | undefined }
): Promise<SaveOutcome> {
  if (policyId === undefined) {
    return { outcome: 'saved', policy: await createPolicy(policy) };
  }
  if (loaded !== undefined) {
    const current = await getPolicy(policyId);
    if (current.updatedAt !== loaded.updatedAt) {
      return { outcome: 'changed-meanwhile', policy: current };
    }
  }
  return { outcome: 'saved', policy: await replacePolicy(policyId, policy) };
}
