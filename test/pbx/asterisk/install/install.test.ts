import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../infra/pbx/asterisk/config.ts';
import { install } from '../../../../infra/pbx/asterisk/install/install.ts';

let prefix: string;
let program: string;
beforeEach(async () => {
  prefix = await mkdtemp(join(tmpdir(), 'install-'));
  program = join(prefix, 'downloaded.mjs');
  await writeFile(program, '// version 1\n');
  await mkdir(join(prefix, 'etc/asterisk'), { recursive: true });
  await writeFile(
    join(prefix, 'etc/asterisk/manager.conf'),
    '[general]\nenabled = yes\ntimestampevents = yes\n',
  );
});
afterEach(() => rm(prefix, { recursive: true, force: true }));

const url = 'https://api.example.com/pbx/generic';
const run = (more: Partial<Parameters<typeof install>[0]> = {}) =>
  install({ url, systemName: undefined, asterisk: undefined, prefix, program, ...more });
const read = (path: string) => readFile(join(prefix, path), 'utf8');
const modeOf = async (path: string) => ((await stat(join(prefix, path))).mode & 0o777).toString(8);

describe('one command', () => {
  it('sets up program, settings, secrets, account and service', async () => {
    const done = await run({ systemName: 'pbx1' });
    expect(await read('usr/local/lib/dutyline-relay/dutyline-asterisk-relay.mjs')).toBe('// version 1\n');
    expect(await loadConfig(join(prefix, 'etc/dutyline-relay.json'))).toMatchObject({
      webhook: { url },
      numbering: { systemName: 'pbx1' },
    });
    const [webhookSecret, amiSecret] = [
      await read('etc/dutyline-relay.secret'),
      await read('etc/dutyline-relay.ami-secret'),
    ];
    expect(webhookSecret.trim()).toMatch(/^[\w-]{43}$/);
    expect(webhookSecret).not.toBe(amiSecret);
    expect(await modeOf('etc/dutyline-relay.secret')).toBe('600');
    expect(await modeOf('etc/dutyline-relay.ami-secret')).toBe('600');
    const account = await read('etc/asterisk/manager.conf');
    expect(account).toContain(`[dutyline]\nsecret = ${amiSecret.trim()}\n`);
    expect(account).toContain('read = system,call,agent,dialplan\nwrite = reporting\n');
    const unit = await read('etc/systemd/system/dutyline-asterisk-relay.service');
    expect(unit).toContain(
      `ExecStart=${process.execPath} /usr/local/lib/dutyline-relay/dutyline-asterisk-relay.mjs --config /etc/dutyline-relay.json`,
    );
    expect(unit).toContain('RestartPreventExitStatus=78');
    expect(done.filter((line) => line.startsWith('would run: '))).toEqual([
      'would run: useradd --system --no-create-home --shell /usr/sbin/nologin dutyline-relay',
      'would run: chown dutyline-relay: /etc/dutyline-relay.secret',
      'would run: chown dutyline-relay: /etc/dutyline-relay.ami-secret',
      'would run: asterisk -rx manager reload',
      'would run: systemctl daemon-reload',
      'would run: systemctl enable dutyline-asterisk-relay.service',
      'would run: systemctl restart dutyline-asterisk-relay.service',
    ]);
    expect(done.join('\n')).not.toContain(webhookSecret.trim());
  });

  it('run again it brings the new program and changes nothing else', async () => {
    await run();
    const paths = [
      'etc/dutyline-relay.json',
      'etc/dutyline-relay.secret',
      'etc/dutyline-relay.ami-secret',
      'etc/asterisk/manager.conf',
    ];
    const before = await Promise.all(paths.map(read));
    await writeFile(program, '// version 2\n');
    await run({ url: undefined });
    expect(await Promise.all(paths.map(read))).toEqual(before);
    expect(await read('usr/local/lib/dutyline-relay/dutyline-asterisk-relay.mjs')).toBe('// version 2\n');
  });

  it('on FreePBX the account goes into the file which FreePBX leaves alone', async () => {
    await writeFile(join(prefix, 'etc/asterisk/manager_custom.conf'), '; mine\n');
    await run();
    expect(await read('etc/asterisk/manager_custom.conf')).toContain('; mine\n\n[dutyline]\n');
    expect(await read('etc/asterisk/manager.conf')).not.toContain('[dutyline]');
  });

  it('an account that is there already stays as it is, and is used', async () => {
    await writeFile(
      join(prefix, 'etc/asterisk/manager.conf'),
      '[general]\nenabled=yes\n[dutyline]\nsecret = mine\n',
    );
    const done = await run();
    expect(await read('etc/asterisk/manager.conf')).toBe(
      '[general]\nenabled=yes\n[dutyline]\nsecret = mine\n',
    );
    expect(done.join('\n')).toMatch(/account kept "dutyline"/);
    expect(await read('etc/dutyline-relay.ami-secret')).toBe('mine\n');
    expect(done.join('\n')).toMatch(/NOTE: .*timestampevents/);
  });

  it('an account that was made on FreePBX’s pages is used as well', async () => {
    await writeFile(join(prefix, 'etc/asterisk/manager_custom.conf'), '');
    await writeFile(join(prefix, 'etc/asterisk/manager_additional.conf'), '[dutyline]\nsecret=theirs\n');
    await run();
    expect(await read('etc/asterisk/manager_custom.conf')).toBe('');
    expect(await read('etc/dutyline-relay.ami-secret')).toBe('theirs\n');
  });

  it('with a prefix nothing outside of it is written, and Asterisk’s own file is copied', async () => {
    const asterisk = await mkdtemp(join(tmpdir(), 'asterisk-'));
    const own = '[general]\nenabled = yes\n';
    await writeFile(join(asterisk, 'manager.conf'), own);
    await run({ asterisk });
    expect(await readFile(join(asterisk, 'manager.conf'), 'utf8')).toBe(own);
    const copy = await read(join(asterisk, 'manager.conf'));
    expect(copy.startsWith(`${own}\n[dutyline]\nsecret = `)).toBe(true);
    await rm(asterisk, { recursive: true });
  });

  it('an account without a secret is told, and nothing is installed', async () => {
    await writeFile(join(prefix, 'etc/asterisk/manager.conf'), '[dutyline]\nread = call\n');
    await expect(run()).rejects.toThrow(/DL8006|has no secret/);
    await expect(read('etc/dutyline-relay.json')).rejects.toThrow(/ENOENT/);
  });

  it.each([
    ['the address is missing', { url: undefined }, /DL8006|--url/],
    ['the address is not safe', { url: 'http://api.example.com' }, /https/],
    ['there is no Asterisk', { asterisk: '/nowhere' }, /no \/nowhere\/manager\.conf/],
  ])('%s: it says so', async (_, options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });
});
