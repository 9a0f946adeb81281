import { UnresolvableError } from '../errors.ts';

/** Where references lead. Both throw `UnresolvableError` for what they don't know. */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
}

/** What `{ Ref: 'AWS::NoValue' }` means: the property isn't there. */
export const noValue = Symbol('AWS::NoValue');

/**
 * The value with every intrinsic function worked out.
 *
 * @throws UnresolvableError (DL7004) for a function or reference that the local stack doesn't know.
 */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== noValue);
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined) {
    if (name === 'Ref') return scope.ref(text(argument, 'Ref'));
    const apply = functions[name];
    if (apply !== undefined) return apply(argument, scope);
    if (name.startsWith('Fn::'))
      throw new UnresolvableError(name, 'the local stack does not know this function');
  }
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, resolveValue(item, scope)] as const)
      .filter(([, item]) => item !== noValue),
  );
}

const functions: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] =
      typeof argument === 'string' ? splitOnce(argument) : list(argument, 'Fn::GetAtt');
    return scope.attribute(text(logicalId, 'Fn::GetAtt'), text(attribute, 'Fn::GetAtt'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = list(argument, 'Fn::Join');
    return list(resolveValue(items, scope), 'Fn::Join').map(String).join(text(separator, 'Fn::Join'));
  },
  'Fn::Sub': (argument, scope) => {
    const [pattern, extra] = Array.isArray(argument) ? argument : [argument, {}];
    const names = resolveValue(extra, scope) as Readonly<Record<string, unknown>>;
    return text(pattern, 'Fn::Sub').replace(/\$\{([^}]*)\}/g, (_, name: string) =>
      substitute(name, names, scope),
    );
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument, 'Fn::Select');
    const item = list(resolveValue(items, scope), 'Fn::Select')[Number(index)];
    if (item === undefined) throw new UnresolvableError('Fn::Select', `there is no item ${String(index)}`);
    return item;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = list(argument, 'Fn::Split');
    return text(resolveValue(source, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
};

/** `${!literal}`, `${Name}`, `${Resource.Attribute}` */
function substitute(name: string, names: Readonly<Record<string, unknown>>, scope: Scope): string {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  if (Object.hasOwn(names, name)) return String(names[name]);
  if (!name.includes('.')) return String(scope.ref(name));
  const [logicalId, attribute] = splitOnce(name);
  return String(scope.attribute(logicalId, attribute));
}

function splitOnce(name: string): readonly [string, string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnresolvableError(what, 'a list was expected');
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new UnresolvableError(what, 'a text was expected');
}
