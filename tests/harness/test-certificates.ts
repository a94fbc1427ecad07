import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of its own in a folder, made with openssl. */
export class TestAuthority {
  readonly caFile: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.caFile = path.join(folder, 'ca.pem');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'index.txt'), '');
    writeFileSync(path.join(folder, 'serial'), '01');
    writeFileSync(path.join(folder, 'ca.cnf'), configOf(folder));
    const subject = ['-subj', `/CN=authority in ${path.basename(folder)}`];
    this.#openssl(['req', '-x509', ...NEW_KEY, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '2', ...subject]);
  }

  /** `names`: subject alternative names, as openssl writes them (`DNS:localhost`). */
  issue(name: string, { names = 'DNS:localhost', expired = false } = {}): CertificateFiles {
    writeFileSync(path.join(this.#folder, `${name}.ext`), `subjectAltName=${names}\n`);
    const request = ['-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`];
    this.#openssl(['req', ...NEW_KEY, ...request]);
    const dates = expired ? ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'] : ['-days', '1'];
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`];
    this.#openssl(['ca', '-batch', '-notext', '-config', 'ca.cnf', ...dates, ...files]);
    return { cert: path.join(this.#folder, `${name}.pem`), key: path.join(this.#folder, `${name}-key.pem`) };
  }

  #openssl(args: string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function configOf(folder: string): string {
  return `[ca]
default_ca = this
[this]
database = ${folder}/index.txt
serial = ${folder}/serial
new_certs_dir = ${folder}
certificate = ${folder}/ca.pem
private_key = ${folder}/ca-key.pem
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
`;
}
