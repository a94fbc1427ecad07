import React from 'react';
import { Alert, Button } from '@grafana/ui';
import { testIds } from '../../test-ids';
import { t } from '../domain/t';
import { problemOfError, type ShownProblem } from '../infrastructure/problem-of-error';

interface Props {
  error: unknown;
  /** What the page was doing, e.g. "The targets could not be loaded". */
  what: string;
  onRetry?: () => void;
  /** Those of the error that are shown nowhere else; all of them if absent. */
  fieldErrors?: ShownProblem['fieldErrors'];
}

/** An error where it happened: what failed, why, and a way on. */
export function ProblemAlert({ error, what, onRetry, fieldErrors }: Props) {
  const problem = problemOfError(error);
  const { title, detail } = problem;
  const listed = fieldErrors ?? problem.fieldErrors;
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
      {listed.length > 0 && (
        <ul>
          {listed.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path || '/'}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
