import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { Alert, LinkButton, Stack } from '@grafana/ui';
import { useParams } from 'react-router-dom';
import { t } from '@shared/domain/t';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { policiesUrl, policyUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { usePolicyPage } from '../domain/use-policy-page';
import { DeletePolicyModal } from './DeletePolicyModal';
import { PolicyActions } from './PolicyActions';
import { PolicyFacts } from './PolicyFacts';
import { PolicyPast } from './PolicyPast';

export default function PolicyPage() {
  const { policyId = '' } = useParams();
  const { data, actions } = usePolicyPage(policyId);
  const { policy, query, enable, remove } = data;
  const isUnknown = query.isError && problemOfError(query.error).code === 'not-found';
  const all = { text: t('policies.editor.parent', 'Policies'), url: policiesUrl() };
  return (
    <PluginPage
      pageNav={{
        text: policy?.name ?? t('policies.detail.title', 'Policy'),
        url: policyUrl(policyId),
        parentItem: all,
      }}
      actions={
        policy && !isUnknown && <PolicyActions policy={policy} isSwitching={enable.isPending} actions={actions} />
      }
    >
      <div data-testid={testIds.policy.page}>
        {enable.isError && (
          <ProblemAlert error={enable.error} what={t('policies.page.not-switched', 'The policy was not switched')} />
        )}
        {remove.isError && (
          <ProblemAlert error={remove.error} what={t('policies.detail.not-deleted', 'The policy was not deleted')} />
        )}
        {!isUnknown && (
          <QueryProblem
            query={query}
            shows="page"
            failed={t('policies.editor.failed', 'The policy could not be loaded')}
          />
        )}
        {isUnknown && (
          <EmptyState
            icon="search"
            title={t('policies.detail.unknown', 'There is no such policy')}
            action={<LinkButton href={policiesUrl()}>{t('policies.detail.all', 'All policies')}</LinkButton>}
          >
            {t('policies.detail.unknown-about', 'It may have been deleted. What it recorded is still in the store.')}
          </EmptyState>
        )}
        {query.isPending && <Loading text={t('policies.editor.loading', 'Loading the policy…')} />}
        {policy && !isUnknown && (
          <Stack direction="column" gap={3}>
            {policy.problem && (
              <Alert severity="warning" title={t('policies.detail.problem', 'It does not work now')}>
                {policy.problem.detail}
              </Alert>
            )}
            <PolicyFacts policy={policy} />
            <PolicyPast policy={policy} data={data} />
          </Stack>
        )}
        {policy && data.isDeleting && (
          <DeletePolicyModal policy={policy} onDelete={actions.confirmDelete} onKeep={actions.keep} />
        )}
      </div>
    </PluginPage>
  );
}
