/** Bytes of one file in a form of parts; `undefined` where the form has no such field. */
export function fileBytes(contentType: string, body: Buffer, field: string): number | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const part = body
    .toString('latin1')
    .split(`--${boundary}`)
    .find((one) => one.includes(`name="${field}"`));
  const start = part?.indexOf('\r\n\r\n') ?? -1;
  return part === undefined || start < 0 ? undefined : part.length - start - 4 - '\r\n'.length;
}
