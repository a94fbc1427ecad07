import React from 'react';
import type { ExperimentProgress } from '@meshprof/contracts';
import { progressText, shareDone, timeLeftText } from '../../domain/experiment/progress-text';
import { ProgressBar } from '../ProgressBar';

interface Props {
  progress: ExperimentProgress;
  /** Of what; for assistive tools. */
  label: string;
}

/** How far a run is, and how long it still takes. */
export function ExperimentProgressBar({ progress, label }: Props) {
  const text = `${progressText(progress)} · ${timeLeftText(progress.leftMs)}`;
  return (
    <div>
      <ProgressBar label={label} share={shareDone(progress)} text={text} />
    </div>
  );
}
