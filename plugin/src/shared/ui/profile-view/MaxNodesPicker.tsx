import React, { useId } from 'react';
import { Combobox, InlineField } from '@grafana/ui';
import { formatCount } from '@shared/domain/format-amount';
import { MAX_NODES_CHOICES } from '@shared/domain/profile-view/max-nodes';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

interface Props {
  value: number;
  onChange: (maxNodes: number) => void;
}

/** How much detail is loaded. */
export function MaxNodesPicker({ value, onChange }: Props) {
  const id = useId();
  return (
    <InlineField
      label={t('profile-view.nodes.label', 'Boxes')}
      htmlFor={id}
      tooltip={t(
        'profile-view.nodes.meaning',
        'How many boxes the flame graph has at most. The smallest ones beyond it are added up as “other”.'
      )}
    >
      <Combobox
        id={id}
        width={14}
        options={MAX_NODES_CHOICES.map((nodes) => ({ value: nodes, label: formatCount(nodes) }))}
        value={value}
        onChange={(option) => onChange(option.value)}
        data-testid={testIds.profile.maxNodes}
      />
    </InlineField>
  );
}
