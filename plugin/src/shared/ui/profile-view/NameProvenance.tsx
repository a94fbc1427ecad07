import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatShare } from '@shared/domain/format-amount';
import { describeNameKind, type NameKindId } from '@shared/domain/profile-view/name-kinds';
import type { ProfileContent } from '@shared/domain/profile-view/profile-content';
import { t } from '@shared/domain/t';
import { Disclosure } from '@shared/ui/Disclosure';
import { testIds } from '../../../test-ids';

/** What proved the names of the code that ran, with shares of the profile. */
export function NameProvenance({ nameShares }: Pick<ProfileContent, 'nameShares'>) {
  const styles = useStyles2(getStyles);
  const kinds = (Object.entries(nameShares) as Array<[NameKindId, number]>).sort(([, a], [, b]) => b - a);
  return (
    <div className={styles.box} data-testid={testIds.profile.names}>
      <Disclosure
        title={t('profile-view.names.toggle', 'Where the names come from')}
        data-testid={testIds.profile.namesToggle}
      >
        <dl className={styles.list}>
          {kinds.map(([id, share]) => {
            const { title, meaning } = describeNameKind(id);
            return (
              <div key={id} className={styles.row}>
                <dt className={styles.title}>
                  {title} <span className={styles.share}>{formatShare(share)}</span>
                </dt>
                <dd className={styles.meaning}>{meaning}</dd>
              </div>
            );
          })}
        </dl>
        <p className={styles.meaning}>
          {t(
            'profile-view.names.promise',
            'Shares are of the code that ran or waited itself. A name is shown only where something proves it; the nearest symbol never does.'
          )}
        </p>
      </Disclosure>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginBottom: theme.spacing(1) }),
  list: css({ margin: theme.spacing(0.5, 0, 1), paddingLeft: theme.spacing(4) }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '16em 1fr',
    gap: theme.spacing(2),
    padding: theme.spacing(0.25, 0),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: '1fr', gap: 0 },
  }),
  title: css({ display: 'flex', justifyContent: 'space-between', fontWeight: theme.typography.fontWeightMedium }),
  share: css({ fontVariantNumeric: 'tabular-nums' }),
  meaning: css({ margin: 0, color: theme.colors.text.secondary, paddingLeft: 0 }),
});
