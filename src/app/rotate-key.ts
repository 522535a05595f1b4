import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '../kernel/config.ts'
import { transactionsSince } from '../kernel/db.ts'
import { keepKeys, newSecretKey, openKeyring } from '../kernel/keyring.ts'
import { sealer } from '../kernel/secrets.ts'
import { resealChannels } from '../modules/channels/resealing-repo.ts'
import { resealSignIn } from '../modules/identity/sign-in-repo.ts'
import { resealTelephones } from '../modules/telephone/resealing-repo.ts'

/** What a change of the key came to. */
export type Rotated = {
  /** Names of the keys. */
  from: string
  to: string
  channels: number
  /** Channels locked with a key that nobody has any more: their secrets must be entered again. */
  broken: readonly string[]
}

export type RotateOptions = {
  config: Pick<Config, 'dataFolder' | 'secretKey' | 'oldSecretKeys'>
  /** The owner's address of the database. */
  url: string
  say: (sentence: string) => void
  /** Channels sealed again in one transaction. */
  batch?: number
}

const BATCH = 50
const LOOK_EVERY_MS = 100
/** Longer than any transaction of ours may stand idle. */
const TRANSACTIONS_LIMIT_MS = 120_000

/**
 * Seal everything again with a new key, while the product runs. A key of the data folder is replaced by a new one;
 * a key of the environment is the new one already, and the old ones are named beside it. At every moment each secret
 * opens with a key that is still kept, so it may be interrupted anywhere and run again. Afterwards the old key is not
 * needed. Throws when a transaction of the product does not end.
 */
export async function rotateKey({ config, url, say, batch = BATCH }: RotateOptions): Promise<Rotated> {
  const keys = await openKeyring(config, async () => false)
  const from = sealer(keys).keyId()
  const isInFile = config.secretKey === null
  if (isInFile && keys().length === 1 + config.oldSecretKeys.length) {
    // Both are kept from here on: those who run read the file again before they seal, and when they meet a new name.
    await keepKeys(config, [newSecretKey(), ...keys()])
    say('A new key is kept beside the old one.')
  }
  const seals = sealer(keys)
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    // Whoever sealed with the old key has committed before we look.
    await transactionsEnd(owner)
    const done = await resealAll(owner, seals, batch, say)
    await resealTelephones(owner, seals)
    await resealSignIn(owner, seals)
    if (isInFile) {
      await keepKeys(config, keys().slice(0, 1))
      say('The old key is no longer kept.')
    }
    return { from, to: seals.keyId(), ...done }
  } finally {
    await owner.end()
  }
}

async function transactionsEnd(owner: pg.Client): Promise<void> {
  const pending = await transactionsSince(owner)
  const deadline = performance.now() + TRANSACTIONS_LIMIT_MS
  while ((await pending()) > 0) {
    if (performance.now() > deadline)
      throw new Error('a transaction that began before the key changed does not end: run this again')
    await wait(LOOK_EVERY_MS)
  }
}

async function resealAll(
  owner: pg.Client,
  seals: ReturnType<typeof sealer>,
  batch: number,
  say: RotateOptions['say'],
): Promise<{ channels: number; broken: readonly string[] }> {
  let channels = 0
  const broken: string[] = []
  let after: Awaited<ReturnType<typeof resealChannels>>['after'] = null
  do {
    const one = await resealChannels(owner, seals, batch, after)
    channels += one.channels
    broken.push(...one.broken)
    after = one.after
    if (one.channels > 0) say(`${channels} channels are sealed again.`)
  } while (after !== null)
  return { channels, broken }
}
