/** A route with its path taken apart, ready to be compared. */
export interface Route<Target> {
  readonly key: string;
  /** `ANY` fits every method. */
  readonly method: string;
  readonly segments: readonly string[];
  readonly target: Target;
}

export interface Match<Target> {
  readonly route: Route<Target>;
  /** Decoded values of the path's variables. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Chooses a route as API Gateway's HTTP APIs do: the most specific path first, then the exact method. */
export class Router<Target> {
  readonly #routes: readonly Route<Target>[];
  readonly #fallback: Route<Target> | undefined;

  /** @param routes targets by route key: `GET /api/calls/{id}`, `ANY /pbx/{provider}/{proxy+}`, `$default`. */
  constructor(routes: readonly (readonly [key: string, target: Target])[]) {
    const parsed = routes.map(([key, target]) => parseRoute(key, target));
    this.#fallback = parsed.find(({ key }) => key === '$default');
    this.#routes = parsed.filter(({ key }) => key !== '$default').sort(bySpecificity);
  }

  /** @param path still percent-encoded, without query. */
  match(method: string, path: string): Match<Target> | undefined {
    const segments = path.split('/').slice(1);
    for (const route of this.#routes) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const parameters = compare(route.segments, segments);
      if (parameters !== undefined) return { route, parameters };
    }
    return this.#fallback === undefined ? undefined : { route: this.#fallback, parameters: {} };
  }
}

function parseRoute<Target>(key: string, target: Target): Route<Target> {
  const [method = '', path = ''] = key.split(' ');
  return { key, method, segments: path.split('/').slice(1), target };
}

/** Text before a variable, a variable before a greedy one; a longer path before a shorter one. */
function bySpecificity<Target>(a: Route<Target>, b: Route<Target>): number {
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index += 1) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (isGreedy(segment)) return 2;
  return isVariable(segment) ? 1 : 0;
}

function compare(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (isGreedy(part)) {
      const rest = segments.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[part.slice(1, -2)] = decode(rest);
      return parameters;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (!isVariable(part)) {
      if (part !== segment) return undefined;
    } else {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = decode(segment);
    }
  }
  return pattern.length === segments.length ? parameters : undefined;
}

const isVariable = (segment: string): boolean => segment.startsWith('{');
const isGreedy = (segment: string): boolean => segment.endsWith('+}');

/** The text without its percent-encoding; as it is where that is broken. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
