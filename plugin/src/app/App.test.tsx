import { screen } from '@testing-library/react';
import { resetRuntime, runtime } from '../testing/mock-runtime';
import { renderApp } from '../testing/render-app';
import { testIds } from '../test-ids';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../testing/mock-runtime')>('../testing/mock-runtime').mockRuntime()
);

beforeEach(resetRuntime);

it('says why somebody without the right to read sees nothing, and asks for nothing', () => {
  runtime.actions.clear();
  renderApp('targets');
  expect(screen.getByTestId(testIds.empty)).toHaveTextContent('Meshprof reader');
  expect(runtime.backend.asked).toEqual([]);
});
