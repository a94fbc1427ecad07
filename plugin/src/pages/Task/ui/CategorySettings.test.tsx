import React from 'react';
import type { ProxySettings } from '@meshprof/contracts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, render, screen, within } from '@testing-library/react';
import { testIds } from '../../../test-ids';
import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { CategorySettings } from './CategorySettings';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Hang limits, for a machine that has other things to do.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 30_000 });

const PATH = 'read/v1/tasks/task-1/targets/target-1/settings';

const known: ProxySettings = {
  settings: [
    {
      ...{ settingId: 'tracing.sampling', value: '100 %', source: 'file', file: '/etc/envoy.yaml', path: 'layers[0]' },
      ...{ scope: 'listener demo', times: 2, notes: ['admin-may-override'] },
    },
    { settingId: 'tracing.custom-tags', source: 'not-visible', notes: ['by-istiod'] },
  ],
  notes: [{ id: 'file-missing', file: '/etc/lds.yaml' }],
};

beforeEach(resetRuntime);

function show(answer: { status?: number; data: unknown }) {
  runtime.backend.answer('GET', PATH, answer);
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <CategorySettings
        task={makeTask()}
        targets={[makeTaskTarget({ id: 'target-0', role: 'service' }), makeTaskTarget()]}
        categoryId="tracing.span"
        onClose={() => undefined}
      />
    </QueryClientProvider>
  );
}

const settingOf = async (id: string) => within(await screen.findByTestId(testIds.categorySettings.setting(id)));

describe('CategorySettings', () => {
  it('tells values, places, what may win and how to change them', async () => {
    show({ data: known });
    expect(await screen.findByText('100 %')).toBeInTheDocument();
    expect(screen.getByText(/^As demo-envoy .pid 4711 on worker-3./)).toHaveTextContent('One more process is merged');
    const sampling = await settingOf('tracing.sampling');
    expect(sampling.getByText(/layers\[0\]/)).toHaveTextContent(
      'listener demo: layers[0] in /etc/envoy.yaml and in 1 other place'
    );
    expect(sampling.getByText(/runtime_modify/)).toBeInTheDocument();
    expect(sampling.getByText('At once')).toBeInTheDocument();
    const tags = await settingOf('tracing.custom-tags');
    expect(tags.getByText(/Not visible from the node/)).toBeInTheDocument();
    expect(tags.getByText(/istiod sends it over xDS/)).toBeInTheDocument();
    expect(
      (await settingOf('tracing.reporting')).getByText(/Nothing in the visible configuration/)
    ).toBeInTheDocument();
    expect(screen.getByText(/^\/etc\/lds.yaml: There is no such file/)).toBeInTheDocument();
  });

  it('leads to an experiment where one can turn the setting, for who may run it', async () => {
    show({ data: known });
    const ids = testIds.categorySettings;
    expect(await screen.findByTestId(ids.experiment('tracing.sampling'))).toHaveAttribute('aria-disabled', 'true');
    runtime.actions.add('meshprof-profiling-app.experiments:write');
    show({ data: known });
    const button = (await screen.findAllByTestId(ids.experiment('tracing.sampling'))).at(-1);
    expect(button).toHaveAttribute(
      'href',
      '/a/meshprof-profiling-app/experiments/new?setting=tracing.sampling&node=worker-3'
    );
    expect(screen.queryByTestId(ids.experiment('tracing.custom-tags'))).not.toBeInTheDocument();
  });

  it('says why values are not known, and how to get them', async () => {
    show({ status: 404, data: { code: 'not-found', title: 'Not found', status: 404 } });
    expect(await screen.findByText('Present values are not known')).toBeInTheDocument();
    expect((await settingOf('tracing.sampling')).getByText(/^Telemetry tracing/)).toBeInTheDocument();
  });

  it('claims nothing of a configuration that was not read', async () => {
    show({ data: { settings: [], notes: [{ id: 'took-too-much' }] } });
    expect(await screen.findByText(/took more time or memory/)).toBeInTheDocument();
    expect(screen.queryByText(/Nothing in the visible configuration/)).not.toBeInTheDocument();
    expect(screen.queryByText('Present values are not known')).not.toBeInTheDocument();
  });

  it('shows an error with its cause and a way on', async () => {
    show({ status: 503, data: { code: 'unavailable', title: 'The database is away', status: 503 } });
    expect(await screen.findByText(/The database is away/)).toBeInTheDocument();
    expect(screen.getByTestId(testIds.retry)).toBeInTheDocument();
    expect(screen.queryByText('Present values are not known')).not.toBeInTheDocument();
  });
});
