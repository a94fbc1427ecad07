import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { ALERT_SOURCES, WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from '@meshprof/contracts';
import { useAppSettings } from '@shared/domain/app-settings';
import { t } from '@shared/domain/t';
import { useControllerSetup } from '@shared/domain/use-controller-setup';
import { useUrlState } from '@shared/domain/use-url-state';
import { CopyBlock } from '@shared/ui/CopyBlock';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import {
  alertmanagerConfig,
  GRAFANA_ROUTE,
  grafanaContactPoint,
  testCommand,
  webhookUrl,
} from '../domain/connect-snippets';
import { titleOfSource } from '../domain/delivery-look';
import { useExampleService } from '../domain/use-example-service';
import { RuleAnnotations } from './RuleAnnotations';
import { SecretState } from './SecretState';

/** Everything that is to be done so that alerts arrive. No secret is shown: none is known here. */
export function ConnectCard() {
  const styles = useStyles2(getStyles);
  const url = useUrlState();
  const { controllerUrl } = useAppSettings();
  const setup = useControllerSetup();
  const service = useExampleService();
  const sender = ALERT_SOURCES.find((known) => known === url.get('sender')) ?? 'grafana';
  const address = webhookUrl(controllerUrl, sender);
  const headers = setup.data?.webhooks ?? {
    signatureHeader: WEBHOOK_SIGNATURE_HEADER,
    timestampHeader: WEBHOOK_TIMESTAMP_HEADER,
  };
  const block = (id: string) => testIds.alerts.snippet(id);
  return (
    <section className={styles.card} aria-labelledby="connect-title">
      <div className={styles.head}>
        <h2 id="connect-title" className={styles.title}>
          {t('alerts.connect.title', 'Connect to alerting')}
        </h2>
        <RadioButtonGroup
          options={ALERT_SOURCES.map((value) => ({ value, label: titleOfSource(value) }))}
          value={sender}
          onChange={(chosen) => url.set({ sender: chosen === 'grafana' ? undefined : chosen })}
          aria-label={t('alerts.connect.sender', 'Who sends the alerts')}
        />
      </div>
      {setup.isError && (
        <ProblemAlert
          error={setup.error}
          what={t('alerts.connect.failed', 'The controller did not say how it is set up')}
          onRetry={() => void setup.refetch()}
        />
      )}
      <ol className={styles.steps}>
        <li>
          <h3 className={styles.step}>{t('alerts.connect.secret', 'Give both sides a secret')}</h3>
          <SecretState sender={sender} webhooks={setup.data?.webhooks} />
        </li>
        <li>
          <h3 className={styles.step}>{t('alerts.connect.receiver', 'Send alerts to the controller')}</h3>
          <CopyBlock title={t('alerts.connect.url', 'URL of the webhook')} text={address} data-testid={block('url')} />
          {sender === 'grafana' ? (
            <CopyBlock
              title={t('alerts.connect.contact-point', 'Contact point, as a file in provisioning/alerting')}
              text={grafanaContactPoint(address, headers)}
              data-testid={block('contact-point')}
            />
          ) : (
            <CopyBlock
              title={t('alerts.connect.alertmanager', 'Route and receiver, for alertmanager.yml')}
              text={alertmanagerConfig(address)}
              data-testid={block('alertmanager')}
            />
          )}
        </li>
        {sender === 'grafana' && (
          <li>
            <h3 className={styles.step}>
              {t('alerts.connect.route', 'Route alerts there, beside where they go today')}
            </h3>
            <p className={styles.text}>
              {t(
                'alerts.connect.route-about',
                'Add a nested notification policy before the others, with “Continue matching” on. Do not provision a file with it alone: that replaces your whole tree.'
              )}
            </p>
            <CopyBlock
              title={t('alerts.connect.nested', 'Nested notification policy')}
              text={GRAFANA_ROUTE}
              data-testid={block('route')}
            />
          </li>
        )}
        <li>
          <h3 className={styles.step}>{t('alerts.connect.test', 'Try it')}</h3>
          <p className={styles.text}>
            {t(
              'alerts.connect.test-about',
              'Run it where the secret is. The alert appears below within seconds, and is profiled for five.'
            )}
          </p>
          <CopyBlock
            title={t('alerts.connect.test-command', 'A trial alert')}
            text={testCommand(controllerUrl, sender, service)}
            data-testid={block('test')}
          />
        </li>
      </ol>
      <RuleAnnotations />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    maxWidth: 960,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(2) }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  steps: css({
    paddingLeft: theme.spacing(2.5),
    '& > li': {
      margin: theme.spacing(2, 0),
      '& > * + *': { marginTop: theme.spacing(1) },
    },
  }),
  step: css({ ...theme.typography.h5, margin: 0 }),
  text: css({ color: theme.colors.text.secondary, margin: 0 }),
});
