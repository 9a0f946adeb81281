import type { CallEvent } from '../../calls/events.ts';
import { parseObject } from '../json.ts';
import type { PbxAdapter, SignedText } from '../port.ts';
import { parseCall } from './call.ts';
import { parseRecordAdded, parseRecording, parseRecordTagged } from './recording.ts';
import { verifyMango } from './signature.ts';
import { parseSummary } from './summary.ts';

type Parse = (payload: object) => readonly CallEvent[];

const parsers: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  // The first edition of the vendor's manual sends summaries here too; only they have a direction.
  ['/events/call', (payload) => ['call_direction' in payload ? parseSummary(payload) : parseCall(payload)]],
  ['/events/summary', (payload) => [parseSummary(payload)]],
  ['/events/recording', parseRecording],
  ['/events/record/added', (payload) => [parseRecordAdded(payload)]],
  ['/events/record/tagged', (payload) => [parseRecordTagged(payload)]],
]);

/**
 * Mango Office's virtual PBX. Its connection check and results of commands, key presses, short messages and
 * presence come to other addresses below ours: all are welcome and none is looked at.
 */
export const mango: PbxAdapter = {
  provider: 'mango',
  route: (path) => (parsers.has(path) ? 'events' : 'ignored'),
  verify: verifyMango,
  parse: ({ path, text }: SignedText) => {
    const parse = parsers.get(path);
    return parse === undefined ? [] : parse(parseObject(text));
  },
};
