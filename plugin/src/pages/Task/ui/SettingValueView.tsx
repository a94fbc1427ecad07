import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { SettingValue } from '../domain/category-settings';

/** One value: what it is, what it is of, where it stands and what may win over it. */
export function SettingValueView({ value }: { value: SettingValue }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.item}>
      {value.value === undefined ? (
        <div className={styles.hidden}>
          <Icon name="eye-slash" /> {t('task.category-settings.not-visible', 'Not visible from the node')}
        </div>
      ) : (
        <div>
          <code className={styles.value}>{value.value}</code>
        </div>
      )}
      <Where value={value} />
      {value.notes.map((note) => (
        <div key={note} className={styles.note}>
          {note}
        </div>
      ))}
    </li>
  );
}

function Where({ value: { source, file, path, scope, times } }: { value: SettingValue }) {
  const styles = useStyles2(getStyles);
  const more =
    times > 1 ? t('task.category-settings.times', 'and in {{count}} other places', { count: times - 1 }) : '';
  if (source === 'not-visible') {
    return null;
  }
  return (
    <div className={styles.where}>
      {scope && <span>{scope}: </span>}
      {source === 'default' && t('task.category-settings.default', 'set nowhere, Envoy’s default')}
      {source === 'command-line' && t('task.category-settings.command-line', 'on the command line,')}
      {source !== 'default' && <> {path}</>}
      {source === 'file' && (
        <>
          {' '}
          {t('task.category-settings.in-file', 'in')} <span className={styles.file}>{file}</span>
        </>
      )}
      {more && ` ${more}`}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({
    padding: theme.spacing(0.75, 0),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  value: css({ display: 'inline-block', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  hidden: css({ color: theme.colors.text.secondary }),
  where: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  file: css({ fontFamily: theme.typography.fontFamilyMonospace }),
  note: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
});
