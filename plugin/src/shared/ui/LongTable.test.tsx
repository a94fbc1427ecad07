import React from 'react';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { LongTable } from './LongTable';

interface Row {
  id: string;
  heading?: string;
}

const BOX_HEIGHT_PX = 400;
const ROW_HEIGHT_PX = 40;

beforeAll(() => {
  // jsdom lays nothing out.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: BOX_HEIGHT_PX });
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: ROW_HEIGHT_PX });
});

const columns = [{ id: 'name', title: 'Name', cell: ({ id }: Row) => id }];

function show(rows: Row[], onNearEnd = jest.fn()) {
  render(
    <LongTable
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      rowTestId={({ id }) => `row-${id}`}
      wholeRow={({ heading }) => heading}
      caption="Things"
      estimatedRowPx={ROW_HEIGHT_PX}
      onNearEnd={onNearEnd}
      data-testid="things"
    />
  );
  return onNearEnd;
}

const many = Array.from({ length: 10_000 }, (_, index) => ({ id: `r${index}` }));
const drawnRows = () => within(screen.getByTestId('things')).getAllByTestId(/^row-/);

it('has only the rows in sight in the document, and tells of the others', () => {
  const onNearEnd = show(many);
  expect(drawnRows().length).toBeLessThan(40);
  expect(screen.getByTestId('row-r0')).toHaveAttribute('aria-rowindex', '2');
  expect(screen.getByTestId('things')).toHaveAttribute('aria-rowcount', '10001');
  expect(screen.queryByTestId('row-r9999')).not.toBeInTheDocument();
  expect(onNearEnd).not.toHaveBeenCalled();
});

it('draws what is scrolled to, can be reached by keyboard, and asks for more near the end', () => {
  const onNearEnd = show(many);
  const box = screen.getByRole('region', { name: 'Things' });
  expect(box).toHaveAttribute('tabindex', '0');
  for (const index of [500, 9_000, 9_990]) {
    act(() => {
      box.scrollTop = index * ROW_HEIGHT_PX;
      fireEvent.scroll(box);
    });
    expect(screen.getByTestId(`row-r${index}`)).toBeInTheDocument();
    expect(drawnRows().length).toBeLessThan(50);
  }
  expect(screen.queryByTestId('row-r0')).not.toBeInTheDocument();
  expect(onNearEnd).toHaveBeenCalledTimes(1);
});

it('draws a short table whole, and headings over all columns', () => {
  show([{ id: 'g', heading: 'Group' }, ...many.slice(0, 30)]);
  expect(drawnRows()).toHaveLength(31);
  expect(screen.getByRole('rowheader', { name: 'Group' })).toHaveAttribute('colspan', '1');
  expect(screen.queryByRole('region')).not.toBeInTheDocument();
});
