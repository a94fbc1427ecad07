/** A series of Prometheus as the data frame that Grafana's data source makes of it. */

export interface PrometheusSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix seconds and the value as text, as Prometheus writes both. */
  readonly values: readonly (readonly [number, string])[];
}

export interface PrometheusFrameOptions {
  readonly refId: string;
  readonly expression: string;
  readonly legendFormat: string | undefined;
  readonly stepMs: number;
  readonly executed: string;
}

const AUTO_LEGEND = '__auto';

export function prometheusFrame(series: PrometheusSeries, options: PrometheusFrameOptions) {
  const { refId, stepMs } = options;
  const times = series.values.map(([seconds]) => Math.round(seconds * 1_000));
  const { numbers, entities } = readNumbers(series.values.map(([, text]) => text));
  const displayName = displayNameOf(series.metric, options);
  return {
    schema: {
      refId,
      meta: {
        type: 'timeseries-multi',
        typeVersion: [0, 1],
        custom: { calculatedMinStep: stepMs, resultType: 'matrix' },
        executedQueryString: options.executed,
      },
      fields: [
        { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' }, config: { interval: stepMs } },
        {
          name: series.metric['__name__'] ?? 'Value',
          type: 'number',
          typeInfo: { frame: 'float64' },
          labels: series.metric,
          ...(displayName !== '' && { config: { displayNameFromDS: displayName } }),
        },
      ],
    },
    data: { values: [times, numbers], ...(entities && { entities: [null, entities] }) },
  };
}

/** What Grafana answers for a query that matches nothing: one frame without fields. */
export const emptyPrometheusFrame = ({ refId, stepMs, executed }: PrometheusFrameOptions) => ({
  schema: {
    refId,
    meta: { typeVersion: [0, 0], custom: { calculatedMinStep: stepMs }, executedQueryString: executed },
    fields: [],
  },
  data: { values: [] },
});

/** JSON has no NaN and no infinity: frames carry a null there, and the places beside the values. */
function readNumbers(texts: readonly string[]) {
  const places: Record<'NaN' | 'Inf' | 'NegInf', number[]> = { NaN: [], Inf: [], NegInf: [] };
  const numbers = texts.map((text, index) => {
    if (text === '+Inf') places.Inf.push(index);
    else if (text === '-Inf') places.NegInf.push(index);
    else if (Number.isFinite(Number(text)) && text !== '') return Number(text);
    else places.NaN.push(index);
    return null;
  });
  const kept = Object.entries(places).filter(([, indices]) => indices.length > 0);
  return { numbers, entities: kept.length > 0 ? Object.fromEntries(kept) : undefined };
}

/** '' where Grafana's front end is to name the series by its labels. */
function displayNameOf(
  labels: PrometheusSeries['metric'],
  { legendFormat, expression }: Pick<PrometheusFrameOptions, 'legendFormat' | 'expression'>
): string {
  if (legendFormat === AUTO_LEGEND && Object.keys(labels).length > 0) return '';
  if (legendFormat && legendFormat !== AUTO_LEGEND) {
    return legendFormat.replace(/\{\{\s*(.+?)\s*\}\}/g, (_match, label: string) => labels[label] ?? '');
  }
  const name = seriesName(labels);
  return name === '{}' ? expression : name;
}

function seriesName({ __name__: name = '', ...labels }: PrometheusSeries['metric']): string {
  const pairs = Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .sort();
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}
