import React from 'react';
import { Combobox, Field } from '@grafana/ui';
import type { TaskTarget } from '@meshprof/contracts';
import { lookOfTargetState } from '@shared/domain/task-state-look';
import { testIds } from '../../../test-ids';

interface Props {
  targets: TaskTarget[];
  selected: TaskTarget;
  onSelect: (targetId: string) => void;
}

export function TargetPicker({ targets, selected, onSelect }: Props) {
  const options = targets.map(({ id, service, pid, node, state }) => ({
    value: id,
    label: `${service} (pid ${pid} on ${node})`,
    description: lookOfTargetState(state).text,
  }));
  return (
    <Field label="Target">
      <Combobox
        id="task-target"
        options={options}
        value={selected.id}
        onChange={({ value }) => onSelect(value)}
        width={60}
        data-testid={testIds.task.targetSelect}
      />
    </Field>
  );
}
