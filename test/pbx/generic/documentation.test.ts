import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { directions, endCauses, legPlaces, legStates, transferKinds } from '../../../shared/calls/events.ts';
import { generic } from '../../../shared/pbx/generic/adapter.ts';
import { wireEventSchema } from '../../../shared/pbx/generic/schema.ts';
import { signTimed } from '../../../shared/webhooks/timed-signature.ts';

const text = readFileSync(new URL('../../../docs/generic-call-events.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, block]) => block ?? '',
  );

describe('the documentation of the generic protocol', () => {
  it('has examples that are accepted', () => {
    const examples = blocks('json');

    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) expect(generic.parse({ path: '', text: example })).not.toEqual([]);
  });

  it('names every value that a field may have', () => {
    const kinds = wireEventSchema.def.options.map(({ shape }) => [...shape.kind.def.values][0]);
    const values = [kinds, legStates, legPlaces, transferKinds, directions, endCauses].flat();

    expect(values.filter((value) => !text.includes(`\`${value}\``))).toEqual([]);
  });

  it('names every field', () => {
    const fields = wireEventSchema.def.options.flatMap(({ shape }) => Object.keys(shape));

    expect([...new Set(fields)].filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
  });

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
  it.skipIf(!hasOpenssl)('signs by its shell example as we do', () => {
    const script = blocks('sh')[0]?.replace(
      /^curl [\s\S]*/m,
      'printf "%s\\n" "$timestamp" "$body" "$signature"',
    );
    const env = { ...process.env, DUTYLINE_SECRET: 'a-secret-of-16-characters' };

    const output = execFileSync('sh', ['-c', script ?? ''], { env, encoding: 'utf8' });

    const [timestamp = '', body = '', signature] = output.split('\n');
    expect(`v1=${signature}`).toBe(signTimed(timestamp, body, env.DUTYLINE_SECRET));
    expect(generic.parse({ path: '', text: body })).toHaveLength(1);
  });
});
