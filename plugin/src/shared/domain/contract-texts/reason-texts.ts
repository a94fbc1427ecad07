import { type Reason, REASONS } from '@meshprof/contracts';
import { contractText } from './contract-text';

/** As the API tells why something is as it is. */
interface SaidReason {
  reasonCode?: string;
  reason?: string;
  remedy?: string;
}

const reasonOf = (code: string): Reason | undefined =>
  Object.hasOwn(REASONS, code) ? REASONS[code as keyof typeof REASONS] : undefined;

/**
 * What a server said, in the user's language as far as the table has it. Details that follow the table's sentence, and
 * what a newer server says of a code, stay as they were said.
 */
export function translatedReason<R extends SaidReason>(said: R): Pick<R, 'reason' | 'remedy'> {
  const { reasonCode = '', reason, remedy } = said;
  const known = reasonOf(reasonCode);
  if (!known) {
    return { reason, remedy };
  }
  const isTableSentence = reason?.startsWith(known.sentence) ?? false;
  return {
    reason: isTableSentence
      ? `${contractText('reason', reasonCode, 'sentence', known.sentence)}${reason?.slice(known.sentence.length)}`
      : reason,
    remedy: remedy === known.remedy ? contractText('reason', reasonCode, 'remedy', known.remedy) : remedy,
  };
}

/** Reason and remedy as one text. */
export function reasonText(said: SaidReason): string {
  const { reason, remedy } = translatedReason(said);
  return [reason, remedy].filter(Boolean).join(' ');
}

/** What to do about a code where the server does not say it; undefined for one that the table lacks. */
export function remedyOfReason(code: string): string | undefined {
  const known = reasonOf(code);
  return known && contractText('reason', code, 'remedy', known.remedy);
}
