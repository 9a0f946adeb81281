import type { EmployeeId } from '../../base/ids.ts';
import { ApiError, NotFoundError } from '../errors.ts';

/** Also for a ticket that is not the caller's to see: it is as if it did not exist. */
export class NoSuchTicketError extends NotFoundError {
  constructor() {
    super('There is no such ticket, or it is not yours to see.');
  }
}

/** Also for a line whose tickets are not the caller's to see. */
export class NoSuchLineError extends NotFoundError {
  constructor() {
    super('There is no such open line, or its tickets are not yours to see.');
  }
}

/** D-54: somebody was faster. */
export class TicketTakenError extends ApiError {
  constructor(by: EmployeeId, name: string | undefined) {
    super(409, 'DL5010', {
      title: 'Already taken',
      detail: `${name ?? by} has the ticket.`,
      conversationAssigneeId: by,
    });
  }
}

export class AgentNotAvailableError extends ApiError {
  constructor() {
    super(409, 'DL5011', {
      title: 'Not available',
      detail:
        'Whoever was to have the ticket does not work here, or can take none now; choose somebody else.',
    });
  }
}

export class TicketEndedError extends ApiError {
  constructor() {
    super(409, 'DL5012', {
      title: 'Already ended',
      detail: 'The ticket is closed. It opens again when the client writes.',
    });
  }
}

export class NobodyElseError extends ApiError {
  constructor() {
    super(409, 'DL5013', {
      title: 'Nobody else',
      detail: 'Nobody else of the line can take the ticket now; it stays where it is.',
    });
  }
}

/** One key names one message. */
export class OtherMessageError extends ApiError {
  constructor() {
    super(422, 'DL5014', {
      title: 'Another message has this key',
      detail:
        'A message with this key was sent before and says something else; send a new one with a new key.',
    });
  }
}
