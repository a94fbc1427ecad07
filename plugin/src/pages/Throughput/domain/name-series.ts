import type { DataFrame } from '@grafana/data';

/** A sum over everything has no label to be named by, and its query is no name. */
export const nameSeries = (frames: DataFrame[], name: string): DataFrame[] =>
  frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      field.labels && Object.keys(field.labels).length === 0
        ? { ...field, config: { ...field.config, displayName: name } }
        : field
    ),
  }));
