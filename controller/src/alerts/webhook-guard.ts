import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from '@meshprof/contracts';
import { equalSecrets } from '../agents/agent-credentials.ts';
import { bearerOf } from '../http/access.ts';
import { checkSignature, type SignatureCheck } from './webhook-signature.ts';

/** Who may send alerts. These secrets admit to nothing else. */
export interface WebhookSecrets {
  /** Key of the HMAC over timestamp and body. */
  readonly secret?: string;
  /** For senders that cannot sign, such as Alertmanager. */
  readonly token?: string;
  readonly signatureHeader?: string;
  readonly timestampHeader?: string;
}

/** Checks senders of webhooks: first by headers alone, and a signature once the body is there. */
export class WebhookGuard {
  readonly #secret: string | undefined;
  readonly #token: string | undefined;
  readonly #signatureHeader: string;
  readonly #timestampHeader: string;
  readonly #now: () => number;

  constructor(secrets: WebhookSecrets, now: () => number) {
    this.#secret = secrets.secret === '' ? undefined : secrets.secret;
    this.#token = secrets.token === '' ? undefined : secrets.token;
    this.#signatureHeader = (secrets.signatureHeader ?? WEBHOOK_SIGNATURE_HEADER).toLowerCase();
    this.#timestampHeader = (secrets.timestampHeader ?? WEBHOOK_TIMESTAMP_HEADER).toLowerCase();
    this.#now = now;
  }

  /** Why a request cannot be admitted whatever its body is, or undefined: so that nobody else's body is read. */
  refuseEarly(headers: IncomingHttpHeaders): string | undefined {
    if (this.#secret === undefined && this.#token === undefined) {
      return 'Webhooks are not set up: give the controller a webhookSecret (Grafana) or a webhookToken (Alertmanager).';
    }
    if (textOf(headers[this.#signatureHeader]) !== undefined) {
      return this.#secret === undefined ? 'This controller has no webhookSecret to check a signature with.' : undefined;
    }
    const check = this.#checkToken(headers.authorization);
    return check.ok ? undefined : check.detail;
  }

  check(headers: IncomingHttpHeaders, rawBody: Buffer): SignatureCheck {
    const signature = textOf(headers[this.#signatureHeader]);
    if (signature === undefined) return this.#checkToken(headers.authorization);
    if (this.#secret === undefined) return { ok: false, detail: 'This controller has no webhookSecret.' };
    const timestamp = textOf(headers[this.#timestampHeader]);
    return checkSignature({ signature, timestamp, rawBody }, this.#secret, this.#now());
  }

  /** The same for the same bytes signed at the same time. */
  hashOf(source: string, headers: IncomingHttpHeaders, rawBody: Buffer): string {
    const signedAt = textOf(headers[this.#timestampHeader]) ?? '';
    return createHash('sha256').update(`${source}\n${signedAt}\n`).update(rawBody).digest('hex');
  }

  #checkToken(authorization: string | undefined): SignatureCheck {
    const bearer = bearerOf(authorization);
    if (bearer === undefined) {
      return { ok: false, detail: `Send ${this.#signatureHeader} with a signature, or Authorization: Bearer <token>.` };
    }
    if (this.#token !== undefined && equalSecrets(bearer, this.#token)) return { ok: true };
    return { ok: false, detail: 'The bearer token is not the webhookToken of this controller.' };
  }
}

/** Also of an empty header: who sends a signature is judged by it, whatever else there is. */
function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
