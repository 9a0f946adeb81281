import type { AmiBlock } from '../../../infra/pbx/asterisk/ami/parser.ts';
import { defaultNumbering, type Numbering } from '../../../infra/pbx/asterisk/calls/channel-kind.ts';
import { Translator } from '../../../infra/pbx/asterisk/calls/translator.ts';
import { toWire } from '../../../infra/pbx/asterisk/send/wire.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { received } from './verdict.ts';

export interface Circumstances {
  readonly numbering?: Numbering;
  /** When each event arrived, for those that don't say when they happened. */
  readonly arrived?: readonly number[];
}

/** What the webhook gets of these events of the Manager Interface, when all is over. */
export function translate(
  events: readonly AmiBlock[],
  circumstances: Circumstances = {},
): readonly CallEvent[] {
  const { numbering = defaultNumbering, arrived } = circumstances;
  const translator = new Translator(numbering);
  for (const [index, event] of events.entries()) translator.read(event, arrived?.[index] ?? 0);
  translator.advance(Number.MAX_SAFE_INTEGER);
  return received(translator.take().events.map((event) => JSON.stringify(toWire(event))));
}
