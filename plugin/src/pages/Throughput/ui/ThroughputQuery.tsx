import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, type ComboboxOption, Field, Input, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ProfiledService } from '../domain/profiled-services';
import { THROUGHPUT_PRESETS } from '../domain/throughput-presets';
import { presetTitle } from './preset-title';

interface Props {
  expression: string;
  selector: string;
  services: ProfiledService[];
  presentMetrics: ReadonlySet<string> | undefined;
  onExpression: (expression: string) => void;
  onSelector: (selector: string) => void;
}

/** What is drawn above and below: a query of Prometheus, and which profiles. */
export function ThroughputQuery(props: Props) {
  const { expression, selector, services, presentMetrics, onExpression, onSelector } = props;
  const styles = useStyles2(getStyles);
  const presets: Array<ComboboxOption<string>> = THROUGHPUT_PRESETS.map(({ id, metric, expression }) => ({
    value: expression,
    label: presetTitle(id),
    description:
      presentMetrics && !presentMetrics.has(metric)
        ? t('throughput.query.no-metric', 'Prometheus has no {{metric}}', { metric })
        : metric,
  }));
  const options: Array<ComboboxOption<string>> = services.map(({ service, selector }) => ({
    value: selector,
    label: service,
  }));
  return (
    <div className={styles.fields}>
      <Field noMargin label={t('throughput.query.preset', 'Throughput')} className={styles.short}>
        <Combobox
          id="throughput-preset"
          data-testid={testIds.throughput.preset}
          options={presets}
          value={presets.find(({ value }) => value === expression) ?? null}
          placeholder={t('throughput.query.own', 'Own query')}
          onChange={({ value }) => onExpression(value)}
        />
      </Field>
      <Field noMargin label={t('throughput.query.expression', 'PromQL')} className={styles.long}>
        <CommittedInput
          id="throughput-expression"
          testId={testIds.throughput.expression}
          value={expression}
          onCommit={onExpression}
        />
      </Field>
      <Field noMargin label={t('throughput.query.service', 'Profiles of')} className={styles.short}>
        <Combobox
          id="throughput-service"
          data-testid={testIds.throughput.service}
          options={options}
          value={options.find(({ value }) => value === selector) ?? null}
          placeholder={t('throughput.query.own-selector', 'Own selector')}
          onChange={({ value }) => onSelector(value)}
        />
      </Field>
      <Field noMargin label={t('throughput.query.selector', 'Selector')} className={styles.long}>
        <CommittedInput
          id="throughput-selector"
          testId={testIds.throughput.selector}
          value={selector}
          onCommit={onSelector}
        />
      </Field>
    </div>
  );
}

interface CommittedInputProps {
  id: string;
  testId: string;
  value: string;
  onCommit: (value: string) => void;
}

/** Half a query is no query: it is asked when the field is left, or with Enter. */
function CommittedInput({ id, testId, value, onCommit }: CommittedInputProps) {
  const styles = useStyles2(getStyles);
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    // Chosen elsewhere, such as with a preset.
    setSeen(value);
    setDraft(value);
  }
  const commit = () => {
    if (draft.trim() !== value) {
      onCommit(draft.trim());
    }
  };
  return (
    <Input
      id={id}
      data-testid={testId}
      className={styles.code}
      value={draft}
      spellCheck={false}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          commit();
        }
      }}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 2), marginBottom: theme.spacing(2) }),
  short: css({ flex: '1 1 220px', minWidth: 0 }),
  long: css({ flex: '3 1 320px', minWidth: 0 }),
  code: css({ input: { fontFamily: theme.typography.fontFamilyMonospace } }),
});
