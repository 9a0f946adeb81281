import { parseArgs } from 'node:util';
import { DutylineError } from '../../../shared/base/errors.ts';
import { logger } from '../../../shared/platform/logger.ts';
import { check } from './check.ts';
import { loadConfig } from './config.ts';
import { RelayConfigError, SecretFileError, UsageError } from './errors.ts';
import { install } from './install/install.ts';
import { connections, run } from './run.ts';

const help = `Tells dutyline about the calls of this Asterisk.

  node dutyline-asterisk-relay.mjs --install --url https://<your API>/pbx/generic
      sets the relay up on this host: account in Asterisk, settings, secrets, service (as root)
        --system-name <name>   goes before the ids of calls, where several PBXs have none in asterisk.conf
        --asterisk <folder>    where Asterisk's settings are, if not in /etc/asterisk
        --prefix <folder>      writes everything below this folder and starts nothing: to see what it would do
  dutyline-asterisk-relay --config <file>
      works; the file is /etc/dutyline-relay.json if none is named
  dutyline-asterisk-relay --check --config <file>
      tries Asterisk's account and the webhook's address and secret, changes nothing
`;

/** The same number is in the service's file: with wrong settings it is not started again and again. */
const unusable = 78;

async function main(): Promise<number | undefined> {
  const { values } = readArguments();
  if (values.help === true) return print(help, 0);
  if (values.install === true) {
    const lines = await install({
      url: values.url,
      systemName: values['system-name'],
      asterisk: values.asterisk,
      prefix: values.prefix,
      program: process.argv[1] ?? '',
    });
    return print(`${lines.join('\n')}\n`, 0);
  }
  const { config: file } = values;
  if (values.check === true) {
    const { account, post } = await connections(await loadConfig(file));
    const findings = await check(account, post);
    const lines = findings.map(({ isGood, text }) => `${isGood ? 'ok   ' : 'FAULT'} ${text}`);
    return print(`${lines.join('\n')}\n`, findings.every(({ isGood }) => isGood) ? 0 : 1);
  }
  stopOnSignal(await run(file));
  return undefined;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        config: { type: 'string', default: '/etc/dutyline-relay.json' },
        check: { type: 'boolean' },
        install: { type: 'boolean' },
        url: { type: 'string' },
        'system-name': { type: 'string' },
        asterisk: { type: 'string' },
        prefix: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function print(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

function stopOnSignal(stop: () => Promise<void>): void {
  const onSignal = (signal: string) => {
    logger.info('The relay stops', { signal });
    // Whatever hangs: what is in the spool is sent after the next start.
    setTimeout(() => process.exit(0), 8_000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('The relay did not stop well', { error });
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
}

main().then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    const text = error instanceof DutylineError ? `${error.code} ${error.message}` : String(error);
    process.stderr.write(`${text}\n`);
    const isSetUp =
      error instanceof RelayConfigError || error instanceof SecretFileError || error instanceof UsageError;
    process.exitCode = isSetUp ? unusable : 1;
  },
);
