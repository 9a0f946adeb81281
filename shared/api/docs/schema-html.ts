import { Html, html, prose } from './html.ts';

/** A JSON schema as the OpenAPI document holds it; only what the page shows is named. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

export interface SchemaWords {
  readonly field: string;
  readonly type: string;
  readonly meaning: string;
  readonly required: string;
  readonly default: string;
  readonly example: string;
}

/** The fields of an object as a table, those of nested objects below it; the type of anything else. */
export function schemaHtml(schema: Schema, words: SchemaWords): Html {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return html`<p>${typeHtml(schema)}</p>`;
  return html`<table>
<thead><tr><th scope="col">${words.field}</th><th scope="col">${words.type}</th><th scope="col">${words.meaning}</th></tr></thead>
<tbody>${fields.map(({ name, schema: field, required }) => rowHtml(name, field, required, words))}</tbody>
</table>`;
}

/** One row: also used for parameters. */
export function rowHtml(name: string, schema: Schema, required: boolean, words: SchemaWords): Html {
  const meaning = [
    schema.description === undefined ? [] : [prose(schema.description)],
    schema.default === undefined
      ? []
      : [html`${words.default}: <code>${JSON.stringify(schema.default)}</code>`],
    schema.example === undefined ? [] : [html`${words.example}: <code>${textOf(schema.example)}</code>`],
  ].flat();
  return html`<tr><th scope="row"><code>${name}</code>${required ? html` <em>${words.required}</em>` : ''}</th>
<td>${typeHtml(schema)}</td><td>${meaning.map((part, index) => (index === 0 ? part : html`<br>${part}`))}</td></tr>`;
}

interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Nested objects become fields with a dot in their name; named schemas stay links. */
function fieldsOf(schema: Schema, prefix = '', depth = 0): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const own = { name: path, schema: field, required: schema.required?.includes(name) ?? false };
    const inner = field.items ?? field;
    const separator = field.items === undefined ? '.' : '[].';
    return [own, ...(depth < 3 ? fieldsOf(inner, `${path}${separator}`, depth + 1) : [])];
  });
}

function typeHtml(schema: Schema): Html {
  const { $ref, items, additionalProperties } = schema;
  const options = schema.anyOf ?? schema.oneOf;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (options !== undefined) return joined(options.map(typeHtml), ' | ');
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) {
    return joined(
      schema.enum.map((value) => html`<code>${textOf(value)}</code>`),
      ' | ',
    );
  }
  if (items !== undefined) return html`${typeHtml(items)}[]${limit('≤ ', schema.maxItems)}`;
  if (typeof additionalProperties === 'object') return html`{ [key]: ${typeHtml(additionalProperties)} }`;
  const type = schema.type === undefined ? 'any' : [schema.type].flat().join(' | ');
  const bounds = [limit('≥ ', schema.minimum), limit('≤ ', maximumOf(schema))];
  return html`${type}${schema.format === undefined ? '' : ` (${schema.format})`}${bounds}`;
}

/** The largest integer that JSON can hold is no limit that anybody set. */
function maximumOf({ maximum, maxLength }: Schema): number | undefined {
  return maximum === Number.MAX_SAFE_INTEGER ? undefined : (maximum ?? maxLength);
}

const limit = (sign: string, value: number | undefined): string =>
  value === undefined ? '' : `, ${sign}${value}`;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function joined(parts: readonly Html[], separator: string): Html {
  return new Html(parts.map(({ text }) => text).join(separator));
}
