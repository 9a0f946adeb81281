import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../infra/pbx/asterisk/config.ts';
import { RelayConfigError } from '../../../infra/pbx/asterisk/errors.ts';
import { AmiServer } from '../../standins/asterisk/ami-server.ts';
import { capture, eventsOf } from './captures.ts';
import { RelayHost, until } from './relay-process.ts';
import { differences } from './verdict.ts';
import { Webhook } from './webhook.ts';

let asterisk: AmiServer;
let webhook: Webhook;
let host: RelayHost;

beforeEach(async () => {
  asterisk = await AmiServer.start();
  webhook = await Webhook.start();
  host = await RelayHost.prepare(asterisk, webhook);
});

afterEach(async () => {
  await host.remove();
  await asterisk.stop();
  await webhook.stop();
});

const listening = (times: number) =>
  until(
    'it listens',
    () => asterisk.asked.filter(({ Action }) => Action === 'CoreShowChannels').length >= times,
  );

const change = async (changes: Record<string, unknown>) => {
  const config = JSON.parse(await readFile(host.config, 'utf8')) as Record<string, object>;
  for (const [key, value] of Object.entries(changes)) {
    config[key] =
      value === null || typeof value !== 'object' ? (value as object) : { ...config[key], ...value };
  }
  await writeFile(host.config, JSON.stringify(config));
};

describe('--check', () => {
  it('says that all is well, and tells dutyline of no call', async () => {
    const { code, output } = await host.command('--check', '--config', host.config);
    expect(output).toBe(
      [
        `ok    Asterisk at 127.0.0.1:${asterisk.port} takes the login of "dutyline".`,
        'ok    Asterisk lists its channels: 0 now.',
        'ok    The webhook takes our signature.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(webhook.stored).toEqual([]);
  });

  it('says what is wrong with each, and what to do', async () => {
    asterisk.forbids = ['CoreShowChannels'];
    await writeFile(join(host.folder, 'webhook-secret'), 'another-secret-than-the-webhook-has', {
      mode: 0o600,
    });
    const { code, output } = await host.command('--check', '--config', host.config);
    expect(output).toContain(
      'FAULT Asterisk does not list its channels (Permission denied): the account needs write = reporting.',
    );
    expect(output).toContain(
      'FAULT The webhook answers 401. The secret here is not the one that is stored in dutyline.',
    );
    expect(code).toBe(1);
  });

  it('says when nobody is there', async () => {
    await writeFile(join(host.folder, 'ami-secret'), 'wrong', { mode: 0o600 });
    await change({ webhook: { url: 'http://127.0.0.1:1/pbx/generic' } });
    const { output } = await host.command('--check', '--config', host.config);
    expect(output).toContain('FAULT Asterisk refuses the login of "dutyline": Authentication failed.');
    expect(output).toMatch(/FAULT The webhook does not answer: connect ECONNREFUSED/);
  });
});

describe('the settings', () => {
  it.each([
    [{ webhook: { url: 'http://api.example.com/pbx/generic' } }, 'webhook.url: must be an https:// address'],
    [{ webhok: {} }, 'Unrecognized key: "webhok"'],
    [{ pbx: { extensions: ['('] } }, 'pbx.extensions.0: is no regular expression'],
    [{ spool: { maxMegabytes: 0 } }, 'spool.maxMegabytes: '],
    [{ ami: { port: '5038' } }, 'ami.port: '],
  ])('%j is refused by name', (wrong, problem) => {
    const content = { webhook: { url: 'https://api.example.com/pbx/generic' }, ...wrong };
    expect(() => readConfig(content, 'relay.json')).toThrow(RelayConfigError);
    expect(() => readConfig(content, 'relay.json')).toThrow(problem);
  });

  it('need no more than the address', () => {
    expect(
      readConfig({ webhook: { url: 'https://api.example.com/pbx/generic' } }, 'relay.json'),
    ).toMatchObject({
      ami: {
        host: '127.0.0.1',
        port: 5038,
        username: 'dutyline',
        secretFile: '/etc/dutyline-relay.ami-secret',
      },
      webhook: { secretFile: '/etc/dutyline-relay.secret' },
      spool: { directory: '/var/lib/dutyline-relay', maxMegabytes: 512 },
    });
  });

  it.each([
    ['no file', async () => 'nowhere.json', /DL8001 .*nowhere\.json.*no such file/],
    ['no JSON', async () => writeFile(host.config, '{').then(() => host.config), /DL8001/],
    [
      'a secret that others can read',
      async () => chmod(join(host.folder, 'webhook-secret'), 0o644).then(() => host.config),
      /DL8002 .*others than its owner can read it: chmod 600/,
    ],
    [
      'a secret that is too short',
      async () => writeFile(join(host.folder, 'webhook-secret'), 'short').then(() => host.config),
      /DL8002 .*under 16 characters/,
    ],
  ])('%s: it says so and is not started again and again', async (_, prepare, message) => {
    const { code, output } = await host.command('--config', await prepare());
    expect(output).toMatch(message);
    expect(code).toBe(78);
  });

  it('an argument that there is not is told', async () => {
    expect(await host.command('--conifg', 'x')).toMatchObject({
      code: 78,
      output: expect.stringMatching(/DL8004/),
    });
    expect(await host.command('--help')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/--install/),
    });
  });
});

it('--install brings the program itself to where the service expects it', async () => {
  const root = join(host.folder, 'root');
  await mkdir(join(root, 'etc/asterisk'), { recursive: true });
  await writeFile(join(root, 'etc/asterisk/manager.conf'), '[general]\nenabled = yes\n');
  const url = 'https://api.example.com/pbx/generic';
  const { code, output } = await host.command('--install', '--url', url, '--prefix', root);
  expect(output).toMatch(/would run: systemctl restart dutyline-asterisk-relay.service/);
  expect(code).toBe(0);
  const program = join(root, 'usr/local/lib/dutyline-relay/dutyline-asterisk-relay.mjs');
  expect(await readFile(program)).toEqual(await readFile(host.bundle));
  expect((await stat(program)).mode & 0o777).toBe(0o755);
});

describe('at work', () => {
  it('ends well when it is told to, and has lost nothing', async () => {
    const events = eventsOf(capture('12'));
    host.start();
    await listening(1);
    asterisk.play(events.slice(0, events.length / 2));
    await until('it tells', () => webhook.stored.length > 0);
    expect(await host.stop('SIGTERM')).toBe(0);
    host.start();
    await listening(2);
    asterisk.play(events.slice(events.length / 2));
    await until('the call is over', () => webhook.stored.some(({ kind }) => kind === 'ended'));
    expect(differences(capture('12'), webhook.events)).toEqual([]);
  });

  it('connects again when Asterisk comes back, or lets it in at last', async () => {
    const { port } = asterisk;
    await asterisk.stop();
    host.start();
    await until('it complains', () => host.log.includes('There is no Manager Interface'));
    asterisk = await AmiServer.start({ port, forbids: ['Login'] });
    await until('it complains of that', () => host.log.includes('refuses the login'));
    asterisk.forbids = [];
    await listening(1);
    asterisk.play(eventsOf(capture('01')));
    await until('the call is over', () => webhook.stored.some(({ kind }) => kind === 'ended'));
  });

  it('works without the list of channels, and says what the account lacks', async () => {
    asterisk.forbids = ['CoreShowChannels'];
    host.start();
    await until('it complains', () => host.log.includes('write = reporting'));
    asterisk.play(eventsOf(capture('01')));
    await until('the call is over', () => webhook.stored.some(({ kind }) => kind === 'ended'));
    expect(differences(capture('01'), webhook.events)).toEqual([]);
  });

  it('a second one leaves the first one’s spool alone', async () => {
    host.start();
    await listening(1);
    const { code, output } = await host.command('--config', host.config);
    expect(output).toMatch(/DL8003 .*another relay works with it/);
    expect(code).toBe(1);
  });

  it('a disk that takes nothing for a while costs nothing', async () => {
    const events = eventsOf(capture('12'));
    host.start();
    await listening(1);
    asterisk.play(events.slice(0, events.length / 2));
    await until('it tells', () => webhook.stored.length > 0);
    host.limitFiles('1');
    asterisk.play(events.slice(events.length / 2));
    await until('it complains', () => host.log.includes("The spool can't be written"));
    expect(webhook.stored.some(({ kind }) => kind === 'ended')).toBe(false);
    host.limitFiles('unlimited');
    await until('the call is over', () => webhook.stored.some(({ kind }) => kind === 'ended'));
    expect(differences(capture('12'), webhook.events)).toEqual([]);
  });

  it('logs no telephone number and no secret', async () => {
    host.start();
    await listening(1);
    webhook.refuses = () => true;
    asterisk.play(eventsOf(capture('01')));
    await until('it is put aside', async () =>
      (await readFile(join(host.spool, 'refused.jsonl'), 'utf8').catch(() => '')).includes('"ended"'),
    );
    expect(host.log).not.toMatch(/9160010001|4950000001/);
    expect(host.log).not.toMatch(/secret-of-the/);
  });
});
