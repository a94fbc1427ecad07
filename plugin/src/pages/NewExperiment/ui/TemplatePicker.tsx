import React from 'react';
import type { IconName } from '@grafana/ui';
import { TEMPLATE_NAMES, type TemplateName } from '@meshprof/experiments';
import { t } from '@shared/domain/t';
import { QuestionCards } from '@shared/ui/QuestionCards';
import { testIds } from '../../../test-ids';

interface TemplateText {
  icon: IconName;
  question: string;
  answer: string;
}

const texts = (): Record<TemplateName, TemplateText> => ({
  article: {
    icon: 'book-open',
    question: t('new-experiment.templates.article', 'What do tracing and the access log cost?'),
    answer: t(
      'new-experiment.templates.article-about',
      'Tracing at 100 %, 1 % and off, the log in full, short and off: the variants of the SkyWalking article.'
    ),
  },
  'tracing-sampling': {
    icon: 'sitemap',
    question: t('new-experiment.templates.tracing', 'How much tracing can we afford?'),
    answer: t('new-experiment.templates.tracing-about', 'Several sampling rates against none.'),
  },
  'access-log': {
    icon: 'file-alt',
    question: t('new-experiment.templates.log', 'What does the access log cost?'),
    answer: t('new-experiment.templates.log-about', 'A full and a short format against no log.'),
  },
  'tracing-x-logging': {
    icon: 'table',
    question: t('new-experiment.templates.factorial', 'Do their costs add up?'),
    answer: t('new-experiment.templates.factorial-about', 'Tracing and log each on and off, in all four combinations.'),
  },
  'a-a': {
    icon: 'exchange-alt',
    question: t('new-experiment.templates.a-a', 'Can this machine tell at all?'),
    answer: t(
      'new-experiment.templates.a-a-about',
      'The configuration against itself: the noise that any result is seen in.'
    ),
  },
});

interface Props {
  chosen: string | undefined;
  onChoose: (name: TemplateName) => void;
}

/** Questions that people come with; each fills in the variants. */
export function TemplatePicker({ chosen, onChoose }: Props) {
  const known = texts();
  const cards = TEMPLATE_NAMES.map((id) => ({ id, ...known[id], testId: testIds.newExperiment.template(id) }));
  const title = t('new-experiment.templates.label', 'Start from a question');
  return <QuestionCards title={title} cards={cards} chosen={chosen} onChoose={onChoose} />;
}
