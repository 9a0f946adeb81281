import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { start } from '../outcome.ts';
import { notification, receiveText } from './payloads.ts';

const text = readFileSync(new URL('../../../docs/uis.md', import.meta.url), 'utf8');
const templates = [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, template = '']) => template);

const values: Readonly<Record<string, unknown>> = {
  ...notification('', 0),
  direction: 'in',
  employee_id: 323409,
  employee_ids: [323409, 323410],
  talk_time_duration: 12,
  wait_time_duration: 11,
  total_time_duration: 23,
  file_link: 'https://media.example.com/1',
};
const filled = (template: string, put: (value: unknown) => string) =>
  template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!(name in values)) throw new Error(`UIS has no ${name}`);
    return put(values[name]);
  });

describe('the templates which a customer of UIS pastes', () => {
  it('are one for each kind of notification', () => {
    const kinds = templates.map((template) => /"event": "(\w+)"/.exec(template)?.[1]);
    const listed = [...text.matchAll(/^\| «.*» \| `(\w+)` \|$/gm)].map(([, kind]) => kind);
    expect(kinds).toHaveLength(8);
    expect(kinds.toSorted()).toEqual(listed.toSorted());
  });

  it.each(templates)('are understood as UIS fills them, and with bare values: %s', (template) => {
    const events = receiveText(filled(template, JSON.stringify), start);

    expect(events.length).toBeGreaterThan(0);
    expect(events.every(({ callId }) => callId === 'uis:998677427')).toBe(true);
    expect(receiveText(filled(template, String), start)).toEqual(events);
  });
});
