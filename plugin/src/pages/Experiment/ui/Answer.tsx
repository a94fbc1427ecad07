import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Text, useStyles2, useTheme2 } from '@grafana/ui';
import type { ExperimentReport } from '@meshprof/contracts';
import { variantColor, variantNames } from '@shared/domain/experiment/variant-color';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { answerSentences } from '../domain/answer-sentences';

/** What each setting costs, a sentence each, and what that holds for. */
export function Answer({ report }: { report: ExperimentReport }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const names = variantNames(report.spec);
  return (
    <div data-testid={testIds.experiment.answer}>
      <ul className={styles.sentences}>
        {answerSentences(report).map(({ variant, text }) => (
          <li
            key={variant}
            className={styles.sentence}
            style={{ borderLeftColor: variantColor(names, variant, theme) }}
          >
            {text}
          </li>
        ))}
      </ul>
      <Text color="secondary" element="p">
        {report.limits}
      </Text>
      {report.warnings.length > 0 && (
        <Alert
          topSpacing={1}
          severity="warning"
          title={t('experiment.report.warnings', 'What weakens this result')}
          data-testid={testIds.experiment.warnings}
        >
          <ul className={styles.warnings}>
            {report.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Alert>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sentences: css({ listStyle: 'none', margin: theme.spacing(0, 0, 1) }),
  sentence: css({
    padding: theme.spacing(0.5, 1.5),
    marginBottom: theme.spacing(1),
    borderLeft: '4px solid',
    fontSize: theme.typography.h5.fontSize,
    lineHeight: 1.5,
    maxWidth: '90ch',
  }),
  warnings: css({ margin: 0, paddingLeft: theme.spacing(2) }),
});
