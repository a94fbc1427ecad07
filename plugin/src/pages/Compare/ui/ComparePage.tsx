import React, { useEffect } from 'react';
import { PluginPage } from '@grafana/runtime';
import { Alert } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { preloadGraph } from '@shared/ui/profile-view/LazyProfileGraph';
import { NoDataSource } from '@shared/ui/profile-view/NoDataSource';
import { testIds } from '../../../test-ids';
import { useChoices } from '../domain/use-choices';
import { useComparePage } from '../domain/use-compare-page';
import { CompareActions } from './CompareActions';
import { CompareControls } from './CompareControls';
import { CompareWarnings } from './CompareWarnings';
import { ComparedGraphs } from './ComparedGraphs';
import { CostDifferencesSection } from './CostDifferencesSection';
import { Presets } from './Presets';
import { SideCards } from './SideCards';
import { SuggestedSides } from './SuggestedSides';

const suggestions = (): Record<string, string> => ({
  'last-two-tasks': t('compare.suggested.last-two', 'Chosen for you: the last two profiles of the same service.'),
  'only-task': t(
    'compare.suggested.only-task',
    'Chosen for you: the last profile, and its service an hour before. Choose other sides below.'
  ),
  earlier: t('compare.suggested.earlier', 'Chosen for you: what was recorded of the same before.'),
});

export default function ComparePage() {
  const { data, actions } = useComparePage();
  const choices = useChoices();
  useEffect(preloadGraph, []);
  const reason = data.suggested && suggestions()[data.suggested];
  return (
    <PluginPage
      subTitle={t(
        'compare.page.subtitle',
        'Two profiles and what changed between them. Left is what you compare with, right is what you ask about.'
      )}
      actions={data.hasSides && <CompareActions data={data} actions={actions} />}
    >
      <div data-testid={testIds.compare.page}>
        {!data.hasDataSource && <NoDataSource />}
        {data.hasDataSource && !data.hasSides && <SuggestedSides data={data} choices={choices} />}
        {data.hasDataSource && data.hasSides && (
          <>
            {reason && <Alert severity="info" title={reason} />}
            <Presets data={data} actions={actions} choices={choices} />
            <SideCards data={data} actions={actions} choices={choices} />
            <CompareWarnings warnings={data.warnings} />
            <CompareControls data={data} actions={actions} />
            <CostDifferencesSection data={data} />
            <ComparedGraphs data={data} />
          </>
        )}
      </div>
    </PluginPage>
  );
}
