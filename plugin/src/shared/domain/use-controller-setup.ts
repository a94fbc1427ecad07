import { useQuery } from '@tanstack/react-query';
import { getSetup } from '../infrastructure/setup-api';

/** It changes with a restart of the controller only. */
const FRESH_MS = 300_000;

/** What the controller is set up for; `data` is undefined until it answered, and from a controller that is too old. */
export const useControllerSetup = () =>
  useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => getSetup(signal), staleTime: FRESH_MS });
