import React from 'react';
import { Badge } from '@grafana/ui';
import type { StateLook } from '../domain/task-state-look';

interface Props {
  look: StateLook;
  'data-testid'?: string;
}

export const StateBadge = ({ look, ...rest }: Props) => (
  <Badge text={look.text} color={look.color} icon={look.icon} tooltip={look.meaning} {...rest} />
);
