import React from 'react';
import { t } from '@shared/domain/t';
import { QuestionCards } from '@shared/ui/QuestionCards';
import { testIds } from '../../../test-ids';
import { TEMPLATES } from '../domain/templates';

interface Props {
  chosen?: string;
  onChoose: (templateId: string) => void;
}

/** Questions that people come with; each fills the form. */
export function TemplatePicker({ chosen, onChoose }: Props) {
  const cards = TEMPLATES.map(({ id, icon, question, answer }) => ({
    id,
    icon,
    question: question(),
    answer: answer(),
    testId: testIds.newTask.template(id),
  }));
  const title = t('new-task.templates.label', 'Start from a question');
  return <QuestionCards title={title} cards={cards} chosen={chosen} onChoose={onChoose} />;
}
