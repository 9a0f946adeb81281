import type { CallEvent } from '../../calls/events.ts';
import type { AgentStatusTold } from '../../people/agent-status.ts';
import { parseObject } from '../../webhooks/json.ts';
import type { PbxAdapter } from '../port.ts';
import { parseSessionEnd, parseStatusChanged } from './agent-status.ts';
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

const agentParsers: ReadonlyMap<string, (payload: object) => readonly AgentStatusTold[]> = new Map([
  ['/events/user/status_changed', parseStatusChanged],
  ['/events/user/session_end', parseSessionEnd],
]);

/**
 * Mango Office's virtual PBX. Its connection check and results of commands, key presses and short messages come to
 * other addresses below ours: all are welcome and none is looked at.
 */
export const mango: PbxAdapter = {
  provider: 'mango',
  route: (path) => (parsers.has(path) ? 'events' : agentParsers.has(path) ? 'agents' : 'ignored'),
  verify: verifyMango,
  parse: ({ path, text }) => parsers.get(path)?.(parseObject(text)) ?? [],
  parseAgents: ({ path, text }) => agentParsers.get(path)?.(parseObject(text)) ?? [],
};
