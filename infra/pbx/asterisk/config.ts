import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { defaultNumbering, type Numbering } from './calls/channel-kind.ts';
import { RelayConfigError } from './errors.ts';

const text = z.string().check(z.minLength(1), z.maxLength(500));
const pattern = text.check(z.refine(isPattern, 'is no regular expression'));

/** The configuration file. Closed: a misspelt name is told instead of being left unheard. */
const fileSchema = z.strictObject({
  webhook: z.strictObject({
    url: z.string().check(z.refine(isWebhook, 'must be an https:// address')),
    secretFile: z._default(text, '/etc/dutyline-relay.secret'),
  }),
  ami: z.prefault(
    z.strictObject({
      host: z._default(text, '127.0.0.1'),
      port: z._default(z.int().check(z.minimum(1), z.maximum(65_535)), 5038),
      username: z._default(text, 'dutyline'),
      secretFile: z._default(text, '/etc/dutyline-relay.ami-secret'),
    }),
    {},
  ),
  pbx: z.prefault(
    z.strictObject({
      systemName: z._default(z.string().check(z.maxLength(40), z.regex(/^[\w.-]*$/)), ''),
      extensions: z.optional(z.array(pattern).check(z.minLength(1))),
      trunks: z._default(z.array(z.strictObject({ channel: pattern, number: z.optional(text) })), []),
      trunkContexts: z.optional(z.array(pattern)),
      phoneContexts: z.optional(z.array(text)),
    }),
    {},
  ),
  spool: z.prefault(
    z.strictObject({
      directory: z._default(text, '/var/lib/dutyline-relay'),
      maxMegabytes: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 512),
    }),
    {},
  ),
});

export type RelayFile = z.infer<typeof fileSchema>;

export interface RelayConfig extends Omit<RelayFile, 'pbx'> {
  readonly url: URL;
  readonly numbering: Numbering;
}

/** @throws RelayConfigError (DL8001) that names each field with what is wrong about it. */
export async function loadConfig(file: string): Promise<RelayConfig> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new RelayConfigError(file, [error instanceof Error ? error.message : String(error)], error);
  }
  return readConfig(content, file);
}

/** @throws RelayConfigError (DL8001) */
export function readConfig(content: unknown, file: string): RelayConfig {
  const read = z.safeParse(fileSchema, content);
  if (!read.success) {
    const problems = read.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
    );
    throw new RelayConfigError(file, problems, read.error);
  }
  const { pbx, ...rest } = read.data;
  return {
    ...rest,
    url: new URL(rest.webhook.url),
    numbering: {
      systemName: pbx.systemName,
      extensions: pbx.extensions?.map((one) => new RegExp(one)) ?? defaultNumbering.extensions,
      trunks: pbx.trunks.map(({ channel, number }) => ({ channel: new RegExp(channel), number })),
      trunkContexts: pbx.trunkContexts?.map((one) => new RegExp(one)) ?? defaultNumbering.trunkContexts,
      phoneContexts: pbx.phoneContexts ?? defaultNumbering.phoneContexts,
    },
  };
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

/** Events hold telephone numbers: they travel encrypted. Only on this very host they needn't. */
function isWebhook(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}
