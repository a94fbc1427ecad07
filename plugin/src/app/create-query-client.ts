import { QueryClient } from '@tanstack/react-query';
import { isRetryable, problemOfError } from '@shared/infrastructure/problem-of-error';

const MAX_RETRIES = 2;

/** One client for the app's life. Polling stops in hidden tabs (`refetchIntervalInBackground` stays off). */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MAX_RETRIES && isRetryable(problemOfError(error)),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      // A task that may have been created must not be created twice.
      mutations: { retry: false },
    },
  });
