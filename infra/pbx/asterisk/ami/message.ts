import type { AmiBlock } from './parser.ts';

/** An action as Asterisk reads it. Values lose what would end the line: nobody can put in an action of his own. */
export function formatAction(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value.replace(/[\r\n]+/g, ' ')}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * When the event happened by the PBX's clock, in epoch milliseconds. Absent where manager.conf does not say
 * `timestampevents = yes`.
 */
export function timeOf(block: AmiBlock): number | undefined {
  const seconds = Number(block.Timestamp);
  return block.Timestamp !== undefined && seconds > 0 ? Math.round(seconds * 1_000) : undefined;
}

/** Asterisk writes `<unknown>` or nothing where it doesn't know. */
export function known(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === '<unknown>' ? undefined : value;
}
