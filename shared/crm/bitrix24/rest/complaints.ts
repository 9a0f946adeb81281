import type { Complaint } from './verdicts.ts';

/** The error in a body, in whichever shape it comes; `undefined` where there is none. */
export function complaintIn(body: unknown): { readonly code: string; readonly text: string } | undefined {
  if (!isRecord(body) || !Object.hasOwn(body, 'error')) return undefined;
  const { error, error_description } = body;
  if (isRecord(error))
    return { code: said(error.code), text: said(error.message) + fieldsOf(error.validation) };
  const code = said(error);
  const text = said(error_description);
  // Old methods put a sentence where the code belongs.
  return code.includes(' ') ? { code: '', text: `${code} ${text}`.trim() } : { code, text };
}

/** Which fields v3 found wrong. */
function fieldsOf(validation: unknown): string {
  if (!Array.isArray(validation)) return '';
  return validation
    .filter(isRecord)
    .map(({ field, message }) => ` [${said(field)}: ${said(message)}]`)
    .join('');
}

/** Where our own names stand for what came without a word of the portal. */
export const pageComplaint = (status: number): Pick<Complaint, 'code' | 'text'> => ({
  code: `HTTP_${status}`,
  text: `it answered ${status} with something that is not JSON`,
});

/** Tokens, known to us or not, and the addresses of incoming webhooks, by their look. */
const secretLike = /\b[0-9a-f]{20,}\b|(?<=\/rest\/(api\/)?\d+\/)[^/\s]+/gi;

/** For a reason that people read: short, and without any of these secrets or what looks like one. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const clean = secrets
    .filter((secret) => secret.length >= 6)
    .reduce((left, secret) => left.replaceAll(secret, '[secret]'), text)
    .replaceAll(secretLike, '[secret]');
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
