import { FLIGHT_RECORDER_MAX_MS, readSelectorText, TITLE_MAX_LENGTH } from '@meshprof/contracts';
import { rowsOfSelector } from '@shared/domain/task-form/matcher-rows';
import { FIRST_ROW, type TaskForm } from '@shared/domain/task-form/task-form';
import { TEMPLATES } from './templates';

/** What a link to the page may say (see `newTaskUrl`). Links come from anywhere: what cannot be used is left out. */
export interface TaskPreset {
  selector?: string;
  template?: string;
  title?: string;
  before?: string;
}

/** What the page starts with, and why a part of the link was not used. */
export function initialForm(
  { selector, template, title, before }: TaskPreset,
  defaults: TaskForm
): { form: TaskForm; problem?: string } {
  const values = TEMPLATES.find(({ id }) => id === template)?.values;
  const read = selector === undefined ? undefined : readSelectorText(selector);
  const beforeSeconds = Number(before);
  const isBefore = Number.isFinite(beforeSeconds) && beforeSeconds > 0;
  const form: TaskForm = {
    ...defaults,
    matchers: [FIRST_ROW],
    ...values,
    ...(read?.ok && { matchers: rowsOfSelector(read.selector) }),
    ...(title !== undefined && { title: title.slice(0, TITLE_MAX_LENGTH) }),
    ...(isBefore && { beforeSeconds: Math.min(Math.ceil(beforeSeconds), FLIGHT_RECORDER_MAX_MS / 1000) }),
  };
  return { form, ...(read?.ok === false && { problem: read.problem }) };
}

/** A template over what was typed already: its conditions count only where there is none yet. */
export function withTemplate(form: TaskForm, defaults: TaskForm, templateId: string): TaskForm {
  const values = TEMPLATES.find(({ id }) => id === templateId)?.values ?? {};
  const { title, note, tags, matchers } = form;
  const hasConditions = matchers.some(({ value }) => value !== '');
  return {
    ...defaults,
    ...values,
    title,
    note,
    tags,
    matchers: hasConditions ? matchers : (values.matchers ?? matchers),
  };
}
