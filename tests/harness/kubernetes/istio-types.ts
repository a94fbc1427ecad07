import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { goProgram } from '../go-programs/go-programs.mjs';
import type { ApiServer } from './api-server.ts';

/** Installs the CustomResourceDefinitions of Istio's module, and waits until Telemetry objects are served. */
export async function installIstioTypes(server: ApiServer): Promise<void> {
  const documents = parseAllDocuments(readFileSync(goProgram('istiod', 'istio-crds.yaml'), 'utf8'));
  for (const body of documents.map((document) => document.toJS() as unknown).filter((object) => object !== null)) {
    const { status, body: answer } = await server.ask('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      body,
    });
    if (status !== 201) throw new Error(`HTTP ${status}: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  await server.whenAnswering('the Telemetry API', () => server.admin.list('telemetry.istio.io/v1', 'Telemetry'));
}
