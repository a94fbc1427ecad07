import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { POLICY_KINDS } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { LoadMore } from '@shared/ui/LoadMore';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { newPolicyUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { lookOfKind } from '../domain/describe-policy';
import { usePoliciesPage } from '../domain/use-policies-page';
import { NoPolicies } from './NoPolicies';
import { PoliciesTable } from './PoliciesTable';

export default function PoliciesPage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = usePoliciesPage();
  const { query, policies, known, kind, enable } = data;
  return (
    <PluginPage
      subTitle={t(
        'policies.page.subtitle',
        'Profiling without being asked each time: always, kept for later, or by threshold.'
      )}
      actions={<NewPolicyButton />}
    >
      <div data-testid={testIds.policies.page}>
        {enable.isError && (
          <ProblemAlert error={enable.error} what={t('policies.page.not-switched', 'The policy was not switched')} />
        )}
        <QueryProblem query={query} failed={t('policies.page.failed', 'The policies could not be loaded')} />
        {query.isPending && <Loading text={t('policies.page.loading', 'Loading policies…')} />}
        {known > 0 && (
          <div className={styles.bar}>
            <RadioButtonGroup
              options={[
                { label: t('policies.page.all-kinds', 'All'), value: undefined },
                ...POLICY_KINDS.map((each) => ({ label: lookOfKind(each).title, value: each })),
              ]}
              value={kind}
              onChange={actions.setKind}
              aria-label={t('policies.page.kind-filter', 'Which kinds to show')}
            />
          </div>
        )}
        {query.data && policies.length === 0 && (
          <NoPolicies kind={kind} known={known} onShowAll={() => actions.setKind(undefined)} />
        )}
        {policies.length > 0 && <PoliciesTable policies={policies} onSetEnabled={actions.setEnabled} />}
        <LoadMore query={query} data-testid={testIds.policies.more} />
      </div>
    </PluginPage>
  );
}

function NewPolicyButton() {
  const reason = reasonNotToOperate();
  return (
    <LinkButton
      href={newPolicyUrl()}
      icon="plus"
      disabled={reason !== undefined}
      tooltip={reason}
      data-testid={testIds.policies.create}
    >
      {t('policies.page.new', 'New policy')}
    </LinkButton>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), marginBottom: theme.spacing(2) }),
});
