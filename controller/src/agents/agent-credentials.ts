import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AgentId } from '../storage/ids.ts';

/** `mpa_<agent id>_<256 random bits>`: the prefix lets secret scanners find a leaked one. */
export function newCredential(agentId: AgentId): string {
  return `mpa_${agentId}_${randomBytes(32).toString('base64url')}`;
}

/** The agent a credential claims to be of. */
export function agentIdOf(credential: string): AgentId | undefined {
  return /^mpa_([0-9a-f-]{36})_[\w-]{43}$/.exec(credential)?.[1];
}

/** `mpj_<token id>_<256 random bits>` */
export function newJoinToken(id: string): string {
  return `mpj_${id}_${randomBytes(32).toString('base64url')}`;
}

/** The stored join token that this claims to be; the configured one has any form. */
export function joinTokenIdOf(token: string): string | undefined {
  return /^mpj_([0-9a-f-]{36})_[\w-]{43}$/.exec(token)?.[1];
}

export function hashCredential(credential: string): string {
  return hash('sha256', credential, 'hex');
}

/** Compares two secrets in a time that tells nothing of their content or length. */
export function equalSecrets(given: string, expected: string): boolean {
  const digest = (secret: string) => hash('sha256', secret, 'buffer');
  return timingSafeEqual(digest(given), digest(expected));
}
