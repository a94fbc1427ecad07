import React from 'react';
import type { ExperimentSpec } from '@meshprof/contracts';
import { stringify } from 'yaml';
import { testIds } from '../../../test-ids';
import { t } from '../../domain/t';
import { CopyBlock } from '../CopyBlock';
import { Disclosure } from '../Disclosure';

/** The same spec for `meshprof experiment run spec.yaml`, for a repository, or for a colleague. */
export const SpecYaml = ({ spec }: { spec: ExperimentSpec }) => (
  <div>
    <Disclosure title={t('experiment-yaml.toggle', 'The spec as YAML')} data-testid={testIds.specYaml.toggle}>
      <CopyBlock
        title={t('experiment-yaml.title', 'For meshprof experiment run')}
        text={stringify(spec)}
        data-testid={testIds.specYaml.text}
      />
    </Disclosure>
  </div>
);
