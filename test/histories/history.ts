import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { employeeSchema } from '../../shared/people/employee-schema.ts';
import type { Party } from '../../shared/people/party.ts';
import type { Inhabitants } from '../platform/support/town.ts';
import type { Outcome } from './outcome.ts';
import { type Provider, providers, type Sent } from './senders.ts';

/** A look-up that goes wrong from and until these seconds. */
export interface Trouble {
  /** `damaged`: what is stored under this key can't be read. `throttled`: no read that asks for it succeeds. */
  readonly kind: 'damaged' | 'throttled';
  readonly pk: string;
  readonly from: number;
  readonly until: number;
}

/** What must be there at a time: after so many seconds, or when nothing is left to be done. */
export interface Look {
  readonly after: number | 'all';
  readonly outcome: Outcome;
}

export interface History {
  readonly name: string;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly begins: number;
  readonly company: Inhabitants;
  readonly sent: readonly Sent[];
  readonly trouble: readonly Trouble[];
  readonly looks: readonly Look[];
}

interface Told {
  readonly title: string;
  readonly begins: string;
  readonly company: Inhabitants & {
    readonly employees: readonly object[];
    readonly parties?: readonly Party[];
  };
  readonly trouble?: readonly Trouble[];
}

/** Every history in this folder, in the order of their names. */
export function histories(): readonly History[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'asterisk')
    .map(({ name }) => readHistory(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readHistory(name: string): History {
  const read = (file: string) => readFileSync(join(import.meta.dirname, name, file), 'utf8');
  const { title, begins, company, trouble = [] } = JSON.parse(read('history.json')) as Told;
  return {
    name,
    title,
    begins: Date.parse(begins),
    company: { ...company, employees: company.employees.map((one) => employeeSchema.parse(one)) },
    sent: read('webhooks.jsonl').split('\n').filter(Boolean).map(readSent),
    trouble,
    looks: JSON.parse(read('outcome.json')) as readonly Look[],
  };
}

function readSent(line: string): Sent {
  const { at, to, body } = JSON.parse(line) as { at: number; to: string; body: string | object };
  const [provider = '', ...rest] = to.split('/').slice(1);
  if (!isProvider(provider)) throw new Error(`nobody sends to ${to}`);
  const path = rest.map((part) => `/${part}`).join('');
  return { at, provider, path, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

const isProvider = (name: string): name is Provider => providers.some((provider) => provider === name);
