import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { NoDataSource } from '@shared/ui/profile-view/NoDataSource';
import { TimeRange } from '@shared/ui/TimeRange';
import { testIds } from '../../../test-ids';
import { useThroughputPage } from '../domain/use-throughput-page';
import { SelectedProfile } from './SelectedProfile';
import { ThroughputNotices } from './ThroughputNotices';
import { ThroughputQuery } from './ThroughputQuery';
import { ThroughputView } from './ThroughputView';

/** Requests per second above what the CPU was used for, and the flame graph of any part of it. */
export default function ThroughputPage() {
  const page = useThroughputPage(t('throughput.chart.series', 'Throughput'));
  const { range, throughput, costs } = page.data;
  return (
    <PluginPage
      subTitle={t(
        'throughput.page.subtitle',
        'Requests per second above what the CPU was used for. Drag over the charts to see the flame graph of a range.'
      )}
      actions={<TimeRange range={range} isLoading={throughput.isFetching || costs.isFetching} />}
    >
      <div data-testid={testIds.throughput.page}>
        <Content {...page} />
      </div>
    </PluginPage>
  );
}

function Content(page: ReturnType<typeof useThroughputPage>) {
  const { data, actions } = page;
  const { sources, expression, selector, state, range } = data;
  if (!sources.profiles) {
    return <NoDataSource />;
  }
  if (sources.isChoosing) {
    return <Loading text={t('throughput.page.loading', 'Looking for what was profiled…')} />;
  }
  return (
    <>
      <ThroughputQuery
        expression={expression ?? ''}
        selector={selector ?? ''}
        services={sources.services}
        presentMetrics={sources.presentMetrics}
        onExpression={actions.chooseExpression}
        onSelector={actions.chooseSelector}
      />
      <ThroughputNotices data={data} />
      <ThroughputView {...page} />
      {state.selection && selector !== undefined && (
        <SelectedProfile
          dataSource={sources.profiles}
          selector={selector}
          selection={state.selection}
          timeZone={range.data.timeZone}
        />
      )}
    </>
  );
}
