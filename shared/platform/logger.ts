import { DutylineError } from '../base/errors.ts';
import { maskPhone } from '../base/mask-phone.ts';

/**
 * Structured logs: one JSON line an entry, with the ids of the work it belongs to. Phone numbers and e-mail addresses
 * are masked and fields that are secrets by name are left out, wherever they occur. Own code because the usual library
 * costs a fifth of the start time a function may have (docs/decisions/0003).
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

const secretName = /secret|salt|token|password|authorization|sign(ature)?$|api_?key/i;
/** Also within our ids: `whatsapp:1067/79991234567:message:…`; a colon and a digit are a time or a number of ours. */
const phoneLike = /(?<![\w.:-])\+?\d[\d ()-]{8,18}\d(?![\w-]|:\d)/g;
/** Our ids name a conversation by mail by the client's address. */
const mailLike = /([\p{L}\p{N}])[\p{L}\p{N}._%+-]{0,63}@(?=(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,})/gu;
const levels: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40 };
const threshold = levels[(process.env.LOG_LEVEL as LogLevel | undefined) ?? 'info'] ?? levels.info;

/** What must not be in a log, taken out of one value: secrets by the field's name, phones and mail addresses by their look. */
export function redact(value: unknown, name = ''): unknown {
  if (secretName.test(name)) return '[secret]';
  if (typeof value === 'string') return value.replace(phoneLike, maskPhone).replace(mailLike, '$1***@');
  if (value instanceof Error) return describeError(value);
  if (Array.isArray(value)) return value.map((item) => redact(item));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item, key)]));
  }
  return value;
}

function describeError(error: Error): unknown {
  return redact({
    name: error.name,
    message: error.message,
    ...(error instanceof DutylineError ? { code: error.code, context: error.context } : {}),
    stack: error.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  });
}

export class Logger {
  readonly #fields: LogFields;

  constructor(fields: LogFields = {}) {
    this.#fields = fields;
  }

  /** A logger that adds these ids to every entry. */
  with(fields: LogFields): Logger {
    return new Logger({ ...this.#fields, ...fields });
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  /** Counts something as a CloudWatch metric by the embedded metric format: no request leaves the process. */
  count(metric: string, value = 1, fields?: LogFields): void {
    const entry = {
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          { Namespace: 'dutyline', Dimensions: [['tenant']], Metrics: [{ Name: metric, Unit: 'Count' }] },
        ],
      },
      tenant: process.env.TENANT_ID ?? 'unknown',
      [metric]: value,
      ...(redact({ ...this.#fields, ...fields }) as object),
    };
    process.stdout.write(`${JSON.stringify(entry)}\n`);
  }

  #write(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (levels[level] < threshold) return;
    const entry = { level, message, ...(redact({ ...this.#fields, ...fields }) as object) };
    process.stdout.write(`${JSON.stringify(entry)}\n`);
  }
}

export const logger = new Logger({ function: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'local' });
