import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isSupportedCountry } from 'libphonenumber-js/min';
import * as z from 'zod';
import { pbxProviders } from '../shared/pbx/providers.ts';
import type { Tenant } from '../shared/platform/tenant.ts';
import { InvalidTenantError, UnknownTenantError } from './errors.ts';

const idPattern = /^[a-z][a-z0-9-]{0,29}$/;

const tenantShape = z.strictObject({
  /** Part of the names of stack, queues and functions: small letters, digits, hyphens. */
  id: z.string().regex(idPattern, 'must be up to 30 small letters, digits and hyphens, a letter first'),
  /** For people: dashboards and alarms. */
  name: z.string().trim().min(1).max(60),
  /** MG-01: "save all calls" is part of the extended package only. */
  package: z.enum(['basic', 'extended']),
  /** ISO 3166-1 alpha-2; the country whose national spelling of phone numbers the PBX uses. */
  country: z.custom<Tenant['country']>(
    (value) => typeof value === 'string' && isSupportedCountry(value),
    'must be a two-letter country code',
  ),
  /** IANA name, `Europe/Moscow`. */
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Moscow'),
  /** Who issues the tokens of the API. API Gateway reads the issuer's discovery document on deploy. */
  oidc: z.strictObject({
    issuer: z.url({ protocol: /^https$/, error: 'must be an https address' }),
    audience: z.array(z.string().min(1)).min(1),
  }),
  /** Where decisions are written; `builtin` unless told. Functions, queues and routes follow from it. */
  crm: z.enum(['builtin', 'bitrix24']).optional(),
  /** Bitrix24 on a server of the customer's own: the origins that may be asked beside the vendor's. */
  bitrix24: z
    .strictObject({
      portals: z.array(z.url({ error: 'must be an address' })).optional(),
      oauth: z.array(z.url({ error: 'must be an address' })).optional(),
    })
    .optional(),
  /**
   * By PBX: where it is asked for recordings, and which origins may hold its files, beside what is the vendor's own.
   * For a PBX that an operator sells under a name of its own.
   */
  recordingServers: z
    .partialRecord(
      z.enum(pbxProviders),
      z.strictObject({
        api: z.url({ error: 'must be an address' }).optional(),
        files: z.array(z.url({ error: 'must be an address' })).optional(),
      }),
    )
    .optional(),
  /** The one origin that may be asked for past calls of Mango Office; none is asked without it. */
  mango: z.strictObject({ api: z.url({ error: 'must be an address' }) }).optional(),
  /**
   * Where messages to clients may be sent beside the services' own addresses: the origin of a Bot API server of one's
   * own, say, and mail servers as `smtps://host:port` or, within a network of one's own, `smtp://host:port`.
   */
  channelServers: z
    .strictObject({
      telegram: z.url({ error: 'must be an address' }).optional(),
      whatsapp: z.url({ error: 'must be an address' }).optional(),
      wazzup: z.url({ error: 'must be an address' }).optional(),
      email: z.array(z.url({ protocol: /^smtps?$/, error: 'must be smtps://host:port' })).optional(),
    })
    .optional(),
  /** Gets every alarm; must confirm the subscription once. */
  alarmEmail: z.email().optional(),
  /** AWS region of the stack; without it, the one of the credentials that deploy. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1')
    .optional(),
});

/** What a file under infra/tenants/ says of one tenant. Nothing in it is a secret. */
export type TenantFile = Readonly<z.infer<typeof tenantShape>>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Checks a tenant's description. A field that is unknown, missing or impossible stops the synthesis.
 *
 * @example export const tenant = defineTenant({ id: 'acme', name: 'Acme', package: 'basic', … });
 * @throws InvalidTenantError (DL6002) naming each field.
 */
export function defineTenant(tenant: TenantFile): TenantFile {
  const result = tenantShape.safeParse(tenant);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new InvalidTenantError(String(tenant?.id), problems, result.error);
}

const folder = new URL('./tenants/', import.meta.url);

/** The tenants that have a file, by id. */
export async function knownTenants(): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/**
 * Reads infra/tenants/<id>.ts.
 *
 * @throws UnknownTenantError (DL6001) when there is no such file, InvalidTenantError (DL6002) when it doesn't say
 * `export const tenant = defineTenant({ id: '<id>', … })`.
 */
export async function loadTenant(id: string): Promise<TenantFile> {
  const file = new URL(`${id}.ts`, folder);
  if (!idPattern.test(id) || !existsSync(file)) throw new UnknownTenantError(id, await knownTenants());
  const { tenant } = (await import(file.href)) as { readonly tenant?: TenantFile };
  if (tenant === undefined) throw new InvalidTenantError(id, ['the file must export "tenant"']);
  if (tenant.id !== id) throw new InvalidTenantError(id, [`id: must be "${id}" like the file's name`]);
  return tenant;
}
