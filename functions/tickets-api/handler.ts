import { systemClock } from '../../shared/platform/clock.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { ticketParts } from '../../shared/platform/tickets/parts.ts';
import { ticketsApi } from './api.ts';

export const handler = ticketsApi(ticketParts(table(), tenant(), systemClock));
