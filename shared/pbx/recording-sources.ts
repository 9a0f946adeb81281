import type { PbxProvider } from './providers.ts';
import type { RecordingSource, SourceParts } from './recording-port.ts';

/**
 * The PBXs whose recordings can be had. Each in a bundle's file of its own, as with adapters. Inferred: the names
 * under which UIS and MegaFon keep files; where an operator resells such a PBX under a name of its own, the tenant's
 * file has it.
 */
const loaders = {
  mango: async (parts) => new (await import('./mango/recordings.ts')).MangoRecordings(parts),
  twilio: async (parts) => new (await import('./twilio/recordings.ts')).TwilioRecordings(parts),
  uis: async (parts) => linked(['uiscom.ru', 'comagic.ru', 'callgear.com', 'callgear.ae'], parts),
  megafon: async (parts) => linked(['megapbx.ru'], parts),
} as const satisfies Partial<Readonly<Record<PbxProvider, (parts: SourceParts) => Promise<RecordingSource>>>>;

const transcribing: ReadonlySet<string> = new Set<PbxProvider>(['mango']);

/** The PBX by name; `undefined` where its recordings can't be had. */
export async function recordingSource(
  provider: string,
  parts: SourceParts,
): Promise<RecordingSource | undefined> {
  return isRecording(provider) ? loaders[provider](parts) : undefined;
}

/** Whether a PBX has such a thing to give, told without loading it. */
export function gives(what: 'recording' | 'transcript', provider: string): boolean {
  return what === 'recording' ? isRecording(provider) : transcribing.has(provider);
}

const isRecording = (provider: string): provider is keyof typeof loaders => Object.hasOwn(loaders, provider);

async function linked(vendorHosts: readonly string[], { servers }: SourceParts): Promise<RecordingSource> {
  return new (await import('./linked-recordings.ts')).LinkedRecordings(vendorHosts, servers);
}
