import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { isExperimentFinal } from '@shared/domain/experiment/experiment-activity';
import { abortSentence } from '@shared/domain/contract-texts/experiment-texts';
import { t } from '@shared/domain/t';
import { ConfigurationNote } from './ConfigurationNote';
import { LiveRun } from './LiveRun';
import { NothingMeasured } from './NothingMeasured';
import { ReportView } from './ReportView';
import { SlotsSection } from './SlotsSection';
import { SpecSection } from './SpecSection';

/** While it runs: how far it is. Then: what came out. Always first: whether the proxy is as it was. */
export function ExperimentBody({ experiment }: { experiment: Experiment }) {
  const styles = useStyles2(getStyles);
  const { state, report, detail, abortReason, waitingFor, silentSinceUnixMs, order } = experiment;
  const isFinal = isExperimentFinal(state);
  return (
    <div className={styles.parts}>
      <div>
        {silentSinceUnixMs !== undefined && (
          <Alert
            severity="warning"
            title={t('experiment.body.silent', 'Its agent was last heard of {{when}}', {
              when: dateTimeFormatTimeAgo(silentSinceUnixMs),
            })}
          >
            {t(
              'experiment.body.silent-text',
              'What this page shows is of that time. An agent that is only cut off restores the configuration by itself and waits.'
            )}
          </Alert>
        )}
        {state === 'aborted' && abortReason && (
          <Alert severity="warning" title={abortSentence(abortReason)}>
            {detail}
          </Alert>
        )}
        {waitingFor && !isFinal && <Alert severity="info" title={waitingFor} />}
        {!isFinal && order === 'pause' && state !== 'paused' && (
          <Alert
            severity="info"
            title={t('experiment.body.pausing', 'It pauses: the configuration is put back first')}
          />
        )}
        {!isFinal && order === 'abort' && (
          <Alert
            severity="info"
            title={t('experiment.body.aborting', 'It ends: the configuration is put back first')}
          />
        )}
        <ConfigurationNote experiment={experiment} />
      </div>
      {!isFinal && <LiveRun experiment={experiment} />}
      {isFinal &&
        (report ? (
          <ReportView report={report} isWhole={state !== 'aborted'} />
        ) : (
          <NothingMeasured experiment={experiment} />
        ))}
      {experiment.slots.length > 0 && <SlotsSection experiment={experiment} />}
      <SpecSection experiment={experiment} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  parts: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3) }),
});
