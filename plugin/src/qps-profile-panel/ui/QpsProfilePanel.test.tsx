import React, { type ReactNode } from 'react';
import {
  createDataFrame,
  type DataFrame,
  dateTime,
  EventBusSrv,
  FieldType,
  LoadingState,
  type PanelProps,
} from '@grafana/data';
import { render, screen } from '@testing-library/react';
import { testIds } from '../../test-ids';
import { DEFAULT_OPTIONS, type PanelOptions } from '../domain/panel-options';
import { costFrameOf, throughputFrameOf } from '../testing/frames';
import { QpsProfilePanel } from './QpsProfilePanel';

// jsdom has no canvas to draw on and no sizes to lay out: that is for the browser tests.
jest.mock('@grafana/ui', () => ({
  ...jest.requireActual('@grafana/ui'),
  TimeSeries: ({ frames }: { frames: DataFrame[] }) => (
    <div>{frames.map(({ fields }) => fields.map(({ name }) => name).join(' ')).join(' ')}</div>
  ),
  VizLayout: Object.assign(
    ({ children, legend }: { children: (width: number, height: number) => ReactNode; legend: ReactNode }) => (
      <>
        {children(800, 400)}
        {legend}
      </>
    ),
    { Legend: ({ children }: { children: ReactNode }) => <div>{children}</div> }
  ),
}));

const times = Array.from({ length: 30 }, (_, index) => index * 60_000);
const frames = [
  throughputFrameOf({ times, values: times.map((_, index) => 1000 + 50 * (index % 7)), labels: { job: 'shop' } }),
  costFrameOf({ times, values: times.map(() => 3), labels: { cost_category: 'tracing.export' } }),
  costFrameOf({ times, values: times.map(() => 1), labels: { cost_category: 'http.codec' } }),
];

function show(series: DataFrame[], options: Partial<PanelOptions> = {}, targets: object[] = []) {
  const timeRange = {
    from: dateTime(0),
    to: dateTime(30 * 60_000),
    raw: { from: dateTime(0), to: dateTime(30 * 60_000) },
  };
  const props = {
    data: { state: LoadingState.Done, series, timeRange, request: { intervalMs: 60_000, targets } },
    options: { ...DEFAULT_OPTIONS, ...options },
    fieldConfig: { defaults: {}, overrides: [] },
    timeRange,
    timeZone: 'utc',
    width: 900,
    height: 500,
    eventBus: new EventBusSrv(),
    replaceVariables: (text: string) => text,
    onChangeTimeRange: jest.fn(),
  } as unknown as PanelProps<PanelOptions>;
  return render(<QpsProfilePanel {...props} />);
}

describe('the panel', () => {
  it('draws both charts and one legend with names and shares', () => {
    show(frames);
    expect(screen.getByTestId(testIds.qpsPanel.throughput)).toBeInTheDocument();
    expect(screen.getByTestId(testIds.qpsPanel.shares)).toBeInTheDocument();
    const view = screen.getByTestId(testIds.qpsPanel.view);
    expect(view).toHaveTextContent('Tracing: sending spans');
    expect(view).toHaveTextContent('75%');
    expect(screen.queryByTestId(testIds.qpsPanel.problems)).not.toBeInTheDocument();
  });

  it('sets one against the other, in words too', () => {
    show(frames, { view: 'relation', category: 'http.codec' });
    // Shares that never change have no rank.
    expect(screen.getByTestId(testIds.qpsPanel.relationSummary)).toHaveTextContent(
      'The share was the same at all 30 points, so nothing can be said'
    );
    expect(screen.getByTestId(testIds.qpsPanel.relation)).toBeInTheDocument();
  });

  it.each([
    ['no throughput', frames.slice(1), 'Add a query whose result is a time series'],
    ['no profiles', frames.slice(0, 1), 'grouped by cost_category'],
    [
      'a profile query that is not grouped',
      [frames[0]!, costFrameOf({ times, values: times })],
      'into the field Group by',
    ],
    [
      'a table',
      [createDataFrame({ refId: 'T', fields: [{ name: 'Value', type: FieldType.number, values: [1] }] })],
      'Query T gives a table',
    ],
  ])('says what to do about %s', (_what, series, text) => {
    show(series);
    expect(screen.getByTestId(testIds.qpsPanel.problems)).toHaveTextContent(text);
  });
});
