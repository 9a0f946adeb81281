import { functions } from '../../infra/functions.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { operations } from '../../shared/api/operations.ts';
import type { Sent } from './everything-pbx.ts';

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every operation pass here
  readonly body: any;
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Asks for what must be done. @throws Error unless it was. */
export const expecting =
  (ask: Ask): Ask =>
  async (method, path, ...rest) => {
    const answer = await ask(method, path, ...rest);
    if (answer.status < 300) return answer;
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  };

/** Everybody who asks something in one run: what they showed and were answered, and what nobody has reached yet. */
export class Callers {
  readonly #stack: LocalStack;
  /** Every token that was shown; the stack's clock runs too fast for one to last. */
  readonly tokens: string[] = [];
  /** What the API said, text by text. */
  readonly answers: string[] = [];
  /** What the senders of webhooks were told, who may be anybody. */
  readonly toSenders: string[] = [];
  readonly #done = new Set<string>();

  constructor(stack: LocalStack) {
    this.#stack = stack;
  }

  as(employeeId: string, role: 'employee' | 'administrator' = 'employee'): Ask {
    return async (method, path, body, headers = {}) => {
      const token = await this.#stack.token({ roles: [role], employee_id: employeeId });
      this.tokens.push(token);
      const response = await fetch(`${this.#stack.apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      this.answers.push(text);
      if (response.ok) this.#done.add(operationAt(method, path));
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, body: isJson ? JSON.parse(text) : text };
    };
  }

  /** @throws Error unless it was answered as it should be. */
  async send({ path, headers = {}, body }: Sent, expected = 200): Promise<void> {
    const response = await fetch(`${this.#stack.apiUrl}${path}`, { method: 'POST', headers, body });
    this.toSenders.push(await response.text());
    if (response.status !== expected) throw new Error(`${path} was answered with ${response.status}`);
  }

  /** Operations of this tenant's functions that have not answered with 2xx yet. */
  get left(): readonly string[] {
    const folders = new Set(functions.map(({ folder }) => folder));
    const ours = operations.filter((operation) => folders.has(operation.function));
    return ours.map(({ id }) => id).filter((id) => !this.#done.has(id));
  }
}

const shapes = operations.map(({ id, method, path }) => ({
  id,
  method,
  shape: new RegExp(`^${path.replace(/\{\w+\+\}/g, '.+').replace(/\{\w+\}/g, '[^/]+')}$`),
  isPlain: !path.includes('{'),
}));

/** `/api/tickets/undistributed` has the shape of a ticket's address too, and is its own. */
function operationAt(method: string, path: string): string {
  const [plain = ''] = path.split('?');
  const fitting = shapes.filter((one) => one.method === method && one.shape.test(plain));
  return (fitting.find(({ isPlain }) => isPlain) ?? fitting[0])?.id ?? `${method} ${plain}`;
}
