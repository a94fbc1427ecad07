import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Icon, useStyles2 } from '@grafana/ui';
import type { AlertSource, ControllerSetup } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { secretVariable } from '../domain/connect-snippets';

interface Props {
  sender: AlertSource;
  /** Undefined while it is not known. */
  webhooks: ControllerSetup['webhooks'] | undefined;
}

/** Whether the controller has the secret that this sender needs, and where it is set. */
export function SecretState({ sender, webhooks }: Props) {
  const styles = useStyles2(getStyles);
  const isSet = sender === 'grafana' ? webhooks?.secret : webhooks?.token;
  const variable = secretVariable(sender);
  return (
    <>
      {isSet === true && (
        <p className={styles.text}>
          <Icon name="check-circle" className={styles.good} />{' '}
          {t('alerts.secret.set', 'The controller has it. It is not shown here: nobody can read it back.')}
        </p>
      )}
      {isSet === false && (
        <Alert
          severity="warning"
          title={t('alerts.secret.missing', 'The controller has none, so that it takes no alerts')}
        >
          {t(
            'alerts.secret.missing-about',
            'Make one, set it where the controller runs, and start the controller again.'
          )}
        </Alert>
      )}
      <p className={styles.text}>
        {t(
          'alerts.secret.where',
          'It is set by {{variable}} of the controller, or better by {{file}} with the path of a file that holds it (16 characters at least). With npm start it is the file webhook-secret in the state folder.',
          { variable, file: `${variable}_FILE` }
        )}{' '}
        {sender === 'grafana'
          ? t('alerts.secret.grafana', 'Grafana signs each notification with it (HMAC-SHA256), together with the time.')
          : t('alerts.secret.alertmanager', 'Alertmanager cannot sign; it sends the token, so use TLS between hosts.')}
      </p>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ color: theme.colors.text.secondary, margin: 0 }),
  good: css({ color: theme.colors.success.text }),
});
