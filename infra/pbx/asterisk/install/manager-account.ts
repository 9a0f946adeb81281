import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InstallError } from '../errors.ts';

const name = 'dutyline';

/** Where the relay's account in Asterisk is, or belongs. */
export interface AccountPlace {
  readonly file: string;
  /** Of the account that is there already. */
  readonly secret?: string;
  readonly warnings: readonly string[];
}

/**
 * Looks for the account, also among those that FreePBX writes. A new one belongs on FreePBX into the file which FreePBX
 * leaves alone, else into manager.conf.
 * @throws InstallError (DL8006) where there is no Asterisk, or the account has no secret.
 */
export async function findAccount(folder: string): Promise<AccountPlace> {
  const main = join(folder, 'manager.conf');
  if (!existsSync(main)) {
    throw new InstallError(`There is no ${main}: name the folder of Asterisk's settings with --asterisk.`);
  }
  const warnings = warningsAbout(await readFile(main, 'utf8'), main);
  const custom = join(folder, 'manager_custom.conf');
  const files = [custom, join(folder, 'manager_additional.conf'), main].filter((file) => existsSync(file));
  for (const file of files) {
    const section = new RegExp(`^\\s*\\[${name}\\]([^[]*)`, 'm').exec(await readFile(file, 'utf8'))?.[1];
    if (section === undefined) continue;
    const secret = /^\s*secret\s*=>?\s*(\S+)/m.exec(section)?.[1];
    if (secret === undefined) throw new InstallError(`The account "${name}" in ${file} has no secret.`);
    return { file, warnings, secret };
  }
  return { file: existsSync(custom) ? custom : main, warnings };
}

/**
 * Adds the account: it reads calls, may ask for the list of channels, and can change nothing.
 * @param target The account's file, or where a copy of it goes instead.
 */
export async function addAccount({ file }: AccountPlace, secret: string, target: string): Promise<void> {
  if (target !== file) {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await readFile(file), { mode: 0o600 });
  }
  await appendFile(
    target,
    `
[${name}]
secret = ${secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system,call,agent,dialplan
write = reporting
eventfilter = !Event: VarSet
`,
  );
}

function warningsAbout(general: string, file: string): readonly string[] {
  const says = (setting: string) =>
    new RegExp(`^\\s*${setting}\\s*=>?\\s*(?:yes|true|1|on)\\b`, 'im').test(general);
  return [
    ...(says('enabled') ? [] : [`${file} does not say "enabled = yes": the Manager Interface may be off.`]),
    ...(says('timestampevents')
      ? []
      : [
          `${file} does not say "timestampevents = yes": times are then those of arrival, which does for most.`,
        ]),
  ];
}
