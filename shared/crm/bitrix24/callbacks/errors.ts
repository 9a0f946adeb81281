import { DutylineError } from '../../../base/errors.ts';

/** A request to our address for the portal that is not taken. `status` is the answer; the text names no value of it. */
export class CallbackError extends DutylineError {
  readonly status: number;

  constructor(status: number, code: `DL${number}`, message: string) {
    super(code, message, { retry: 'never' });
    this.status = status;
  }
}

/** Not proven to come from the portal on which the application is installed. */
export class UnverifiedCallbackError extends CallbackError {
  constructor() {
    super(403, 'DL4030', 'The request does not prove that it comes from the portal of this tenant.');
  }
}

/** Not a form in the words of the portal. */
export class MalformedCallbackError extends CallbackError {
  constructor(what: string) {
    super(400, 'DL4031', `The body ${what}.`);
  }
}

export class CallbackTooLargeError extends CallbackError {
  constructor(maxBytes: number) {
    super(413, 'DL4032', `The body is larger than ${maxBytes / 1024} KB.`);
  }
}

export class CallbackMethodError extends CallbackError {
  constructor() {
    super(405, 'DL4033', 'The portal sends its events with POST.');
  }
}

/** Somebody introduces a portal that may not be this tenant's, or that we can't be sure of. Nothing was stored. */
export class InstallationRefusedError extends CallbackError {
  constructor(why: string) {
    super(403, 'DL4034', `The application is not installed: ${why}.`);
  }
}

/** The portal or its OAuth server could not be asked: nothing was stored, and it is to be tried again. */
export class InstallationFailedError extends CallbackError {
  constructor(why: string) {
    super(503, 'DL4035', `The application is not installed yet: ${why}. Install it again in a minute.`);
  }
}
