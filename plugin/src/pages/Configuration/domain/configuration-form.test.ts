import { formProblem } from './configuration-form';

const form = { controllerUrl: 'http://controller:8686', dataSourceUid: '', secret: '', isSecretSet: true };

describe('formProblem', () => {
  it('takes a URL and a secret, stored or new', () => {
    expect(formProblem(form)).toBeUndefined();
    expect(formProblem({ ...form, isSecretSet: false, secret: 's' })).toBeUndefined();
    expect(formProblem({ ...form, controllerUrl: 'https://host/base/path' })).toBeUndefined();
  });

  it('says what is missing or wrong', () => {
    expect(formProblem({ ...form, controllerUrl: '' })).toMatch(/full URL/);
    expect(formProblem({ ...form, controllerUrl: 'controller:8686' })).toMatch(/http/);
    expect(formProblem({ ...form, controllerUrl: 'http://c/?x=1' })).toMatch(/no query/);
    expect(formProblem({ ...form, isSecretSet: false })).toMatch(/secret/);
  });
});
