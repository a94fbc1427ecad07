import type { KnobValue } from '@meshprof/contracts';

/** A value in a few words: `sampling 1 %`, `access log off`. */
export function knobText(value: KnobValue): string {
  switch (value.knob) {
    case 'tracing.sampling':
      return `sampling ${value.percent} %`;
    case 'tracing.enabled':
      return `tracing ${onOff(value.on)}`;
    case 'tracing.provider':
      return `tracing provider ${value.name}`;
    case 'tracing.batch-size':
      return `batches of ${value.spans} spans`;
    case 'accesslog.enabled':
      return `access log ${onOff(value.on)}`;
    case 'accesslog.format':
      return `log format ${value.prepared ?? (value.json ? 'JSON' : 'text')}`;
    case 'accesslog.filter':
      return `log only ${value.expression ?? `status ${value.minStatus ?? '?'} and above`}`;
    case 'accesslog.sink':
      return `log to ${value.provider ?? value.path ?? value.cluster ?? value.sink}`;
    case 'stats.filter':
      return `request metrics ${onOff(value.on)}`;
    case 'filter.enabled':
      return `filter ${value.name} ${onOff(value.on)}`;
    case 'concurrency':
      return `${value.workers} workers`;
  }
}

const onOff = (on: boolean) => (on ? 'on' : 'off');
