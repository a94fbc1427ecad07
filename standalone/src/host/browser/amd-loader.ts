/** The little of AMD that a plugin bundle needs: one anonymous `define`, whose dependencies are all here already. */
type Factory = (...dependencies: unknown[]) => unknown;
interface Definition {
  readonly dependencies: readonly string[];
  readonly factory: Factory;
}

declare global {
  interface Window {
    define?: ((dependencies: readonly string[], factory: Factory) => void) & { amd: object };
  }
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${url} could not be loaded`));
    document.head.append(script);
  });
}

/** Loads a bundle and answers its exports. Throws, naming it, for a dependency that the host page does not have. */
export async function loadAmdModule(url: string, externals: ReadonlyMap<string, unknown>): Promise<unknown> {
  let definition: Definition | undefined;
  const define = (dependencies: readonly string[], factory: Factory) => {
    definition = { dependencies, factory };
  };
  window.define = Object.assign(define, { amd: {} });
  try {
    await loadScript(url);
  } finally {
    delete window.define;
  }
  if (!definition) throw new Error(`${url} is not an AMD module`);
  const { dependencies, factory } = definition;
  return factory(
    ...dependencies.map((name) => {
      // webpack's public path: the folder that this module came from.
      if (name === 'module') return { id: url, uri: url };
      const external = externals.get(name);
      if (external === undefined) throw new Error(`The app needs ${name}, which this page does not provide`);
      return external;
    })
  );
}
