import React from 'react';
import { Text } from '@grafana/ui';
import type { Experiment, SlotResult } from '@meshprof/contracts';
import { microseconds } from '@shared/domain/experiment/effect-text';
import { formatAmount } from '@shared/domain/format-amount';
import { voidSentence } from '@shared/domain/contract-texts/experiment-texts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { Disclosure } from '@shared/ui/Disclosure';
import { testIds } from '../../../test-ids';
import { Section } from './Section';

/** Every measurement there was, and why some do not count. */
export function SlotsSection({ experiment: { slots } }: { experiment: Experiment }) {
  const voids = slots.filter((slot) => slot.void);
  return (
    <Section title={t('experiment.slots.title', 'Slots')}>
      {voids.length > 0 && (
        <div data-testid={testIds.experiment.voidSlots}>
          <Text element="p">
            {t(
              'experiment.slots.void',
              '{{count}} measurements do not count. Each was run again; the conditions, not the settings, were to blame:',
              {
                count: voids.length,
                defaultValue_one:
                  'One measurement does not count. It was run again; the conditions, not the settings, were to blame:',
              }
            )}
          </Text>
          <DataTable
            caption={t('experiment.slots.void-caption', 'Slots that do not count')}
            columns={[...placeColumns(), whyColumn()]}
            rows={voids}
            rowId={idOf}
          />
        </div>
      )}
      <Disclosure
        title={t('experiment.slots.all', 'All {{count}} measurements', { count: slots.length })}
        data-testid={testIds.experiment.slotsToggle}
      >
        <DataTable
          caption={t('experiment.slots.caption', 'All slots in the order in which they were measured')}
          columns={[...placeColumns(), ...valueColumns()]}
          rows={slots}
          rowId={idOf}
          isDimmed={(slot) => slot.void !== undefined}
          data-testid={testIds.experiment.slots}
        />
      </Disclosure>
    </Section>
  );
}

const idOf = ({ phase, block, slot, attempt }: SlotResult) => `${phase} ${block} ${slot} ${attempt}`;

const placeColumns = (): Array<Column<SlotResult>> => [
  {
    id: 'place',
    title: t('experiment.slots.place', 'Block, slot'),
    nowrap: true,
    cell: ({ phase, block, slot, attempt }) =>
      [
        phase === 'a-a' ? t('experiment.slots.noise', 'A/A') : '',
        `${block + 1}, ${slot + 1}`,
        attempt > 0 ? t('experiment.slots.attempt', '(attempt {{number}})', { number: attempt + 1 }) : '',
      ]
        .filter(Boolean)
        .join(' '),
  },
  { id: 'variant', title: t('experiment.slots.variant', 'Variant'), cell: ({ variant }) => variant },
];

const whyColumn = (): Column<SlotResult> => ({
  id: 'why',
  title: t('experiment.slots.why', 'Why'),
  cell: ({ void: reason }) =>
    reason && (
      <>
        {voidSentence(reason.reason)}
        <Text variant="bodySmall" color="secondary" element="p">
          {reason.detail}
        </Text>
      </>
    ),
});

const valueColumns = (): Array<Column<SlotResult>> => [
  {
    id: 'cpu',
    title: t('experiment.slots.cpu', 'CPU per request'),
    numeric: true,
    cell: ({ cpuPerRequestUs }) => microseconds(cpuPerRequestUs),
  },
  {
    id: 'rate',
    title: t('experiment.slots.rate', 'Requests/s'),
    numeric: true,
    cell: ({ requestsPerSecond }) => formatAmount(requestsPerSecond, 'short'),
  },
  {
    id: 'failed',
    title: t('experiment.slots.failed', 'Failed'),
    numeric: true,
    optional: true,
    cell: ({ failedRequests }) => String(failedRequests),
  },
  {
    id: 'p99',
    title: t('experiment.slots.p99', 'p99'),
    numeric: true,
    optional: true,
    cell: ({ latencyUs }) => (latencyUs ? formatAmount(latencyUs.p99, 'µs') : '–'),
  },
];
