import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { useParams } from 'react-router-dom';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { editPolicyUrl, newPolicyUrl, policiesUrl, policyUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { usePolicyEditor } from '../domain/use-policy-editor';
import { PolicyEditor } from './PolicyEditor';

export default function PolicyEditorPage() {
  const { policyId } = useParams();
  const editor = usePolicyEditor(policyId);
  const { query, start, isWaiting } = editor.data;
  const all = { text: t('policies.editor.parent', 'Policies'), url: policiesUrl() };
  const pageNav =
    policyId === undefined
      ? { text: t('policies.editor.new', 'New policy'), url: newPolicyUrl(), parentItem: all }
      : {
          text: t('policies.editor.edit', 'Edit'),
          url: editPolicyUrl(policyId),
          parentItem: { text: start.name, url: policyUrl(policyId), parentItem: all },
        };
  return (
    <PluginPage pageNav={pageNav}>
      <div data-testid={testIds.policy.page}>
        {query.isError && (
          <ProblemAlert
            error={query.error}
            what={t('policies.editor.failed', 'The policy could not be loaded')}
            onRetry={() => void query.refetch()}
          />
        )}
        {isWaiting && <Loading text={t('policies.editor.loading', 'Loading the policy…')} />}
        {!isWaiting && !query.isError && <PolicyEditor policyId={policyId} editor={editor} />}
      </div>
    </PluginPage>
  );
}
