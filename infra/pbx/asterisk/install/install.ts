import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { InstallError } from '../errors.ts';
import { Host } from './host.ts';
import { type AccountPlace, addAccount, findAccount } from './manager-account.ts';
import { unitFile } from './unit.ts';

export interface InstallOptions {
  readonly url: string | undefined;
  readonly systemName: string | undefined;
  /** The folder of Asterisk's settings. */
  readonly asterisk: string | undefined;
  /** Everything is written below this folder and nothing is started. */
  readonly prefix: string | undefined;
  /** The file that runs now: it is what is installed. */
  readonly program: string;
}

const user = 'dutyline-relay';
const program = '/usr/local/lib/dutyline-relay/dutyline-asterisk-relay.mjs';
const config = '/etc/dutyline-relay.json';
const webhookSecret = '/etc/dutyline-relay.secret';
const amiSecret = '/etc/dutyline-relay.ami-secret';
const unit = 'dutyline-asterisk-relay.service';

/**
 * Sets the relay up on this host. What is there already stays as it is, so it can be run again, to bring a newer
 * program as well.
 *
 * @returns what was done, line by line.
 * @throws InstallError (DL8006), RelayConfigError (DL8001) for an address that is none.
 */
export async function install(options: InstallOptions): Promise<readonly string[]> {
  const host = new Host(options.prefix);
  const settings = settingsFor(options, host);
  if (host.isReal && process.getuid?.() !== 0) throw new InstallError('Only root can install the relay.');
  const account = await findAccount(host.existing(options.asterisk ?? '/etc/asterisk'));

  if (!host.hasUser(user)) {
    host.execute('useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', user);
  }
  await host.copy(options.program, program);
  host.done.push(`program: ${host.path(program)}`);
  await makeSecret(host, webhookSecret);
  await makeSecret(host, amiSecret, account.secret);
  await makeAccount(host, account);
  if (host.has(config)) host.done.push(`settings kept: ${host.path(config)}`);
  else {
    await host.write(config, `${JSON.stringify(settings, null, 2)}\n`, 0o644);
    host.done.push(`settings: ${host.path(config)}`);
  }
  await startService(host);
  return [...host.done, '', ...nextSteps];
}

function settingsFor({ url, systemName }: InstallOptions, host: Host) {
  if (url === undefined) {
    if (host.has(config)) return {};
    throw new InstallError('Name the address of the webhook: --url https://<your API>/pbx/generic.');
  }
  const settings = { webhook: { url }, ...(systemName === undefined ? {} : { pbx: { systemName } }) };
  readConfig(settings, 'The command line');
  return settings;
}

async function makeSecret(host: Host, file: string, given?: string): Promise<void> {
  if (host.has(file)) {
    host.done.push(`secret kept: ${host.path(file)}`);
  } else {
    await host.write(file, `${given ?? randomBytes(32).toString('base64url')}\n`, 0o600);
    host.done.push(`new secret: ${host.path(file)}`);
  }
  host.execute('chown', `${user}:`, file);
}

async function makeAccount(host: Host, account: AccountPlace): Promise<void> {
  if (account.secret === undefined) {
    const target = host.inside(account.file);
    await addAccount(account, (await host.read(amiSecret)).trim(), target);
    host.done.push(`new account "dutyline": ${target}`);
  } else host.done.push(`account kept "dutyline": ${account.file}`);
  host.done.push(...account.warnings.map((warning) => `NOTE: ${warning}`));
  host.execute('asterisk', '-rx', 'manager reload');
}

async function startService(host: Host): Promise<void> {
  const node = await realpath(process.execPath);
  if (/^\/(?:root|home)\//.test(node)) {
    host.done.push(`NOTE: the service can't see ${node}: install Node.js for all users and run this again.`);
  }
  const file = `/etc/systemd/system/${unit}`;
  await host.write(file, unitFile(node, program, config), 0o644);
  host.done.push(`service: ${host.path(file)}`);
  host.execute('systemctl', 'daemon-reload');
  host.execute('systemctl', 'enable', unit);
  host.execute('systemctl', 'restart', unit);
}

const nextSteps = [
  'Now store the secret in dutyline, as an administrator:',
  `  printf '{"secret":"%s"}' "$(sudo cat ${webhookSecret})" | curl --fail-with-body --request PUT \\`,
  '    --header "authorization: Bearer $TOKEN" --header "content-type: application/json" --data @- \\',
  '    https://<your API>/api/pbx/generic/secret',
  `and try it: sudo -u ${user} node ${program} --check`,
];
