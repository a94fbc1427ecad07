import { useEffect, useMemo, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { type FieldPath, useForm } from 'react-hook-form';
import { getTask } from '@shared/infrastructure/meshprof-api';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { useAppSettings } from '@shared/domain/app-settings';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { fieldErrorsOf } from '@shared/domain/task-form/field-errors';
import { formOfTask } from '@shared/domain/task-form/form-of-task';
import { defaultTaskForm, type TaskForm } from '@shared/domain/task-form/task-form';
import { useCreateTask } from '@shared/domain/task-form/use-create-task';
import { useUrlState } from '@shared/domain/use-url-state';
import { initialForm, withTemplate } from './initial-form';
import { useConflicts } from './use-conflicts';
import { usePlan } from './use-plan';

/** Of the browser: cron fields are hours of somebody's day. */
const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function useNewTaskPage() {
  const url = useUrlState();
  const settings = useAppSettings();
  const copyOf = url.get('copy');
  const defaults = useMemo(() => defaultTaskForm(settings, ownTimeZone()), [settings]);
  const initial = useMemo(
    () =>
      initialForm(
        {
          selector: url.get('selector'),
          template: url.get('template'),
          title: url.get('title'),
          before: url.get('before'),
        },
        defaults
      ),
    // The link says how the page starts; what is typed later belongs to the form.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    []
  );
  const methods = useForm<TaskForm>({ defaultValues: initial.form, mode: 'onChange' });
  const form = methods.watch();
  const copied = useCopied(copyOf, (values) => methods.reset({ ...defaults, ...values }));
  const reason = reasonNotToOperate();
  const plan = usePlan(form, { enabled: reason === undefined });
  const create = useCreateTask({ copyOf });
  useServerErrors(methods, plan.error ?? undefined);
  useServerErrors(methods, create.error ?? undefined);

  return {
    data: {
      methods,
      form,
      plan,
      conflicts: useConflicts(plan.plan),
      create,
      copied,
      template: url.get('template'),
      presetProblem: initial.problem,
      reason,
    },
    actions: {
      chooseTemplate: (templateId: string) => {
        methods.reset(withTemplate(methods.getValues(), defaults, templateId));
        url.set({ template: templateId });
      },
      submit: methods.handleSubmit(create.create),
    },
  };
}

export type NewTaskPageState = ReturnType<typeof useNewTaskPage>;

/** The task that is repeated; fills the form once. */
function useCopied(taskId: string | undefined, fill: (values: Partial<TaskForm>) => void) {
  const query = useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => getTask(taskId ?? '', signal),
    enabled: taskId !== undefined,
    staleTime: Infinity,
  });
  const filled = useRef(false);
  useEffect(() => {
    if (query.data && !filled.current) {
      filled.current = true;
      fill(formOfTask(query.data));
    }
  });
  return query;
}

/** Puts what the controller found wrong where it can be put right, and takes it away once it is. */
function useServerErrors(
  { setError, clearErrors, getValues }: ReturnType<typeof useForm<TaskForm>>,
  error: Error | undefined
): void {
  useEffect(() => {
    const errors = error ? fieldErrorsOf(problemOfError(error), getValues('matchers')) : [];
    const fields = errors.flatMap(({ field, message }) => {
      if (field === 'root') {
        return [];
      }
      setError(field, { type: 'server', message });
      return [field as FieldPath<TaskForm>];
    });
    return () => clearErrors(fields);
  }, [error, setError, clearErrors, getValues]);
}
