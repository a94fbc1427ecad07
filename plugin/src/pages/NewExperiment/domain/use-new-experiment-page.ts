import { useEffect, useMemo, useRef } from 'react';
import type { ExperimentDriver, ExperimentSpec } from '@meshprof/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router-dom';
import { useIdempotencyKey } from '@shared/domain/idempotency-key';
import { reasonNotToExperiment, reasonNotToOperate } from '@shared/domain/permissions';
import { useUrlState } from '@shared/domain/use-url-state';
import { createExperiment, getExperiment } from '@shared/infrastructure/experiments-api';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { experimentUrl } from '../../../routes';
import type { ExperimentForm } from './experiment-form';
import { splitFieldErrors } from './field-errors';
import { formOfSpec } from './form-of-spec';
import { initialForm, withDriver, withTemplate } from './initial-form';
import { missingOfForm } from './missing-of-form';
import { specOfForm } from './spec-of-form';
import { useExperimentPlan } from './use-experiment-plan';

export function useNewExperimentPage() {
  const url = useUrlState();
  const copyOf = url.get('copy');
  const preset = {
    template: url.get('template'),
    setting: url.get('setting'),
    node: url.get('node'),
    title: url.get('title'),
  };
  // The link says how the page starts; what is typed later belongs to the form.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const initial = useMemo(() => initialForm(preset), []);
  const methods = useForm<ExperimentForm>({ defaultValues: initial, mode: 'onChange' });
  const form = methods.watch();
  const copied = useCopied(copyOf, (spec) => methods.reset(formOfSpec(spec)));
  const missing = missingOfForm(form);
  const spec = missing === undefined ? specOfForm(form) : undefined;
  const reason = reasonNotToExperiment();
  const plan = useExperimentPlan(spec, { enabled: reasonNotToOperate() === undefined });
  const create = useCreate();
  const refused = useServerErrors(methods, create.error ?? plan.error ?? undefined);

  return {
    data: {
      methods,
      form,
      spec: specOfForm(form),
      missing,
      plan,
      create,
      refused,
      copied,
      template: url.get('template'),
      reason,
      reasonNotToPlan: reasonNotToOperate(),
    },
    actions: {
      chooseTemplate: (name: string) => {
        methods.reset(withTemplate(methods.getValues(), name));
        url.set({ template: name, setting: undefined });
      },
      chooseDriver: (driver: ExperimentDriver) => methods.reset(withDriver(methods.getValues(), driver)),
      submit: methods.handleSubmit((values) => create.mutate(specOfForm(values))),
    },
  };
}

export type NewExperimentPageState = ReturnType<typeof useNewExperimentPage>;

/** The experiment that is repeated with changes; fills the form once. */
function useCopied(experimentId: string | undefined, fill: (spec: ExperimentSpec) => void) {
  const query = useQuery({
    queryKey: ['experiment', experimentId],
    queryFn: ({ signal }) => getExperiment(experimentId ?? '', signal),
    enabled: experimentId !== undefined,
    staleTime: Infinity,
  });
  const filled = useRef(false);
  useEffect(() => {
    if (query.data && !filled.current) {
      filled.current = true;
      fill(query.data.spec);
    }
  });
  return query;
}

function useCreate() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { keyFor, start } = useIdempotencyKey();
  return useMutation({
    mutationFn: (spec: ExperimentSpec) => createExperiment(spec, keyFor(spec)),
    onSuccess: (experiment) => {
      start();
      queryClient.setQueryData(['experiment', experiment.id], experiment);
      void queryClient.invalidateQueries({ queryKey: ['experiments'] });
      navigate(experimentUrl(experiment.id));
    },
  });
}

/** Puts what the controller found wrong where it can be put right; answers with what no field shows. */
function useServerErrors(
  { setError, clearErrors }: ReturnType<typeof useForm<ExperimentForm>>,
  error: Error | undefined
) {
  const split = useMemo(() => (error ? splitFieldErrors(problemOfError(error)) : undefined), [error]);
  useEffect(() => {
    const fields = split?.fields ?? [];
    for (const { field, message } of fields) {
      setError(field, { type: 'server', message });
    }
    return () => clearErrors(fields.map(({ field }) => field));
  }, [split, setError, clearErrors]);
  return split?.others;
}
