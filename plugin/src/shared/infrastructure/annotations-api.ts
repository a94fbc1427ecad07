import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

export interface NewAnnotation {
  fromUnixMs: number;
  toUnixMs: number;
  text: string;
  tags: string[];
}

/** Grafana's own: an annotation of the organisation, which dashboards show that ask for one of its tags. */
export async function createAnnotation({ fromUnixMs, toUnixMs, text, tags }: NewAnnotation): Promise<void> {
  await lastValueFrom(
    getBackendSrv().fetch({
      url: '/api/annotations',
      method: 'POST',
      data: { time: Math.round(fromUnixMs), timeEnd: Math.round(toUnixMs), text, tags },
      showErrorAlert: false,
      showSuccessAlert: false,
    })
  );
}
