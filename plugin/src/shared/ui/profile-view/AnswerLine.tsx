import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2, useTheme2 } from '@grafana/ui';
import type { ProfileTypeId } from '@meshprof/contracts';
import { categoryColor } from '@shared/domain/category-color';
import { answerOf } from '@shared/domain/profile-view/answer';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';
import { formatShare } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

interface Props {
  typeId: ProfileTypeId;
  /** By cost category. */
  rows: SplitRow[];
  /** The category that the graph is narrowed down to. */
  selected?: string;
  onToggle: (categoryId: string) => void;
}

function question(typeId: ProfileTypeId): string {
  switch (typeId) {
    case 'on-cpu':
      return t('profile-view.answer.on-cpu', 'Most CPU time of what you can configure');
    case 'off-cpu-time':
      return t('profile-view.answer.off-cpu', 'Most waiting of what you can configure');
    default:
      return t('profile-view.answer.other', 'Most of what you can configure');
  }
}

/** The answer at one glance, above all tables: which features of the configuration cost most. */
export function AnswerLine({ typeId, rows, selected, onToggle }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { features, restShare } = answerOf(rows);
  return (
    <div className={styles.line} data-testid={testIds.profile.answer}>
      <span className={styles.lead}>{question(typeId)}</span>
      {features.map(({ id, title, share }) => (
        <Button
          key={id}
          variant={id === selected ? 'primary' : 'secondary'}
          fill="outline"
          size="md"
          aria-pressed={id === selected}
          tooltip={t('profile-view.answer.show', 'Show this part of the flame graph only')}
          onClick={() => onToggle(id)}
          data-testid={testIds.profile.answerPart(id)}
        >
          <span className={styles.part}>
            <span className={styles.dot} style={{ background: categoryColor(id, theme) }} />
            {title} <strong>{formatShare(share)}</strong>
          </span>
        </Button>
      ))}
      {features.length === 0 && (
        <span>
          {t('profile-view.answer.none', 'nothing: no feature of a proxy’s configuration has a share worth a change')}
        </span>
      )}
      {features.length > 0 && (
        <span className={styles.rest}>
          {t('profile-view.answer.rest', '{{share}} carries requests anyway', { share: formatShare(restShare) })}
        </span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  lead: css({ fontWeight: theme.typography.fontWeightMedium }),
  part: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1), whiteSpace: 'normal' }),
  dot: css({ width: 10, height: 10, borderRadius: theme.shape.radius.circle, flexShrink: 0 }),
  rest: css({ color: theme.colors.text.secondary }),
});
