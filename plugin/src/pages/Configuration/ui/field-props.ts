import type { ConfigurationForm, FormProblems } from '../domain/configuration-form';

export interface FieldProps {
  form: ConfigurationForm;
  problems: FormProblems;
  onChange: (changes: Partial<ConfigurationForm>) => void;
}

/** Inputs of one width that still fit a narrow screen. */
export const INPUT_STYLE = { maxWidth: 480 };
