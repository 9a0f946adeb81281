import { createHash } from 'node:crypto';
import type { Language } from '../../base/language.ts';
import { type Html, html, prose } from './html.ts';
import type { ApiDocument } from './openapi.ts';
import { rowHtml, type Schema, schemaHtml } from './schema-html.ts';
import { style } from './style.ts';
import { type Words, wordsIn } from './words.ts';

/** What the page shows of an operation of the document. */
interface ShownOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema: Schema;
    description?: string;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
type Entry = ShownOperation & { readonly method: string; readonly path: string };

/** Only this page's own style; nothing that runs, nothing from elsewhere. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI document as a page to read, complete in itself. */
export function docsPage(document: ApiDocument, language: Language): string {
  const words = wordsIn[language];
  const operations = operationsOf(document);
  const tags = (document.tags ?? []).map(({ name }) => name);
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, Schema][];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}: ${words.title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header>
<h1>${document.info.title}: ${words.title}</h1>
<p>${prose(document.info.description ?? '')}</p>
<p><a href="openapi.json">OpenAPI ${document.openapi}</a> · <a href="?lang=${words.other}" hreflang="${words.other}" lang="${words.other}">${words.otherName}</a></p>
</header>
<nav aria-label="${words.contents}">
<h2>${words.contents}</h2>
${tags.map((tag) => contentsHtml(tag, operations, words))}
<p><a href="#schemas">${words.schemas}</a></p>
</nav>
<main id="main">
${tags.map(
  (
    tag,
  ) => html`<section aria-labelledby="${anchor(tag)}"><h2 id="${anchor(tag)}">${words.tags[tag] ?? tag}</h2>
${operations.filter(({ tags: own }) => own.includes(tag)).map((operation) => operationHtml(operation, words))}</section>`,
)}
<section aria-labelledby="schemas"><h2 id="schemas">${words.schemas}</h2>
${schemas.map(
  ([name, schema]) => html`<h3 id="schema-${name}">${name}</h3>
${schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`}${schemaHtml(schema, words)}`,
)}
</section>
</main>
</body>
</html>
`.text;
}

function operationsOf(document: ApiDocument): readonly Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, ShownOperation>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

const anchor = (tag: string): string => `tag-${tag.toLowerCase()}`;

function contentsHtml(tag: string, operations: readonly Entry[], words: Words): Html {
  return html`<h3><a href="#${anchor(tag)}">${words.tags[tag] ?? tag}</a></h3>
<ul>${operations
    .filter(({ tags }) => tags.includes(tag))
    .map(
      ({ operationId, method, path }) => html`<li><a href="#${operationId}">${method} ${path}</a></li>`,
    )}</ul>`;
}

function operationHtml(operation: Entry, words: Words): Html {
  const {
    operationId,
    method,
    path,
    summary,
    description = '',
    parameters = [],
    requestBody,
    responses,
  } = operation;
  return html`<article aria-labelledby="${operationId}">
<h3 id="${operationId}"><code>${method} ${path}</code></h3>
<p>${prose(summary)}</p>
${description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
${parameters.length === 0 ? '' : parametersHtml(parameters, words)}
${requestBody === undefined ? '' : html`<h4>${words.body}</h4>${contentHtml(requestBody.content, words)}`}
<h4>${words.answers}</h4>
<dl>${Object.entries(responses).map(
    ([status, { description: meaning, content }]) =>
      html`<dt>${status}</dt><dd><p>${prose(meaning)}</p>${Number(status) < 400 && content ? contentHtml(content, words) : ''}</dd>`,
  )}</dl>
</article>`;
}

function parametersHtml(parameters: NonNullable<ShownOperation['parameters']>, words: Words): Html {
  return html`<h4>${words.parameters}</h4><table>
<thead><tr><th scope="col">${words.field}</th><th scope="col">${words.type}</th><th scope="col">${words.meaning}</th></tr></thead>
<tbody>${parameters.map(({ name, in: place, schema, required = false }) =>
    rowHtml(place === 'query' ? `?${name}` : name, schema, required, words),
  )}</tbody></table>`;
}

function contentHtml(content: Content, words: Words): Html {
  return html`${Object.values(content).map(({ schema }) => schemaHtml(schema, words))}`;
}
