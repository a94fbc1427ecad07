import { createHmac } from 'node:crypto';
import http from 'node:http';

export interface SignedAlert {
  readonly fingerprint: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly tookMs: number;
}

/** Signs and sends notifications as Grafana does, over connections that stay open. */
export class WebhookSender {
  readonly #url: string;
  readonly #secret: string;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  sign(fingerprint: string, labels: Record<string, string>, annotations: Record<string, string> = {}): SignedAlert {
    const alert = {
      status: 'firing',
      labels: { alertname: 'Bench', severity: 'warning', ...labels },
      annotations: { summary: 'Sent by the benchmark', ...annotations },
      startsAt: new Date(Date.now() - 30_000).toISOString(),
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint,
    };
    const body = JSON.stringify({ receiver: 'meshprof', status: 'firing', alerts: [alert], version: '1', orgId: 1 });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', this.#secret).update(`${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-grafana-alerting-signature': signature,
      'x-grafana-alerting-timestamp': timestamp,
    };
    return { fingerprint, body, headers };
  }

  send({ body, headers }: SignedAlert): Promise<Answer> {
    const startMs = performance.now();
    return new Promise((resolve, reject) => {
      const request = http.request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text, tookMs: performance.now() - startMs });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
