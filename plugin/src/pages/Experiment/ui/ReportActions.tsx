import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Dropdown, LinkButton, Menu, useStyles2 } from '@grafana/ui';
import type { ExperimentReport } from '@meshprof/contracts';
import { mayAnnotate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { ANNOTATION_TAG } from '../domain/annotation-of-report';
import { useReportActions } from '../domain/use-report-actions';
import { throughputOfReport } from '../domain/variant-links';

/** Ways on from the answer: files, an annotation, and the same time on the throughput page. */
export function ReportActions({ report }: { report: ExperimentReport }) {
  const styles = useStyles2(getStyles);
  const { data, actions } = useReportActions(report);
  const { annotate } = data;
  const menu = (
    <Menu>
      <Menu.Item label="JSON" icon="brackets-curly" onClick={actions.saveJson} />
      <Menu.Item label="Markdown" icon="document-info" onClick={actions.saveMarkdown} />
    </Menu>
  );
  const why = mayAnnotate()
    ? undefined
    : t('experiment.report.no-annotate', 'Not here: it needs Grafana’s permission annotations:create.');
  return (
    <>
      <div className={styles.row}>
        <Dropdown overlay={menu}>
          <Button variant="secondary" icon="download-alt" data-testid={testIds.experiment.export}>
            {t('experiment.report.export', 'Export')}
          </Button>
        </Dropdown>
        <LinkButton variant="secondary" icon="chart-line" href={throughputOfReport(report)}>
          {t('experiment.report.throughput', 'Throughput and profile of the run')}
        </LinkButton>
        <Button
          variant="secondary"
          icon="tag-alt"
          onClick={actions.annotate}
          disabled={why !== undefined || annotate.isPending || annotate.isSuccess}
          tooltip={
            why ??
            t('experiment.report.annotate-about', 'Dashboards that ask for the tag {{tag}} show it', {
              tag: ANNOTATION_TAG,
            })
          }
          data-testid={testIds.experiment.annotate}
        >
          {annotate.isSuccess
            ? t('experiment.report.annotated', 'Annotated in Grafana')
            : t('experiment.report.annotate', 'Annotate in Grafana')}
        </Button>
      </div>
      {annotate.isError && (
        <ProblemAlert
          error={annotate.error}
          what={t('experiment.report.not-annotated', 'Grafana took no annotation')}
        />
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginTop: theme.spacing(1) }),
});
