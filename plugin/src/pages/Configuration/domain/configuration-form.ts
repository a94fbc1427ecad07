export interface ConfigurationForm {
  controllerUrl: string;
  /** '' means the first Pyroscope data source. */
  dataSourceUid: string;
  secret: string;
  /** A secret is stored and was not reset. */
  isSecretSet: boolean;
}

/** Why the form cannot be saved; undefined if it can. */
export function formProblem({ controllerUrl, secret, isSecretSet }: ConfigurationForm): string | undefined {
  if (!URL.canParse(controllerUrl)) {
    return 'Enter the controller’s full URL, for example http://meshprof-controller:8686';
  }
  const { protocol, search, hash } = new URL(controllerUrl);
  if (!['http:', 'https:'].includes(protocol) || search || hash) {
    return 'The URL must start with http:// or https:// and have no query or fragment';
  }
  return isSecretSet || secret ? undefined : 'Enter the secret that the controller was started with';
}
