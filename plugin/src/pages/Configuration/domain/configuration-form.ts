export interface ConfigurationForm {
  controllerUrl: string;
  /** '' means the first Pyroscope data source. */
  dataSourceUid: string;
  secret: string;
  /** A secret is stored and was not reset. */
  isSecretSet: boolean;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Why the form cannot be saved; undefined if it can. */
export function formProblem({ controllerUrl, secret, isSecretSet }: ConfigurationForm): string | undefined {
  const url = parseUrl(controllerUrl);
  if (!url) {
    return 'Enter the controller’s full URL, for example http://meshprof-controller:8686';
  }
  const { protocol, search, hash } = url;
  if (!['http:', 'https:'].includes(protocol) || search || hash) {
    return 'The URL must start with http:// or https:// and have no query or fragment';
  }
  return isSecretSet || secret ? undefined : 'Enter the secret that the controller was started with';
}
