import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { t } from '../../shared/domain/t';
import { formatAmount } from '../../shared/domain/format-amount';
import { testIds } from '../../test-ids';
import { THROUGHPUT_UNIT } from '../domain/field-config';
import type { Relation } from '../domain/relation';

interface Props {
  relation: Relation;
  unit: string | undefined;
}

/** What the scatter shows in words, and how far to trust it. */
export function RelationSummary({ relation, unit }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.text} data-testid={testIds.qpsPanel.relationSummary}>
      {sentenceOf(relation, unit ?? THROUGHPUT_UNIT)}
    </p>
  );
}

function sentenceOf(relation: Relation, unit: string): string {
  switch (relation.kind) {
    case 'too-few':
      return t(
        'qps-panel.relation.too-few',
        'Too few points to say anything: {{points}} of at least {{needed}}. Choose a longer time range, or profile for longer.',
        { points: relation.points, needed: relation.needed }
      );
    case 'too-alike':
      return t(
        'qps-panel.relation.too-alike',
        'Too little variation to say anything: the {{points}} points follow each other so closely that they count for about {{effective}}. Choose a longer time range.',
        { points: relation.points, effective: Math.round(relation.effectivePoints) }
      );
    case 'steady':
      return t(
        'qps-panel.relation.steady',
        'Throughput hardly changed ({{low}} to {{high}} in {{points}} points), so nothing can be said about how the share depends on it.',
        {
          points: relation.points,
          low: formatAmount(relation.spread.low, unit),
          high: formatAmount(relation.spread.high, unit),
        }
      );
    case 'constant-share':
      return t(
        'qps-panel.relation.constant-share',
        'The share was the same at all {{points}} points, so nothing can be said about how it depends on throughput.',
        { points: relation.points }
      );
    case 'related':
      return relatedSentence(relation);
  }
}

function relatedSentence({ points, correlation }: Extract<Relation, { kind: 'related' }>): string {
  const { coefficient, low, high, effectivePoints } = correlation;
  const numbers = t(
    'qps-panel.relation.numbers',
    'Spearman’s rank correlation {{coefficient}} (95 % interval {{low}} to {{high}}), {{points}} points that count for about {{effective}}.',
    {
      coefficient: signed(coefficient),
      low: signed(low),
      high: signed(high),
      points,
      effective: Math.round(effectivePoints),
    }
  );
  return `${verdictOf(low, high)} ${numbers}`;
}

function verdictOf(low: number, high: number): string {
  if (low > 0) {
    return t('qps-panel.relation.rises', 'The share rises with throughput.');
  }
  if (high < 0) {
    return t('qps-panel.relation.falls', 'The share falls with throughput.');
  }
  return t('qps-panel.relation.undecided', 'No dependence on throughput is certain.');
}

const signed = (value: number) => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
});
