import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { Alert } from '@grafana/ui';
import { testIds } from '../../../test-ids';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { useTargetsPage } from '../domain/use-targets-page';
import { ProfileDrawer } from './ProfileDrawer';
import { TargetsList } from './TargetsList';

export default function TargetsPage() {
  const { data, actions } = useTargetsPage();
  const { query, profiled, cut, known } = data;
  return (
    <PluginPage subTitle="Processes that a node agent sees. Pick one and profile it; nothing is restarted or changed.">
      <div data-testid={testIds.targets.page}>
        {query.isError && (
          <ProblemAlert
            error={query.error}
            what={query.data ? 'The list is old: it could not be refreshed' : 'The targets could not be loaded'}
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isPending && <Loading text="Asking the agents for their processes…" />}
        {cut && (
          <Alert severity="info" title={`Only the first ${known.toLocaleString('en-US')} processes are listed`} />
        )}
        {query.data && <TargetsList data={data} actions={actions} />}
        {profiled && <ProfileDrawer target={profiled} onClose={actions.closeProfile} />}
      </div>
    </PluginPage>
  );
}
