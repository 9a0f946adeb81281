import * as z from 'zod/mini';
import { PbxApiError, PbxHostRefusedError } from '../../errors.ts';
import { type MangoSecret, signMango } from '../signature.ts';

const timeoutMs = 20_000;
/** 5000 calls with their legs are some 10 MB. */
const maxBytes = 32 * 1024 * 1024;

export interface MangoApiParts {
  readonly secret: MangoSecret;
  /** The one that the tenant's file allows: `https://app.mango-office.ru` (reference B1). */
  readonly origin: string;
}

/** What was answered: `undefined` for 204, which is "not yet". */
export type MangoAnswer = unknown | undefined;

/** Mango Office's API: signed as its webhooks are, and never followed elsewhere. */
export class MangoApi {
  readonly #secret: MangoSecret;
  readonly #origin: string;

  /** @throws PbxHostRefusedError */
  constructor({ secret, origin }: MangoApiParts) {
    const url = URL.parse(origin);
    const isLocal = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
    if (
      url === null ||
      url.username !== '' ||
      url.password !== '' ||
      !(url.protocol === 'https:' || isLocal)
    ) {
      throw new PbxHostRefusedError(url?.host ?? 'What is not an address');
    }
    this.#secret = secret;
    this.#origin = url.origin;
  }

  /**
   * @param method `stats/calls/request/`
   * @throws PbxApiError where the answer is no success; its message holds nothing of what was sent.
   */
  async ask(method: string, body: object): Promise<MangoAnswer> {
    const json = JSON.stringify(body);
    const form = new URLSearchParams({
      vpbx_api_key: this.#secret.apiKey,
      sign: signMango(json, this.#secret),
      json,
    });
    const { status, text } = await this.#post(method, form);
    if (status === 204) return undefined;
    const said = jsonOf(text);
    const code = z.safeParse(z.object({ code: z.union([z.int(), z.string()]) }), said);
    const result = z.safeParse(z.object({ result: z.int() }), said);
    if (status !== 200)
      throw new PbxApiError(method, code.success ? String(code.data.code) : `HTTP ${status}`);
    // 1000 and 1001 are success; everything else in `result` is a refusal with status 200.
    if (result.success && Math.floor(result.data.result / 10) !== 100) {
      throw new PbxApiError(method, String(result.data.result));
    }
    if (said === undefined) throw new PbxApiError(method, 'UNREADABLE');
    return said;
  }

  async #post(method: string, body: URLSearchParams): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(`${this.#origin}/vpbx/${method}`, {
        method: 'POST',
        // A redirect is no success, and is answered like any other.
        redirect: 'manual',
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw new PbxApiError(method, 'TOO_LARGE');
        chunks.push(chunk);
      }
      return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
    } catch (error) {
      if (error instanceof PbxApiError) throw error;
      throw new PbxApiError(method, error instanceof Error ? error.name : 'UNKNOWN');
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
