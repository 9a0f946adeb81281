import type { CountryCode } from 'libphonenumber-js/min';
import { requiredEnv } from './env.ts';

/** What a function knows of its tenant from the stack; everything a person may change is in the settings. */
export interface Tenant {
  readonly id: string;
  /** MG-01: "save all calls" is part of the extended package only. */
  readonly package: 'basic' | 'extended';
  /** The country whose national spelling of phone numbers the PBX uses. */
  readonly country: CountryCode;
  /** IANA name, `Europe/Moscow`. */
  readonly timeZone: string;
  /** The CRM that decisions are written to; the built-in one where nothing is said. */
  readonly crm?: 'builtin' | 'bitrix24';
  /** Hosts beyond Bitrix24's own: a portal on a server of the customer. Origins: `https://crm.acme.example`. */
  readonly bitrix24?: { readonly portals?: readonly string[]; readonly oauth?: readonly string[] };
  /** By PBX: where it is asked for recordings, and which origins may hold its files, beside the vendor's own. */
  readonly recordingServers?: Readonly<
    Record<string, { readonly api?: string; readonly files?: readonly string[] }>
  >;
  /** The origin of Mango Office's API, where it may be asked for past calls and employees: `https://app.mango-office.ru`. */
  readonly mango?: { readonly api: string };
  /**
   * Where messages to clients are sent, beside the services' own addresses: the origin of an API of one's own, and the
   * mail servers (`smtps://mail.acme.example:465`) that may be given a message.
   */
  readonly channelServers?: {
    readonly telegram?: string;
    readonly whatsapp?: string;
    readonly wazzup?: string;
    readonly email?: readonly string[];
  };
}

let cached: Tenant | undefined;

/** Reads the variable `TENANT` (JSON, written by the stack from the tenant's file). */
export function tenant(): Tenant {
  cached ??= JSON.parse(requiredEnv('TENANT')) as Tenant;
  return cached;
}
