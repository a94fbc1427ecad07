import React from 'react';
import type { TaskPlan } from '@meshprof/contracts';
import { formatAmount, formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Fact, FactList } from '@shared/ui/FactList';
import { MIB, type PolicyForm } from '../domain/policy-form';

interface Props {
  form: PolicyForm;
  plan: TaskPlan;
}

/** What it would cost at most: an hour of what goes on, or one task. */
export const PreviewCost = ({ form, plan }: Props) => (
  <FactList facts={form.kind === 'trigger' ? taskFacts(plan) : standingFacts(form, plan)} />
);

function standingFacts({ kind, agentCpuPercent, maxMiBPerNode }: PolicyForm, { cost }: TaskPlan): Fact[] {
  const percent = Math.min(cost.agentCpuPercent, agentCpuPercent);
  return [
    {
      id: 'cpu',
      title: t('policies.preview.cpu', 'Agent’s CPU'),
      value: t('policies.preview.cpu-value', 'at most {{percent}} % of one CPU on the busiest node', { percent }),
    },
    {
      id: 'samples',
      title: t('policies.preview.samples', 'Samples an hour'),
      value: t('policies.preview.samples-value', 'about {{count}}, if each process keeps one CPU busy', {
        count: formatCount(cost.onCpuSamplesTypical),
      }),
    },
    kind === 'flight-recorder'
      ? {
          id: 'disk',
          title: t('policies.preview.disk', 'Disk a node'),
          value: t('policies.preview.disk-value', 'at most {{size}}; the store gets what tasks ask for', {
            size: formatAmount(maxMiBPerNode * MIB, 'bytes'),
          }),
        }
      : {
          id: 'store',
          title: t('policies.preview.store', 'Into the store'),
          value: t('policies.preview.store-value', 'of each process one export a minute, with equal stacks merged'),
        },
  ];
}

function taskFacts({ cost }: TaskPlan): Fact[] {
  return [
    {
      id: 'task',
      title: t('policies.preview.one-task', 'A task on all of them'),
      value: t(
        'policies.preview.one-task-value',
        'at most {{seconds}} s of CPU of the agents and {{size}} in the store',
        {
          seconds: (cost.agentCpuMs / 1000).toFixed(1),
          size: formatAmount(cost.storeBytes, 'bytes'),
        }
      ),
    },
  ];
}
