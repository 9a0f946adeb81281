import { describe, expect, it } from 'vitest';
import { HostRefusedError } from '../../../../shared/crm/bitrix24/rest/errors.ts';
import { AllowedHosts } from '../../../../shared/crm/bitrix24/rest/hosts.ts';

describe('S4 where tokens and secrets may be sent', () => {
  const hosts = new AllowedHosts({
    portals: ['https://crm.acme.example/rest/', 'http://127.0.0.1:8080'],
    oauth: ['http://127.0.0.1:8081'],
  });

  it.each([
    'https://acme.bitrix24.ru/rest/',
    'https://acme.bitrix24.com.br/rest/',
    'https://b24-a1.bitrix24.kz/',
    'https://crm.acme.example/rest/',
    'http://127.0.0.1:8080/rest/',
  ])('%s is a portal', (address) => {
    expect(hosts.portal(address).href).toBe(address);
  });

  it.each([
    'http://acme.bitrix24.ru/rest/',
    'https://acme.bitrix24.ru:8443/rest/',
    'https://user:pass@acme.bitrix24.ru/rest/',
    'https://acme.bitrix24.ru.evil.example/rest/',
    'https://evilbitrix24.ru/rest/',
    'https://a.b.bitrix24.ru/rest/',
    'https://acme.bitrix24.evil/rest/',
    'https://oauth.bitrix.info/rest/',
    'http://crm.acme.example/rest/',
    'https://127.0.0.1:8080/rest/',
    'https://169.254.169.254/latest/',
    'file:///etc/passwd',
    'acme.bitrix24.ru',
    '',
  ])('%s is none', (address) => {
    expect(() => hosts.portal(address)).toThrow(HostRefusedError);
  });

  it.each(['https://oauth.bitrix.info/rest/', 'https://oauth.bitrix24.tech/rest/', 'http://127.0.0.1:8081/'])(
    '%s gives out tokens',
    (address) => {
      expect(hosts.oauth(address).href).toBe(address);
    },
  );

  it.each(['https://acme.bitrix24.ru/', 'https://oauth.bitrix.info.evil.example/', 'http://127.0.0.1:8080/'])(
    '%s gives out none',
    (address) => {
      expect(() => hosts.oauth(address)).toThrow(HostRefusedError);
    },
  );

  it('an error names no more of an address than its host', () => {
    const tell = () => hosts.portal('https://evil.example/rest/1/secret-code/crm.lead.add');

    expect(tell).toThrow(/evil\.example is not a host/);
    expect(tell).not.toThrow(/secret-code/);
  });
});
