import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../infra/build.ts';
import { defineTenant, knownTenants, loadTenant, type TenantFile } from '../../infra/tenant.ts';

const acme: TenantFile = {
  id: 'acme',
  name: 'Acme',
  package: 'basic',
  country: 'RU',
  timeZone: 'Asia/Yekaterinburg',
  oidc: { issuer: 'https://id.acme.example', audience: ['calls'] },
};

describe("a tenant's file", () => {
  it('may leave out the e-mail address for alarms and the region', () => {
    expect(defineTenant(acme)).toEqual(acme);
  });

  it('may name both', () => {
    const whole = { ...acme, alarmEmail: 'ops@acme.example', region: 'eu-central-1' };
    expect(defineTenant(whole)).toEqual(whole);
  });

  it.each([
    ['an id that is no name', { id: 'Acme Ltd' }, /^Tenant "Acme Ltd" is not usable: id: /],
    ['an unknown package', { package: 'premium' }, /package: /],
    ['a country that is none', { country: 'XX' }, /country: must be a two-letter country code/],
    ['a time zone that is none', { timeZone: 'Moscow' }, /timeZone: must be an IANA time zone/],
    [
      'an issuer without TLS',
      { oidc: { issuer: 'http://id.acme.example', audience: ['a'] } },
      /oidc\.issuer: /,
    ],
    ['no audience', { oidc: { issuer: acme.oidc.issuer, audience: [] } }, /oidc\.audience: /],
    ['an address that is none', { alarmEmail: 'ops' }, /alarmEmail: /],
    ['a region that is none', { region: 'europe' }, /region: must be an AWS region/],
    ['a field that nobody knows', { timezone: 'Europe/Moscow' }, /timezone/],
  ])('is refused with %s, by the name of the field', (_, change, message) => {
    const broken = { ...acme, ...change } as unknown as TenantFile;
    expect(() => defineTenant(broken)).toThrow(message);
  });

  it('is found by the id', async () => {
    expect(await loadTenant('example')).toMatchObject({ id: 'example', package: 'extended', country: 'RU' });
  });

  it.each(['acme', '../tenant', 'Example', ''])('is missed by the name it would have: "%s"', async (id) => {
    await expect(loadTenant(id)).rejects.toThrow(
      expect.objectContaining({
        code: 'DL6001',
        message: expect.stringContaining(`infra/tenants/${id}.ts. Known tenants: `),
      }),
    );
  });

  it('exists for each known tenant and says its own id', async () => {
    for (const id of await knownTenants()) expect(await loadTenant(id)).toMatchObject({ id });
  });

  it('that is missing ends the command line with one clear line', async () => {
    const run = promisify(execFile)('node', ['infra/app.ts'], {
      cwd: projectRoot,
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ tenant: 'nobody' }) },
    });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^DL6001 There is no infra\/tenants\/nobody\.ts\. Known tenants: .*\n$/),
    });
  });
});
