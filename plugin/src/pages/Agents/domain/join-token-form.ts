import { type CreateJoinToken, JOIN_TOKEN_MAX_USES } from '@meshprof/contracts';

export interface JoinTokenForm {
  name: string;
  /** 0: never. */
  expiresInHours: number;
  /** Text, since empty means any number. */
  maxUses: string;
}

/** A day, and as many nodes as one likes to add in it: a token that lies around admits nobody for long. */
export const DEFAULT_JOIN_TOKEN_FORM: JoinTokenForm = { name: '', expiresInHours: 24, maxUses: '' };

export const EXPIRY_CHOICES_HOURS = [1, 24, 7 * 24, 0] as const;

const HOUR_MS = 3_600_000;

export const isUses = (text: string): boolean =>
  text.trim() === '' || (/^\d{1,7}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= JOIN_TOKEN_MAX_USES);

export const joinTokenRequest = ({ name, expiresInHours, maxUses }: JoinTokenForm): CreateJoinToken => ({
  name: name.trim(),
  ...(expiresInHours > 0 && { expiresInMs: expiresInHours * HOUR_MS }),
  ...(maxUses.trim() !== '' && { maxUses: Number(maxUses) }),
});
