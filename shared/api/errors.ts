import { DutylineError } from '../base/errors.ts';
import type { EmployeeId } from '../base/ids.ts';
import type { Refusal } from '../base/refusal.ts';

interface ApiErrorDetails {
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly Refusal[];
  /** D-54: who has what was asked for. */
  readonly conversationAssigneeId?: EmployeeId;
  readonly cause?: unknown;
}

/** An answer of the API that is no success. `errors` names each field that was refused. */
export class ApiError extends DutylineError {
  readonly status: number;
  readonly title: string;
  readonly errors: readonly Refusal[];
  readonly conversationAssigneeId: EmployeeId | undefined;

  constructor(status: number, code: `DL${number}`, details: ApiErrorDetails) {
    super(code, details.detail, { retry: 'never', cause: details.cause });
    this.status = status;
    this.title = details.title;
    this.errors = details.errors ?? [];
    this.conversationAssigneeId = details.conversationAssigneeId;
  }
}

/** Thrown when a request comes without the claims of a token; the authorizer lets none through. */
export class NotSignedInError extends ApiError {
  constructor() {
    super(401, 'DL5001', { title: 'Not signed in', detail: 'Send a token of the identity provider.' });
  }
}

export class ForbiddenError extends ApiError {
  constructor(detail: string) {
    super(403, 'DL5002', { title: 'Not allowed', detail });
  }
}

/** Thrown when path, query, headers or body are not of the form which the operation declares. */
export class BadRequestError extends ApiError {
  constructor(detail: string, errors: readonly Refusal[] = [], cause?: unknown) {
    super(400, 'DL5003', { title: 'Not a valid request', detail, errors, cause });
  }
}

export class BodyTooLargeError extends ApiError {
  constructor(maxBytes: number) {
    super(413, 'DL5004', { title: 'Too large', detail: `A body has at most ${maxBytes} bytes.` });
  }
}

export class PreconditionRequiredError extends ApiError {
  constructor() {
    super(428, 'DL5005', {
      title: 'If-Match is missing',
      detail: 'Read the document first and send its ETag as If-Match; to create one, send If-None-Match: *.',
    });
  }
}

/** Somebody saved another version since the caller read his. */
export class StaleVersionError extends ApiError {
  constructor(cause?: unknown) {
    super(412, 'DL5006', {
      title: 'Changed by somebody else',
      detail: 'The document is not at the version you sent: read it again and repeat your change.',
      cause,
    });
  }
}

export class NotFoundError extends ApiError {
  constructor(detail: string) {
    super(404, 'DL5007', { title: 'Not found', detail });
  }
}

export class UnsupportedMediaTypeError extends ApiError {
  constructor() {
    super(415, 'DL5008', { title: 'Not JSON', detail: 'Send the body as application/json.' });
  }
}
