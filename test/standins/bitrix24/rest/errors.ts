/** What a REST method answers instead of a result. `error` may be an empty text, as of old CRM methods. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    description: string,
    extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(description);
    this.name = 'RestError';
    this.status = status;
    this.code = code;
    this.extra = extra;
  }

  get body(): Readonly<Record<string, unknown>> {
    return { error: this.code, error_description: this.message, ...this.extra };
  }
}

export const coreError = (description: string): RestError => new RestError(400, 'ERROR_CORE', description);

/** Old CRM methods put the text anywhere and leave the code empty. */
export const oldCrmError = (description: string): RestError => new RestError(400, '', description);

export const accessDenied = (description = 'Access denied.'): RestError =>
  new RestError(403, 'ACCESS_DENIED', description);

export const wrongAuthType = (): RestError =>
  new RestError(403, 'WRONG_AUTH_TYPE', 'Current authorization type is denied for this method');
