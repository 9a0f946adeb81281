import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildAppOptions } from 'fauxqs';
import { ServerFailedError } from '../errors.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;
/** All queues of the server. */
export type QueueStore = Stores['sqsStore'];
/** One queue of the server. */
export type Queue = ReturnType<QueueStore['createQueue']>;
export type QueuedMessage = Queue['messages'][number];

/** The classes fauxqs is made of. Its package names only the functions built from them. */
export interface FauxqsClasses {
  readonly SqsStore: (new () => QueueStore) & { readonly createMessage: (body: string) => QueuedMessage };
  readonly SqsQueue: new (...parts: Parameters<QueueStore['createQueue']>) => Queue;
  readonly SnsStore: new () => Stores['snsStore'];
  readonly S3Store: new () => Stores['s3Store'];
}

/**
 * The server's own classes, so that a queue of ours can stand in for its queue. The version is pinned, and the
 * tests of the queues would tell if it moved.
 */
export async function fauxqsClasses(): Promise<FauxqsClasses> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new ServerFailedError('SQS (fauxqs)', 'is not installed');
  const load = (file: string) => import(pathToFileURL(join(dirname(manifest), 'dist', file)).href);
  const [sqs, sns, s3] = await Promise.all([
    load('sqs/sqsStore.js'),
    load('sns/snsStore.js'),
    load('s3/s3Store.js'),
  ]);
  return { ...sqs, ...sns, ...s3 } as FauxqsClasses;
}
