import * as z from 'zod/mini';
import type { AgentStatus, AgentStatusTold } from '../../people/agent-status.ts';
import { checked } from '../../webhooks/json.ts';
import { whole } from '../../webhooks/scalars.ts';
import { id, tidy } from './fields.ts';

/** The vendor's statuses (reference B4): on line, do not disturb, break, offline, dialling out, all calls. */
const statuses: Readonly<Record<number, AgentStatus>> = {
  1: 'ready',
  2: 'notReady',
  3: 'notReady',
  4: 'loggedOut',
  5: 'notReady',
  6: 'ready',
};

const milliseconds = whole(9_999_999_999_999);
const told = z.object({
  abonent_id: id,
  /** When it was so; `timestamp` is when it was told. */
  when: z.optional(milliseconds),
  timestamp: milliseconds,
});
const changed = z.extend(told, {
  status: whole(1_000_000),
  parent_status: z.optional(whole(1_000_000)),
});

/** `/events/user/status_changed`. A company's own status counts as the one that it is made from, or not at all. */
export function parseStatusChanged(payload: object): readonly AgentStatusTold[] {
  const fields = checked(changed, tidy(payload), 'abonent_id');
  const status = statuses[fields.status] ?? statuses[fields.parent_status ?? 0];
  return status === undefined ? [] : [toldOf(fields, status)];
}

/** `/events/user/session_end`: inferred that the operator has left the contact centre. */
export function parseSessionEnd(payload: object): readonly AgentStatusTold[] {
  return [toldOf(checked(told, tidy(payload), 'abonent_id'), 'loggedOut')];
}

function toldOf({ abonent_id, when, timestamp }: z.infer<typeof told>, status: AgentStatus): AgentStatusTold {
  return { agentId: abonent_id, status, at: when ?? timestamp };
}
