import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Agent } from '@meshprof/contracts';
import { makeAgent } from '../../../testing/fixtures';
import { resetRuntime, runtime } from '../../../testing/mock-runtime';
import { renderApp } from '../../../testing/render-app';
import { testIds } from '../../../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../../../testing/mock-runtime')>('../../../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time: the first lazy page of a run compiles half of @grafana/ui.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const agent = makeAgent();

const lost: Agent = { ...agent, id: 'a2', node: 'worker-2', state: 'lost' };
const ids = testIds.agents;
const posts = () => runtime.backend.asked.filter(({ method }) => method !== 'GET').map(({ url }) => url);

beforeEach(() => {
  resetRuntime();
  runtime.backend.answer('GET', 'read/v1/agents', { data: { items: [agent, lost] } });
  runtime.backend.answer('GET', 'read/v1/setup', { data: { version: '0.5.0' } });
});

describe('an administrator', () => {
  beforeEach(() => {
    runtime.actions.add('meshprof-profiling-app.experiments:write');
    runtime.backend.answer('GET', 'admin/v1/join-tokens', { data: { items: [] } });
  });

  it('is asked before an agent is shut out', async () => {
    renderApp('agents?agent=a1');
    fireEvent.click(await screen.findByTestId(ids.revoke));
    expect(await screen.findByText('Shut the agent of worker-1 out?')).toBeInTheDocument();
    expect(posts()).toEqual([]);
    runtime.backend.answer('POST', 'admin/v1/agents/a1/revoke', { data: { ...agent, state: 'revoked' } });
    fireEvent.click(screen.getAllByRole('button', { name: 'Shut out' }).at(-1)!);
    await waitFor(() => expect(posts()).toEqual([expect.stringMatching(/\/admin\/v1\/agents\/a1\/revoke$/)]));
  });

  it('can delete only what is not connected', async () => {
    renderApp('agents?agent=a2');
    expect(await screen.findByTestId(ids.delete)).toBeInTheDocument();
    fireEvent.click(screen.getByTestId(ids.open('a1')));
    await waitFor(() => expect(screen.queryByTestId(ids.delete)).not.toBeInTheDocument());
    expect(screen.getByTestId(ids.rotate)).toBeInTheDocument();
  });
});

it('names what is wrong with an agent, and lets nobody else touch its credential', async () => {
  renderApp('agents?agent=a2');
  const row = within(await screen.findByTestId(ids.row('a2')));
  expect(row.getByText('It has not been heard of for more than 45 s')).toBeInTheDocument();
  expect(row.getByText(/and 1 more/)).toBeInTheDocument();
  expect(screen.getByTestId(ids.revoke)).toHaveAttribute('aria-disabled', 'true');
  expect(runtime.backend.asked.some(({ url }) => url.includes('/admin/'))).toBe(false);
});
