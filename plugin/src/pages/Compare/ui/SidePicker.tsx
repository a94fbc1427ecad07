import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { Combobox, type ComboboxOption, Field, Input, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { describeTargets } from '@shared/domain/describe-task';
import { labelSelector } from '@shared/domain/label-selector';
import { profileRefOfTask } from '@shared/domain/profile-ref-of-task';
import { t } from '@shared/domain/t';
import type { ProfileRef } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { Choices } from '../domain/use-choices';
import type { Side } from '../domain/use-side';

interface Props {
  side: Side;
  choices: Choices;
  onChange: (ref: ProfileRef) => void;
}

/** A task or a service from a list; anything else as a label selector. */
export function SidePicker({ side, choices, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const refs = refsOf(side, choices);
  const value = refs.get(valueOf(side)) ? valueOf(side) : null;
  const id = `compare-${side.name}`;
  return (
    <div className={styles.fields}>
      <Field label={t('compare.picker.what', 'Task or service')} htmlFor={`${id}-what`} noMargin>
        <Combobox
          id={`${id}-what`}
          options={[...refs.values()].map(({ option }) => option)}
          value={value}
          onChange={({ value: chosen }) => {
            const ref = refs.get(chosen)?.ref;
            if (ref) {
              onChange(ref);
            }
          }}
          placeholder={t('compare.picker.choose', 'Choose a task or a service')}
          data-testid={testIds.compare.pick(side.name)}
        />
      </Field>
      <SelectorInput key={side.ref.labelSelector} id={`${id}-selector`} side={side} onChange={onChange} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
    gap: theme.spacing(1.5),
  }),
});

function SelectorInput({ id, side, onChange }: Omit<Props, 'choices'> & { id: string }) {
  const [draft, setDraft] = useState(side.ref.labelSelector);
  const commit = () => {
    const chosen = draft.trim();
    if (chosen !== '' && chosen !== side.ref.labelSelector) {
      onChange({ ...side.ref, labelSelector: chosen });
    }
  };
  return (
    <Field label={t('compare.picker.selector', 'Label selector')} htmlFor={id} noMargin>
      <Input
        id={id}
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onBlur={commit}
        onKeyDown={({ key }) => key === 'Enter' && commit()}
        placeholder='{service_name="shop"}'
        data-testid={testIds.compare.selector(side.name)}
      />
    </Field>
  );
}

interface Choice {
  ref: ProfileRef;
  option: ComboboxOption;
}

const valueOf = ({ labels, ref }: Side) =>
  labels['task_id'] ? `task ${labels['task_id']}` : `service ${ref.labelSelector}`;

function refsOf({ ref, facts }: Side, { tasks }: Choices): Map<string, Choice> {
  const known = facts.task && !tasks.some(({ id }) => id === facts.task?.id) ? [facts.task, ...tasks] : tasks;
  const services = [...new Set(known.flatMap(({ targets }) => targets.map(({ service }) => service)))].sort();
  // A service has any time; a task has its own. Going from one to the other keeps a time that both can have.
  const time = facts.task ? { from: 'now-1h', to: 'now' } : { from: ref.from, to: ref.to };
  return new Map([
    ...known.flatMap((task) => taskChoice(task)),
    ...services.map((service) => serviceChoice(service, time)),
  ]);
}

function taskChoice(task: Task): Array<[string, Choice]> {
  const ref = profileRefOfTask(task);
  const value = `task ${task.id}`;
  const targets = describeTargets(task);
  const option = {
    value,
    label: task.title || targets,
    description: `${dateTimeFormatTimeAgo(task.createdAt)} · ${targets}`,
    group: t('compare.picker.tasks', 'Tasks'),
  };
  return ref ? [[value, { ref, option }]] : [];
}

function serviceChoice(service: string, time: { from: string; to: string }): [string, Choice] {
  const selector = labelSelector({ 'service.name': service });
  const value = `service ${selector}`;
  const option = { value, label: service, group: t('compare.picker.services', 'Services') };
  return [value, { ref: { labelSelector: selector, ...time }, option }];
}
