import React, { type ReactNode, useState } from 'react';
import { Button } from '@grafana/ui';

interface Props {
  title: string;
  children: ReactNode;
  /** Of the button. */
  'data-testid': string;
}

/** Closed at first: for what most people do not come for. */
export function Disclosure({ title, children, 'data-testid': testId }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        fill="text"
        size="sm"
        icon={isOpen ? 'angle-down' : 'angle-right'}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        data-testid={testId}
      >
        {title}
      </Button>
      {isOpen && children}
    </>
  );
}
