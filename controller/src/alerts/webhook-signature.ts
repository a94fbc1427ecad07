import { createHmac } from 'node:crypto';
import { equalSecrets } from '../agents/agent-credentials.ts';

/** A recorded request may be sent again for this long at most; within it the delivery's request hash catches it. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

export interface SignedRequest {
  readonly signature: string;
  /** Unix seconds, as text. */
  readonly timestamp: string | undefined;
  readonly rawBody: Buffer;
}

export type SignatureCheck = { readonly ok: true } | { readonly ok: false; readonly detail: string };

/**
 * Grafana's signature (grafana/alerting, HMACRoundTripper): hexadecimal HMAC-SHA256 over the timestamp, a colon and the
 * body's bytes. Without its option for a timestamp header Grafana signs the body alone; that is refused, since whoever
 * records such a request could send it for ever.
 */
export function checkSignature(request: SignedRequest, secret: string, nowMs: number): SignatureCheck {
  const { timestamp, signature, rawBody } = request;
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return refused(NO_TIMESTAMP);
  const expected = createHmac('sha256', secret).update(`${timestamp}:`).update(rawBody).digest('hex');
  if (!equalSecrets(signature.toLowerCase(), expected)) return refused(WRONG_SIGNATURE);
  // Only a sender that knows the secret learns how the clocks differ.
  const aheadMs = Number(timestamp) * 1000 - nowMs;
  if (Math.abs(aheadMs) <= SIGNATURE_WINDOW_MS) return { ok: true };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const place = aheadMs > 0 ? 'ahead of' : 'behind';
  return refused(
    `The signed time is ${seconds} s ${place} this controller's clock; at most 300 s are taken. Set the clocks.`
  );
}

const NO_TIMESTAMP = 'The request has no signed time in Unix seconds. Set the timestamp header of the contact point.';
const WRONG_SIGNATURE = 'The signature does not fit the body. Give sender and controller the same webhook secret.';

function refused(detail: string): SignatureCheck {
  return { ok: false, detail };
}
