import { randomBytes } from 'node:crypto';
import type { HttpAnswer } from '../../../platform/problem.ts';

const scriptHost = 'https://api.bitrix24.com';

/** What an administrator sees in the frame when all is done: the script tells the portal so, once. */
export function installedPage(portalOrigin: string): HttpAnswer {
  const nonce = randomBytes(16).toString('base64');
  const script = 'BX24.init(function () { BX24.installFinish(); });';
  return page(200, portalOrigin, `script-src ${scriptHost} 'nonce-${nonce}'`, [
    `<script src="${scriptHost}/api/v1/"></script>`,
    '<p>The application is installed.</p>',
    `<script nonce="${nonce}">${script}</script>`,
  ]);
}

/** @param why our own words; nothing of the request. */
export const notInstalledPage = (status: number, portalOrigin: string, why: string): HttpAnswer =>
  page(status, portalOrigin, "script-src 'none'", [`<p>${escaped(why)}</p>`]);

function page(
  statusCode: number,
  portalOrigin: string,
  scripts: string,
  content: readonly string[],
): HttpAnswer {
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; ${scripts}; base-uri 'none'; form-action 'none'; frame-ancestors ${portalOrigin}`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: ['<!doctype html>', '<html lang="en">', '<title>dutyline</title>', ...content, '</html>'].join(
      '\n',
    ),
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
