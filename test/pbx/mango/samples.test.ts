import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { callEventSchema } from '../../../shared/calls/events.ts';
import { mango } from '../../../shared/pbx/mango/adapter.ts';
import { mangoRequest, mangoSecret } from '../../support/webhooks.ts';

interface Sample {
  readonly path: string;
  readonly payload: unknown;
}

const file = join(process.env.DUTYLINE_SAMPLES ?? 'no-samples', 'mango.jsonl');
const samples = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Sample);

describe.skipIf(!existsSync(file))('what Mango Office documents and sends', () => {
  it('is understood line by line, signed as it would be', () => {
    const used = samples().filter(({ path }) => mango.route(path) === 'events');

    const events = used.map(({ path, payload }) =>
      mango.parse(mango.verify(mangoRequest(path, payload), mangoSecret, 0)),
    );

    expect(used.length).toBeGreaterThan(0);
    for (const event of events.flat()) expect(z.safeParse(callEventSchema, event).error).toBeUndefined();
    const silent = used.filter((_, index) => events[index]?.length === 0).map(({ path }) => path);
    expect(new Set(silent)).toEqual(new Set(['/events/recording']));
  });

  it('is welcome where it is none of our events', () => {
    const ignored = samples().filter(({ path }) => mango.route(path) === 'ignored');

    expect(ignored.map(({ path }) => path)).not.toContain('/events/call');
    expect(ignored.length).toBeGreaterThan(0);
  });
});
