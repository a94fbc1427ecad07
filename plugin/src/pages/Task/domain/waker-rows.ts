import { type TargetSummary, WAIT_CLASSES, type WakerSummary } from '@meshprof/contracts';
import { waitClassTitle, wakerTitle } from '@shared/domain/contract-texts/wait-texts';
import { t } from '@shared/domain/t';
import { formatAmount, formatCount } from '@shared/domain/format-amount';

export interface WakerRow {
  id: string;
  who: string;
  waitClass: string;
  time: string;
  waits: string;
  /** Waits of event loops with nothing to do: no cost. */
  isIdle: boolean;
}

function whoOf({ kind, pid, process }: WakerSummary): string {
  if (pid !== undefined) {
    return t('task.wakers.process', '{{process}} (pid {{pid}})', {
      process: process ?? t('task.wakers.ended', 'A process that has ended'),
      pid,
    });
  }
  return wakerTitle(kind);
}

/** Who ended the waits of each class, those with the most time first; idle loops last, since they are no cost. */
export function wakerRows({ wakers = [] }: TargetSummary): WakerRow[] {
  return wakers
    .map((row): WakerRow => {
      const waitClass = WAIT_CLASSES.find(({ id }) => id === row.waitClass);
      return {
        id: `${row.waitClass}-${row.kind}-${row.pid ?? ''}`,
        who: whoOf(row),
        waitClass: waitClassTitle(row.waitClass),
        time: formatAmount(row.timeNs, 'ns'),
        waits: formatCount(row.waits),
        isIdle: waitClass !== undefined && 'idle' in waitClass,
      };
    })
    .sort((a, b) => Number(a.isIdle) - Number(b.isIdle));
}

/** "and 12 more, 3,456 waits" or nothing. */
export function wakersLeftOutText({ wakersLeftOut }: TargetSummary): string | undefined {
  return (
    wakersLeftOut &&
    t('task.wakers.left-out', 'and {{rows}} more, {{waits}} waits', {
      rows: formatCount(wakersLeftOut.rows),
      waits: formatCount(wakersLeftOut.waits),
    })
  );
}
