import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { chown, open, rename, stat } from 'node:fs/promises'
import { assert } from './assert.ts'
import { type Config, keyFileOf, loadSecretKey, readKeys } from './config.ts'
import { SECRET_KEY_BYTES } from './secrets.ts'

/** The secret keys as they are now: what is sealed is sealed with the first, and each opens what it has sealed. */
export type Keys = () => readonly Buffer[]

type KeyConfig = Pick<Config, 'dataFolder' | 'secretKey' | 'oldSecretKeys'>

/**
 * The keys of this installation: those of the environment, which stay, or those of the data folder, which may change
 * while we run. Refuses and makes a first one as `loadSecretKey` does.
 */
export async function openKeyring(config: KeyConfig, isDatabaseNew: () => Promise<boolean>): Promise<Keys> {
  const current = await loadSecretKey(config, isDatabaseNew)
  if (config.secretKey) {
    const all = [current, ...config.oldSecretKeys]
    return () => all
  }
  return watched(keyFileOf(config), config.oldSecretKeys)
}

/** Looked at again whenever it has changed. A look costs microseconds, and keys are asked for seldom. */
function watched(file: string, older: readonly Buffer[]): Keys {
  let seen = ''
  let keys: readonly Buffer[] = []
  return () => {
    const { mtimeMs, ino, size } = statSync(file)
    const version = `${mtimeMs} ${ino} ${size}`
    if (version === seen) return keys
    keys = [...readKeys(readFileSync(file, 'utf8'), file), ...older]
    seen = version
    return keys
  }
}

/** A key nobody has had yet. */
export const newSecretKey = (): Buffer => randomBytes(SECRET_KEY_BYTES)

/** Replace the keys of the data folder, at once and durably: whoever reads gets the old ones or the new ones, whole. */
export async function keepKeys(config: Pick<Config, 'dataFolder'>, keys: readonly Buffer[]): Promise<void> {
  assert(keys.length > 0, 'there is a key')
  const file = keyFileOf(config)
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
  // Whoever runs the server must still be able to read it, also when root changes the key.
  const { uid, gid } = await stat(file)
  if (process.getuid?.() === 0) await chown(draft, uid, gid)
  await rename(draft, file)
}
