import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ComparePageState } from '../domain/use-compare-page';
import { DifferenceTable } from './DifferenceTable';

/** Which parts of the cost moved, before any stack. */
export function CostDifferencesSection({ data }: { data: ComparePageState['data'] }) {
  const styles = useStyles2(getStyles);
  const { differences, left, right } = data;
  if (!differences || differences.costs.length + differences.waits.length === 0) {
    return null;
  }
  const samples = [left, right].map(({ profile }) => profile?.samples);
  return (
    <section data-testid={testIds.compare.costs} className={styles.section}>
      <div className={styles.tables}>
        {differences.costs.length > 0 && (
          <DifferenceTable
            title={t('compare.costs.title', 'What moved')}
            rows={differences.costs}
            samples={differences.knowsIntervals ? samples : []}
          />
        )}
        {differences.waits.length > 0 && (
          <DifferenceTable title={t('compare.costs.waits', 'Why it waited')} rows={differences.waits} samples={[]} />
        )}
      </div>
      <Text color="secondary" variant="bodySmall" element="p">
        {explanation(differences.knowsIntervals, samples)}
      </Text>
    </section>
  );
}

function explanation(knowsIntervals: boolean, [left, right]: Array<number | undefined>): string {
  if (knowsIntervals && left !== undefined && right !== undefined) {
    return t(
      'compare.costs.sampled',
      'Shares of each side in percent, differences in percentage points. The range is the 95 % interval of the difference with {{left}} and {{right}} samples (Newcombe); where it holds zero, no difference is shown. It covers chance in sampling, not changes of load: of twenty rows one may leave zero out by chance.',
      { left: formatCount(left), right: formatCount(right) }
    );
  }
  return t(
    'compare.costs.unsampled',
    'Shares of each side in percent, differences in percentage points. How sure they are is not known here; ranges say what waits without a stack could change.'
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginBottom: theme.spacing(2) }),
  tables: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), marginBottom: theme.spacing(1) }),
});
