import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { Button, Dropdown, Menu, useStyles2 } from '@grafana/ui';
import { type Earlier, EARLIER_STEPS } from '@shared/domain/earlier-refs';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { aroundAlert } from '../domain/alert-sides';
import { againstEarlier, nowAgainst } from '../domain/earlier-sides';
import { suggestSides } from '../domain/suggest-sides';
import { variantSides } from '../domain/variant-sides';
import type { Choices } from '../domain/use-choices';
import type { ComparePageState } from '../domain/use-compare-page';

interface Props extends ComparePageState {
  choices: Choices;
}

const stepTexts = (): Record<Earlier, string> => ({
  hour: t('compare.presets.hour', 'an hour earlier'),
  day: t('compare.presets.day', 'a day earlier'),
  week: t('compare.presets.week', 'a week earlier'),
});

/** Pairs of sides that people ask for most, each one click. */
export function Presets(props: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.row} role="group" aria-label={t('compare.presets.group', 'What to compare')}>
      <LastTwoTasks {...props} />
      <PresetMenu
        title={t('compare.presets.earlier', 'Right side against…')}
        testId={testIds.compare.preset('earlier')}
        items={stepItems(props, againstEarlier)}
      />
      <PresetMenu
        title={t('compare.presets.now', 'Now against…')}
        testId={testIds.compare.preset('now')}
        items={stepItems(props, nowAgainst)}
      />
      <PresetMenu
        title={t('compare.presets.alert', 'Before and after an alert…')}
        testId={testIds.compare.preset('alert')}
        items={alertItems(props)}
        none={props.choices.alerts && t('compare.presets.no-alert', 'No alert that selects a process was delivered')}
      />
      <PresetMenu
        title={t('compare.presets.variants', 'Variant A / B…')}
        testId={testIds.compare.preset('variants')}
        items={variantItems(props)}
        none={
          props.choices.experiments && t('compare.presets.no-experiment', 'No experiment has measured anything yet')
        }
      />
    </div>
  );
}

function LastTwoTasks({ data, actions, choices }: Props) {
  const sides = suggestSides(choices.tasks, data.right.facts.task && data.right.ref);
  if (sides?.reason !== 'last-two-tasks') {
    return null;
  }
  return (
    <Button
      variant="secondary"
      size="sm"
      onClick={() => actions.setSides(sides)}
      data-testid={testIds.compare.preset('tasks')}
    >
      {t('compare.presets.tasks', 'The task before')}
    </Button>
  );
}

interface Item {
  id: string;
  label: string;
  description?: string;
  choose: () => void;
}

function stepItems({ data, actions }: Props, sidesOf: typeof againstEarlier): Item[] {
  const { right } = data;
  const texts = stepTexts();
  return EARLIER_STEPS.map((step) => ({
    id: step,
    label: texts[step],
    choose: () => actions.setSides(sidesOf(right.ref, right.facts.task, step)),
  }));
}

function alertItems({ actions, choices }: Props): Item[] {
  return (choices.alerts ?? []).flatMap((delivery) => {
    const sides = aroundAlert(delivery);
    return sides
      ? [
          {
            id: delivery.id,
            label: delivery.alertName,
            description: `${dateTimeFormatTimeAgo(delivery.startsAt ?? delivery.receivedAt)} · ${sides.left.labelSelector}`,
            choose: () => actions.setSides(sides),
          },
        ]
      : [];
  });
}

function variantItems({ actions, choices }: Props): Item[] {
  return (choices.experiments ?? []).flatMap((experiment) =>
    variantSides(experiment).map((sides) => ({
      id: `${experiment.id}-${sides.variant}`,
      label: `${sides.baseline} / ${sides.variant}`,
      description: `${experiment.title} · ${dateTimeFormatTimeAgo(experiment.startUnixMs ?? experiment.createdUnixMs)}`,
      choose: () => actions.setSides(sides),
    }))
  );
}

interface MenuProps {
  title: string;
  testId: string;
  items: Item[];
  /** Why the menu is empty. */
  none?: string;
}

function PresetMenu({ title, testId, items, none }: MenuProps) {
  const menu = (
    <Menu>
      {items.map(({ id, label, description, choose }) => (
        <Menu.Item key={id} label={label} description={description} onClick={choose} testId={`${testId}-${id}`} />
      ))}
    </Menu>
  );
  const isEmpty = items.length === 0;
  const button = (
    <Button
      variant="secondary"
      size="sm"
      icon="angle-down"
      disabled={isEmpty}
      tooltip={isEmpty ? none : undefined}
      data-testid={testId}
    >
      {title}
    </Button>
  );
  return isEmpty ? button : <Dropdown overlay={menu}>{button}</Dropdown>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
});
