import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { callEventSchema } from '../../shared/calls/events.ts';
import type { PbxAdapter, PbxRequest } from '../../shared/pbx/port.ts';
import { agentStatusMessage, agentStatusSchema } from '../../shared/platform/availability-message.ts';
import { WebhookError } from '../../shared/webhooks/errors.ts';
import { now, wireEnded, wireLeg, wireRecording } from './generic/events.ts';
import {
  callPayload,
  recordingPayload,
  recordPayload,
  statusPayload,
  summaryPayload,
} from './mango/payloads.ts';
import * as megafon from './megafon/payloads.ts';
import { otherPayloads, type SenderName, senders } from './senders.ts';
import * as twilio from './twilio/payloads.ts';
import * as uis from './uis/payloads.ts';
import * as zadarma from './zadarma/payloads.ts';

/** More of them where somebody has the time: DUTYLINE_FUZZ_RUNS=10000. */
const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 300);

/** Anything JSON can say, the nasty keys among it. */
const nastyKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  'a.b',
);
const nastyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u0000', '\ud800', '\uffff', '1e999', '-0', 'NaN', '\u202e', '7'.repeat(5_000)),
);
const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  nastyText,
  fc.double(),
  fc.dictionary(nastyKey, fc.jsonValue()),
);

/** A valid payload of which some fields, also within sides, are replaced by anything, and some added. */
function mutated(payload: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const fields = fc.oneof(fc.constantFrom(...Object.keys(payload), 'from', 'to'), nastyKey, fc.string());
  const changes = fc.array(fc.tuple(fields, fc.boolean(), nasty), { minLength: 1, maxLength: 4 });
  return changes.map((list) => {
    const changed = new Map<string, unknown>(Object.entries(payload));
    for (const [field, within, value] of list) {
      const inner = changed.get(field);
      changed.set(field, within && typeof inner === 'object' ? { ...inner, extension: value } : value);
    }
    const pairs = [...changed].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `{${pairs.join(',')}}`;
  });
}

/** Signed right, so that all of the parsing is reached. Anything thrown but a refusal fails the test. */
function outcome(sender: SenderName, path: string, text: string): 'taken' | 'refused' {
  const { secret, request } = senders[sender];
  const adapter: PbxAdapter = senders[sender].adapter;
  try {
    const signed = adapter.verify(request(text, path), secret, now);
    const events =
      adapter.route(path) === 'agents'
        ? (adapter.parseAgents?.(signed) ?? []).map((told) => agentStatusMessage(sender, told).body)
        : adapter.parse(signed);
    const schema = z.union([callEventSchema, agentStatusSchema]);
    for (const event of events) expect(z.safeParse(schema, event).error).toBeUndefined();
    // A queue takes no control characters, halves of pairs or non-characters.
    expect(JSON.stringify(events)).not.toMatch(/\p{Cc}|\p{Cs}|\uFFFE|\uFFFF|(?<!\\)(?:\\\\)*\\u/u);
    return 'taken';
  } catch (error) {
    if (error instanceof WebhookError) return 'refused';
    throw error;
  }
}

const mangoPayloads: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['/events/call', callPayload()],
  ['/events/call', summaryPayload()],
  ['/events/summary', summaryPayload()],
  ['/events/recording', recordingPayload()],
  ['/events/record/added', recordPayload()],
  ['/events/record/tagged', recordPayload()],
  ['/events/user/status_changed', statusPayload()],
  ['/events/user/session_end', statusPayload()],
];

describe('whatever a sender signs', () => {
  it.each(mangoPayloads)('Mango Office %s is taken as valid events or refused', (path, payload) => {
    expect(outcome('mango', path, JSON.stringify(payload))).toBe('taken');
    fc.assert(
      fc.property(mutated(payload), (text) => {
        outcome('mango', path, text);
      }),
      { numRuns: runs },
    );
  });

  it.each([[wireLeg()], [wireEnded()], [wireRecording()]])('generic %o is taken or refused', (payload) => {
    expect(outcome('generic', '', JSON.stringify(payload))).toBe('taken');
    fc.assert(
      fc.property(mutated(payload), fc.boolean(), (text, batch) => {
        outcome('generic', '', batch ? `{"events":[${text}]}` : text);
      }),
      { numRuns: runs },
    );
  });

  it.each(otherPayloads)('%s %s is taken as valid events or refused', (sender, _, payload) => {
    expect(outcome(sender, '', JSON.stringify(payload))).toBe('taken');
    fc.assert(
      fc.property(mutated(payload), (text) => {
        outcome(sender, '', text);
      }),
      { numRuns: runs },
    );
  });

  it.each(['zadarma', 'megafon', 'twilio'] as const)(
    '%s takes any text in a form, or refuses it',
    (sender) => {
      const [, , payload] = otherPayloads.find(([name]) => name === sender) ?? [];
      const fields = Object.keys(payload ?? {}).filter((name) => name !== 'crm_token');
      fc.assert(
        fc.property(fc.constantFrom(...fields), nastyText, (name, value) => {
          outcome(sender, '', JSON.stringify({ ...payload, [name]: value }));
        }),
        { numRuns: runs },
      );
    },
  );

  it('uis takes any lines, or refuses them', () => {
    const body = uis.notification('ringing', 0, { employee_id: 101 });
    const lines = Object.entries(body).map(([name, value]) => `"${name}": ${String(value)}`);
    const other = fc.oneof(
      nastyText,
      fc.string().map((value) => `"employee_id": ${value}`),
    );
    fc.assert(
      fc.property(fc.array(other, { maxLength: 4 }), (more) => {
        outcome('uis', '', ['{', ...lines, ...more, '}'].join('\n'));
      }),
      { numRuns: runs },
    );
  });

  const deep = (open: string, close: string) => open.repeat(60_000) + close.repeat(60_000);
  it.each([
    ['deep arrays', deep('[', ']')],
    ['deep objects', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
    [
      'deep objects within a side',
      `{"entry_id":"a","from":${'{"from":'.repeat(40_000)}1${'}'.repeat(40_001)}`,
    ],
    ['a megabyte', `{"kind":"${'x'.repeat(1_000_000)}"}`],
    ['no JSON', '\u0000\ud800'],
  ])('%s are refused', (_, text) => {
    expect(outcome('mango', '/events/call', text)).toBe('refused');
    expect(outcome('generic', '', text)).toBe('refused');
    expect(outcome('uis', '', text)).toBe('refused');
    expect(outcome('twilioJson', '', text)).toBe('refused');
  });
});

describe('whatever a stranger sends', () => {
  const requests = {
    mango: senders.mango.request(JSON.stringify(callPayload()), '/events/call'),
    generic: senders.generic.request(JSON.stringify(wireLeg()), ''),
    zadarma: zadarma.zadarmaRequest(zadarma.started),
    megafon: megafon.megafonRequest(megafon.event('INCOMING', '101')),
    uis: uis.uisRequest('{}'),
    twilio: twilio.twilioRequest(twilio.entry('ringing', 0)),
  };
  type Name = keyof typeof requests;
  const names = Object.keys(requests) as Name[];
  const verify = (provider: Name, change: Partial<PbxRequest>) => {
    const { adapter, secret } = senders[provider];
    return adapter.verify({ ...requests[provider], ...change }, secret, now);
  };

  it.each(names)('is never taken by %s', (provider) => {
    const headerNames = ['dutyline-timestamp', 'dutyline-signature', 'signature', 'x-twilio-signature'];
    const anyHeaders = fc.dictionary(fc.constantFrom(...headerNames), fc.string());
    const anyUrl = fc.string().map((query) => `https://api.example.com/pbx/${provider}?key=${query}`);
    fc.assert(
      fc.property(anyHeaders, fc.uint8Array(), anyUrl, (headers, bytes, url) => {
        expect(() => verify(provider, { headers, body: Buffer.from(bytes), url })).toThrow(WebhookError);
      }),
      { numRuns: runs },
    );
  });

  // Zadarma signs some fields only, MegaFon and UIS sign nothing.
  it.each(['mango', 'generic', 'twilio'] as const)(
    'is not taken by %s where one letter of a signed body was changed',
    (provider) => {
      const { body } = requests[provider];
      // Not a to f: the case of hex digits, of the signature and of the form's escapes, says nothing.
      const letter = fc.constantFrom(...Buffer.from('09zZ'));
      fc.assert(
        fc.property(fc.nat(body.length - 1), letter, (place, byte) => {
          const changed = Buffer.from(body);
          changed[place] = byte;
          fc.pre(!changed.equals(body));
          expect(() => verify(provider, { body: changed })).toThrow(WebhookError);
        }),
        { numRuns: runs },
      );
    },
  );
});
