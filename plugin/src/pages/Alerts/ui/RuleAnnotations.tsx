import React, { useState } from 'react';
import { Collapse } from '@grafana/ui';
import { DEFAULT_ALERT_LABELS, type SelectorLabel } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { useControllerSetup } from '@shared/domain/use-controller-setup';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { type RuleAnnotation, ruleAnnotations } from '../domain/rule-annotations';

interface LabelRow {
  label: SelectorLabel;
  names: string[];
}

/** What a rule can say: by annotations what to do, by labels which processes it means. */
export function RuleAnnotations() {
  const [isOpen, setIsOpen] = useState(false);
  const setup = useControllerSetup();
  const { labels = DEFAULT_ALERT_LABELS } = setup.data?.alerts ?? {};
  const labelRows = Object.entries(labels).map(([label, names]) => ({ label: label as SelectorLabel, names }));
  return (
    <Collapse
      label={t('alerts.annotations.title', 'What an alert rule can say: annotations and labels')}
      isOpen={isOpen}
      onToggle={() => setIsOpen(!isOpen)}
    >
      {isOpen && (
        <>
          <DataTable
            caption={t('alerts.annotations.caption', 'Annotations of an alert rule')}
            columns={annotationColumns()}
            rows={ruleAnnotations()}
            rowId={({ name }) => name}
          />
          <br />
          <DataTable
            caption={t('alerts.annotations.labels-caption', 'Labels of an alert that name its processes')}
            columns={labelColumns()}
            rows={labelRows}
            rowId={({ label }) => label}
          />
        </>
      )}
    </Collapse>
  );
}

const annotationColumns = (): Array<Column<RuleAnnotation>> => [
  {
    id: 'name',
    title: t('alerts.annotations.name', 'Annotation'),
    nowrap: true,
    cell: ({ name }) => <code>{name}</code>,
  },
  { id: 'example', title: t('alerts.annotations.example', 'Example'), cell: ({ example }) => <code>{example}</code> },
  { id: 'about', title: t('alerts.annotations.about', 'Says'), cell: ({ about }) => about },
];

const labelColumns = (): Array<Column<LabelRow>> => [
  {
    id: 'label',
    title: t('alerts.annotations.label', 'Of the processes'),
    nowrap: true,
    cell: ({ label }) => <code>{label}</code>,
  },
  {
    id: 'names',
    title: t('alerts.annotations.label-names', 'Labels of the alert, the first that it has'),
    cell: ({ names }) => <code>{names.join(', ')}</code>,
  },
];
