import { DutylineError } from '../base/errors.ts';
import { WebhookError } from '../webhooks/errors.ts';

/** The tenant has stored no usable secret for this PBX yet. */
export class NotConfiguredError extends WebhookError {
  constructor(provider: string) {
    super('DL1006', `PBX "${provider}" is not configured: an administrator has to store its secret.`, {
      status: 401,
      title: 'Not configured',
    });
  }
}

export class UnknownAddressError extends WebhookError {
  constructor() {
    super('DL1007', 'No PBX takes events at this address.', { status: 404, title: 'Unknown address' });
  }
}

/** The API of a PBX did not give what was asked of it. `pbxCode` is its own word; nothing is lost by it. */
export class PbxApiError extends DutylineError {
  constructor(method: string, pbxCode: string) {
    super('DL1010', `The PBX did not do ${method}: ${pbxCode}.`, {
      retry: 'later',
      context: { method, pbxCode },
    });
  }
}

/** An address for the API of a PBX that is not on the list; nothing was sent there. */
export class PbxHostRefusedError extends DutylineError {
  constructor(host: string) {
    super('DL1011', `${host} is not a host that may be asked as a PBX.`, {
      retry: 'never',
      context: { host },
    });
  }
}
