/** `getBackendSrv().fetch` for tests: answers by method and path, and remembers what was asked. */
import type { BackendSrv, BackendSrvRequest } from '@grafana/runtime';
import { of, throwError } from 'rxjs';

export interface Answer {
  status?: number;
  data: unknown;
}

export class FakeBackend {
  readonly asked: BackendSrvRequest[] = [];
  readonly #answers = new Map<string, Answer | ((request: BackendSrvRequest) => Answer)>();

  /** `path` without the proxy's prefix, e.g. `read/v1/tasks`. A function answers by what is asked. */
  answer(method: string, path: string, answer: Answer | ((request: BackendSrvRequest) => Answer)): void {
    this.#answers.set(`${method} ${path}`, answer);
  }

  fetch = (request: BackendSrvRequest) => {
    this.asked.push(request);
    const path = request.url.replace(/^\/api\/plugin-proxy\/[^/]+\//, '');
    const answer = this.#answers.get(`${request.method} ${path}`) ?? {
      status: 404,
      data: { message: `no answer for ${request.method} ${path}` },
    };
    const { status = 200, data } = typeof answer === 'function' ? answer(request) : answer;
    return status < 400 ? of({ data, status }) : throwError(() => ({ status, statusText: '', data, config: request }));
  };

  asServer(): BackendSrv {
    return { fetch: this.fetch } as unknown as BackendSrv;
  }
}
