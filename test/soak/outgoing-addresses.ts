import type { Random } from './random.ts';

/** Spellings of this machine, of private networks and of a cloud's metadata, as somebody would hide them. */
const insides = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}`,
  `https://127.0.0.1:${port}`,
  `http://localhost:${port}`,
  `http://[::1]:${port}`,
  `http://[::ffff:127.0.0.1]:${port}`,
  `http://127.1:${port}`,
  `http://0x7f000001:${port}`,
  `http://2130706433:${port}`,
  `http://0.0.0.0:${port}`,
  'http://169.254.169.254',
  'https://10.0.0.1',
  'https://192.168.1.1',
  'https://[fd00::1]',
];

/** Names that look like the vendor's and are somebody's own. */
const lookalikes = [
  'https://{name}.attacker.example',
  'https://attacker.example/{name}',
  'https://{name}@attacker.example',
  'https://user:secret@{name}',
  'https://attacker.example#{name}',
  'https://attacker.example?{name}',
  'https://attacker{name}.example',
  'https://{name}:8443',
  'https://{name}.',
  'http://{name}',
  '//attacker.example/{name}',
  '\\\\attacker.example\\{name}',
  'ftp://{name}',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:audio/mpeg;base64,AAAA',
  'http:attacker.example',
  '',
] as const;

const names = [
  'acme.bitrix24.ru',
  'oauth.bitrix.info',
  'app.mango-office.ru',
  'api.twilio.com',
  'megapbx.ru',
  'app.uiscom.ru',
] as const;
const paths = [
  '',
  '/',
  '/rest/',
  '/rest/batch.json',
  '/record.mp3',
  '/a/../../b?c=d&e',
  '/%2e%2e/%00',
] as const;

/** An address at which nothing may ever be asked, whoever names it. */
export function hostileAddress(random: Random, trapPort: number): string {
  const base = random.chance(0.4)
    ? random.pick(insides(trapPort))
    : random.pick(lookalikes).replace('{name}', random.pick(names));
  return base + random.pick(paths);
}
