import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BadArgumentError } from './errors.ts';

/** What `npm start` was asked for. */
export interface StartArguments {
  /** Without calls. */
  readonly empty: boolean;
  /** Absolute folder that keeps the data between runs. */
  readonly dataDir?: string;
  readonly port: number;
  /** `bitrix24`: a stand-in portal is started beside the stack. */
  readonly crm: 'builtin' | 'bitrix24';
}

const defaultPort = 8787;

/** @throws BadArgumentError (DL7011) for a flag that isn't known or a value that can't be. */
export function parseArguments(words: readonly string[]): StartArguments {
  const { empty, data, port, crm = 'builtin' } = parse(words);
  if (data === '') throw new BadArgumentError('--data needs a folder.');
  const number = port === undefined ? defaultPort : Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535 || port === '') {
    throw new BadArgumentError(`--port needs a number from 0 to 65535, not "${port}".`);
  }
  if (crm !== 'builtin' && crm !== 'bitrix24') {
    throw new BadArgumentError(`--crm needs builtin or bitrix24, not "${crm}".`);
  }
  if (crm === 'bitrix24' && data !== undefined) {
    throw new BadArgumentError(
      '--data keeps nothing of the portal of --crm bitrix24: leave one of them out.',
    );
  }
  return {
    crm,
    empty: empty ?? false,
    port: number,
    ...(data === undefined ? {} : { dataDir: resolve(data) }),
  };
}

function parse(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        empty: { type: 'boolean' },
        data: { type: 'string' },
        port: { type: 'string' },
        crm: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ');
    throw new BadArgumentError(`${reason}.`);
  }
}
