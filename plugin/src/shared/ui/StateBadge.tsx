import React from 'react';
import { Badge } from '@grafana/ui';
import type { StateLook } from '../domain/task-state-look';

interface Props {
  look: StateLook;
  'data-testid'?: string;
}

// A new badge for each state: @grafana/ui's icon keeps the old picture if its name changes while a file loads.
export const StateBadge = ({ look, ...rest }: Props) => (
  <Badge key={look.text} text={look.text} color={look.color} icon={look.icon} tooltip={look.meaning} {...rest} />
);
