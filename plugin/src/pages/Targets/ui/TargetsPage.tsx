import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { Alert, LinkButton } from '@grafana/ui';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { newTaskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { subjectId } from '../domain/profile-subject';
import { useTargetsPage } from '../domain/use-targets-page';
import { ProfileDrawer } from './ProfileDrawer';
import { TargetsList } from './TargetsList';

export default function TargetsPage() {
  const { data, actions } = useTargetsPage();
  const { query, failed, subject, isCut, known } = data;
  return (
    <PluginPage
      subTitle={t(
        'targets.page.subtitle',
        'Processes that a node agent sees. Pick one and profile it; nothing is restarted or changed.'
      )}
      actions={
        <LinkButton href={newTaskUrl()} variant="secondary" icon="plus" data-testid={testIds.newTask.link}>
          {t('targets.page.new-task', 'New task')}
        </LinkButton>
      }
    >
      <div data-testid={testIds.targets.page}>
        {failed && <QueryProblem query={failed} failed={t('targets.page.failed', 'The targets could not be loaded')} />}
        {query.isPending && <Loading text={t('targets.page.loading', 'Asking the agents for their processes…')} />}
        {isCut && (
          <Alert
            severity="info"
            title={t('targets.page.cut', 'Only the first {{count}} processes are listed', {
              count: formatCount(known),
            })}
          >
            {data.isSearchCut || data.isSearching
              ? t('targets.page.cut-search', 'The controller searches all of them: narrow the search to see the rest.')
              : t(
                  'targets.page.cut-hint',
                  'Search, or choose a role or node: the controller then searches all of them.'
                )}
          </Alert>
        )}
        {query.data && <TargetsList data={data} actions={actions} />}
        {subject && <ProfileDrawer key={subjectId(subject)} subject={subject} onClose={actions.closeProfile} />}
      </div>
    </PluginPage>
  );
}
