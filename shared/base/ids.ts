/** Branded strings: one kind of id can't be passed where another is meant. */
type Brand<Name extends string> = string & { readonly __brand: Name };

export type EmployeeId = Brand<'EmployeeId'>;
/** `<provider>:<the PBX's own id of the whole call>`, unique within a tenant. */
export type CallId = Brand<'CallId'>;
/** The PBX's id of one leg, unique within its call. */
export type LegId = Brand<'LegId'>;
/** An id that a repeat of the same event shares. */
export type EventId = Brand<'EventId'>;
/** `<aggregate>:<event>:<n>`: deterministic, so that every sink can recognise a repeat. */
export type EffectId = Brand<'EffectId'>;
export type PartyId = Brand<'PartyId'>;
/** A client's request: a conversation in an open line and a helpdesk request alike. */
export type TicketId = Brand<'TicketId'>;
/** One account of ours in a messenger: a number, a bot, a mailbox. Named by the administrator. */
export type ChannelId = Brand<'ChannelId'>;
export type OpenLineId = Brand<'OpenLineId'>;
export type DepartmentId = Brand<'DepartmentId'>;
