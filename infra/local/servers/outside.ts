/**
 * Settings of clients that look at the stack from outside: a test's, or the stack's own. They speak to the servers
 * directly, past the gateway, so they are neither held back nor written down.
 */
export function outside(region: string) {
  return { region, credentials: { accessKeyId: 'outside', secretAccessKey: 'outside' }, maxAttempts: 1 };
}
