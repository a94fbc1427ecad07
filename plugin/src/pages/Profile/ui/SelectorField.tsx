import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Field, Input, useStyles2 } from '@grafana/ui';
import type { ProfileSource } from '@shared/domain/profile-view/profile-source';
import { t } from '@shared/domain/t';
import type { ProfileDataSource } from '@shared/infrastructure/profile-query';
import { testIds } from '../../../test-ids';
import { useLabelSuggestions } from '../domain/use-label-suggestions';
import { NO_SELECTOR } from '../domain/use-profile-page';

interface Props {
  dataSource: ProfileDataSource | undefined;
  source: ProfileSource;
  onSelector: (selector: string) => void;
  onMatcher: (label: string, value: string) => void;
}

/** The selector as text, and labels of what it selects to narrow it down with. Give it the selector as `key`. */
export function SelectorField({ dataSource, source, onSelector, onMatcher }: Props) {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState(source.labelSelector);
  const [label, setLabel] = useState<string>();
  const { names, values } = useLabelSuggestions(dataSource, source, label);
  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault();
        onSelector(text);
      }}
    >
      <Field
        className={styles.selector}
        label={t('profile.selector.label', 'Selector')}
        description={t('profile.selector.meaning', 'Labels of the profiles to merge, as in {service_name="shop"}')}
      >
        <Input
          id="profile-selector"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={NO_SELECTOR}
          suffix={
            text !== source.labelSelector ? (
              <Button type="submit" size="sm" fill="text">
                {t('profile.selector.apply', 'Show')}
              </Button>
            ) : undefined
          }
          data-testid={testIds.profilePage.selector}
        />
      </Field>
      <Field
        label={t('profile.selector.add', 'Narrow down by')}
        description={t('profile.selector.add-meaning', 'A label, then one of its values')}
      >
        <div className={styles.pair}>
          <Combobox
            id="profile-label"
            aria-label={t('profile.selector.name', 'Label')}
            width={22}
            placeholder={t('profile.selector.name', 'Label')}
            options={names.map((name) => ({ value: name }))}
            value={label ?? null}
            onChange={({ value }) => setLabel(value)}
            data-testid={testIds.profilePage.label}
          />
          <Combobox
            id="profile-label-value"
            aria-label={t('profile.selector.value', 'Value')}
            width={28}
            placeholder={t('profile.selector.value', 'Value')}
            disabled={label === undefined}
            options={values.map((value) => ({ value }))}
            value={null}
            onChange={({ value }) => label !== undefined && onMatcher(label, value)}
            data-testid={testIds.profilePage.labelValue}
          />
        </div>
      </Field>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 2) }),
  selector: css({ flex: '1 1 320px', minWidth: 0, input: { fontFamily: theme.typography.fontFamilyMonospace } }),
  pair: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
