import { useState } from 'react';
import type { Experiment } from '@meshprof/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { isExperimentFinal, POLL_ACTIVE_EXPERIMENT_MS } from '@shared/domain/experiment/experiment-activity';
import { useIdempotencyKey } from '@shared/domain/idempotency-key';
import {
  commandExperiment,
  deleteExperiment,
  type ExperimentCommand,
  getExperiment,
  rerunExperiment,
} from '@shared/infrastructure/experiments-api';
import { experimentsUrl, experimentUrl } from '../../../routes';

/** What a person is asked about before it is done. */
export type Question = 'abort' | 'delete';

export function useExperimentPage(experimentId: string) {
  const queryClient = useQueryClient();
  const [question, setQuestion] = useState<Question>();
  const remove = useRemove(experimentId);
  const isThere = !remove.isPending && !remove.isSuccess;
  const query = useQuery({
    queryKey: ['experiment', experimentId],
    queryFn: ({ signal }) => getExperiment(experimentId, signal),
    enabled: isThere,
    refetchInterval: ({ state }) =>
      state.data && isExperimentFinal(state.data.state) ? false : POLL_ACTIVE_EXPERIMENT_MS,
  });
  const command = useMutation({
    mutationFn: (what: ExperimentCommand) => commandExperiment(experimentId, what),
    onSuccess: (experiment: Experiment) => {
      queryClient.setQueryData(['experiment', experimentId], experiment);
      void queryClient.invalidateQueries({ queryKey: ['experiments'] });
    },
  });
  const rerun = useRerun(experimentId);
  return {
    data: { query, experiment: query.data, command, rerun, remove, question },
    actions: {
      send: (what: ExperimentCommand) => command.mutate(what),
      rerun: () => rerun.mutate(),
      ask: setQuestion,
      dismiss: () => setQuestion(undefined),
      confirm: () => {
        setQuestion(undefined);
        if (question === 'abort') {
          command.mutate('abort');
        } else {
          remove.mutate();
        }
      },
    },
  };
}

export type ExperimentPageState = ReturnType<typeof useExperimentPage>;

function useRerun(experimentId: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { keyFor, start } = useIdempotencyKey();
  return useMutation({
    mutationFn: () => rerunExperiment(experimentId, { seed: 'same' }, keyFor(experimentId)),
    onSuccess: (experiment) => {
      start();
      queryClient.setQueryData(['experiment', experiment.id], experiment);
      void queryClient.invalidateQueries({ queryKey: ['experiments'] });
      navigate(experimentUrl(experiment.id));
    },
  });
}

function useRemove(experimentId: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => deleteExperiment(experimentId),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['experiments'] });
      navigate(experimentsUrl());
    },
  });
}
