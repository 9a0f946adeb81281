import { type Logger, logger } from '../../../shared/platform/logger.ts';
import { loadConfig, type RelayConfig } from './config.ts';
import { Relay } from './relay.ts';
import { readSecret } from './secret-file.ts';
import { poster } from './send/post.ts';
import { refusedFile } from './send/refused.ts';
import { lockSpool } from './spool/lock.ts';
import { Spool } from './spool/spool.ts';

/** What a run and a check need of the settings. */
export async function connections(config: RelayConfig) {
  const { ami, webhook, url } = config;
  const account = { ...ami, secret: await readSecret(ami.secretFile, 1) };
  const post = poster(url, await readSecret(webhook.secretFile, 16), Date.now);
  return { account, post };
}

/**
 * Starts the relay of a configuration file.
 * @returns what stops it.
 * @throws RelayConfigError (DL8001), SecretFileError (DL8002), SpoolError (DL8003)
 */
export async function run(configFile: string, log: Logger = logger): Promise<() => Promise<void>> {
  const config = await loadConfig(configFile);
  const { account, post } = await connections(config);
  const { directory, maxMegabytes } = config.spool;
  // First: recovery cuts off the line that another relay may just be writing.
  const lock = await lockSpool(directory);
  const spool = await Spool.open({ directory, maxBytes: maxMegabytes * 1024 * 1024 });
  if (spool.damaged > 0) log.error('The spool is damaged: some events are lost', { lines: spool.damaged });
  const relay = new Relay({
    account,
    numbering: config.numbering,
    spool,
    post,
    refused: refusedFile(directory, Date.now),
    log,
    now: Date.now,
  });
  relay.start();
  log.info('The relay is at work', {
    waiting: spool.waiting,
    calls: spool.calls.size,
    webhook: config.url.host,
  });
  return async () => {
    await relay.stop();
    await spool.close();
    lock.close();
  };
}
