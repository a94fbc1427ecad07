import React from 'react';
import { Alert, Button } from '@grafana/ui';
import { testIds } from '../../test-ids';
import { t } from '../domain/t';
import { problemOfError } from '../infrastructure/problem-of-error';

interface Props {
  error: unknown;
  /** What the page was doing, e.g. "The targets could not be loaded". */
  what: string;
  onRetry?: () => void;
}

/** An error where it happened: what failed, why, and a way on. */
export function ProblemAlert({ error, what, onRetry }: Props) {
  const { title, detail, fieldErrors } = problemOfError(error);
  return (
    <Alert
      severity="error"
      title={what}
      data-testid={testIds.error}
      action={
        onRetry && (
          <Button variant="secondary" size="sm" icon="sync" onClick={onRetry} data-testid={testIds.retry}>
            {t('problem.try-again', 'Try again')}
          </Button>
        )
      }
    >
      <div>
        {title}
        {detail && `. ${detail}`}
      </div>
      {fieldErrors.length > 0 && (
        <ul>
          {fieldErrors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path || '/'}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
