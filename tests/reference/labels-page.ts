import {
  COST_CATEGORIES,
  LABEL_DESCRIPTIONS,
  NAME_SOURCES,
  PROFILE_TYPES,
  RESOURCE_LABELS,
  ROLES,
  SAMPLE_LABELS,
  SELECTOR_LABELS,
  WAIT_CLASSES,
  WAKER_KINDS,
} from '@meshprof/contracts';
import { code, page, table } from './markdown.ts';

/** What stored profiles are found by. */
export function labelsPage(): string {
  return page(
    'Labels, profile types and their values',
    `Every profile is OTLP; resource and sample attributes become series labels in Pyroscope and in the embedded store. A
label is there only where its value is known. Selectors of tasks and policies match on the labels marked so.`,
    '## Labels of a profile',
    labelTable(RESOURCE_LABELS),
    '## Labels of a sample',
    labelTable(SAMPLE_LABELS),
    '## Profile types',
    table(
      ['Id', 'Stored as', 'Event of a task', 'What'],
      PROFILE_TYPES.map((type) => [code(type.id), code(type.storedAs), code(type.event), eventText(type)])
    ),
    `## \`role\`\n\n${ROLES.map(code).join(', ')}`,
    '## `wait_class`',
    idTable(WAIT_CLASSES),
    '## Who ended a wait',
    idTable(WAKER_KINDS),
    '## `cost_category`',
    table(
      ['Value', 'Title', 'Owns a stack by', 'What'],
      COST_CATEGORIES.map(({ id, title, ownership, description }) => [code(id), title, ownership, description])
    ),
    `## What proves a name

The attribute \`meshprof.name_source\` of a frame: ${NAME_SOURCES.map(code).join(', ')}. \`none\` is shown as
\`module+0xoffset\`.`
  );
}

function labelTable(labels: readonly (keyof typeof LABEL_DESCRIPTIONS)[]): string {
  const selectable: readonly string[] = SELECTOR_LABELS;
  return table(
    ['Label', 'In selectors', 'What'],
    labels.map((label) => [code(label), selectable.includes(label) ? 'yes' : '', LABEL_DESCRIPTIONS[label]])
  );
}

function idTable(rows: readonly { id: string; title: string }[]): string {
  return table(
    ['Value', 'Title'],
    rows.map(({ id, title }) => [code(id), title])
  );
}

function eventText(type: (typeof PROFILE_TYPES)[number]): string {
  return 'option' in type ? `${type.title} (option ${code(type.option)})` : type.title;
}
