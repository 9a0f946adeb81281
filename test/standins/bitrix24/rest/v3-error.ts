export interface V3Problem {
  readonly field: string;
  readonly message: string;
}

/** What a method of the third version answers instead of a result. */
export class V3Error extends Error {
  readonly status: number;
  readonly code: string;
  readonly validation: readonly V3Problem[];

  constructor(status: number, code: string, message: string, validation: readonly V3Problem[] = []) {
    super(message);
    this.name = 'V3Error';
    this.status = status;
    this.code = code;
    this.validation = validation;
  }

  static validation(problems: readonly V3Problem[]): V3Error {
    const code = 'BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION';
    return new V3Error(400, code, 'Error during request object validation', problems);
  }

  get body(): unknown {
    const { code, message, validation } = this;
    return { error: { code, message, ...(validation.length > 0 ? { validation } : {}) } };
  }
}
