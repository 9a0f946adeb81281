import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { EmployeeId } from '../base/ids.ts';
import { type AgentStatusTold, agentStatuses } from '../people/agent-status.ts';
import { type OutgoingMessage, sendMessages } from './queues.ts';

const employeeId = idSchema<EmployeeId>(100);

/** "Look at him again": something by which he can be given work, or can't, has changed. What, is for the reader to see. */
export const availabilityChangedSchema = z.strictObject({
  kind: z.literal('availabilityChanged'),
  employeeId,
});

/** A timer of somebody who is online: whether his console was heard since. Epoch milliseconds. */
export const presenceCheckSchema = z.strictObject({
  kind: z.literal('presenceCheck'),
  employeeId,
  dueAt: z.int(),
});

/** A PBX's word on one of its operators; whose it is, is for the reader to find. */
export const agentStatusSchema = z.strictObject({
  kind: z.literal('agentStatus'),
  provider: z.string().check(z.minLength(1), z.maxLength(30)),
  agentId: z.string().check(z.minLength(1), z.maxLength(200)),
  status: z.enum(agentStatuses),
  at: z.int(),
});

export type AvailabilityChanged = z.infer<typeof availabilityChangedSchema>;
export type PresenceCheck = z.infer<typeof presenceCheckSchema>;
export type AgentStatusMessage = z.infer<typeof agentStatusSchema>;

/** In order for each operator; a repeat of the webhook is the same message. */
export function agentStatusMessage(provider: string, told: AgentStatusTold): OutgoingMessage {
  const group = `AGENT#${provider}#${told.agentId}`;
  return {
    body: { kind: 'agentStatus', provider, ...told } satisfies AgentStatusMessage,
    group,
    dedupe: `${group}\n${told.status}\n${told.at}`,
  };
}

/**
 * @param why What changed, so that a repeat of the same change is the same message: `day:1795424400000`.
 */
export function availabilityMessage(employeeId: EmployeeId, why: string): OutgoingMessage {
  return {
    body: { kind: 'availabilityChanged', employeeId } satisfies AvailabilityChanged,
    group: `EMPLOYEE#${employeeId}`,
    dedupe: `availability:${employeeId}:${why}`,
  };
}

/** Tells those who give out work. @throws NotQueuedError */
export async function tellAvailability(
  ticketEventsQueueUrl: string,
  employeeId: EmployeeId,
  why: string,
): Promise<void> {
  await sendMessages(ticketEventsQueueUrl, [availabilityMessage(employeeId, why)]);
}
