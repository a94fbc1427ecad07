import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { variantColor, variantNames } from '@shared/domain/experiment/variant-color';
import { t } from '@shared/domain/t';
import { experimentUrl } from '../../../routes';

/** Which variant each band of the chosen experiment is. */
export function VariantsKey({ experiment: { id, title, spec } }: { experiment: Experiment }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const names = variantNames(spec);
  return (
    <div className={styles.box}>
      <TextLink href={experimentUrl(id)} variant="bodySmall">
        {title || t('throughput.variants.untitled', 'Experiment')}
      </TextLink>
      <ul className={styles.key}>
        {names.map((name) => (
          <li key={name} className={styles.item}>
            <span className={styles.mark} style={{ background: variantColor(names, name, theme) }} aria-hidden />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: theme.spacing(0.5, 2) }),
  key: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    listStyle: 'none',
    margin: 0,
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
  }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  mark: css({ width: 10, height: 10, borderRadius: theme.shape.radius.default }),
});
