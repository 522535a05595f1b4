import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { assert } from './assert.ts'

/** The secret key everything else is derived from: 32 bytes, AES-256. */
export const SECRET_KEY_BYTES = 32

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const TOKEN_BYTES = 32
/** Below this length four shown characters would give away too much. */
const SHORTEST_SHOWN = 12

/** Locks secrets before they are stored and unlocks them again. */
export type Sealer = {
  /** Names the key in use without telling anything about it; the same for the same key on every machine. */
  keyId(): string
  /** Lock `plain`. Only `open` with the same `context` (what it is and whose, like `channel:1:accessToken`) unlocks it. */
  seal(plain: string, context: string): string
  /** Unlock. Throws `SealBroken` when it was altered, sealed with another key, or for another context. */
  open(sealed: string, context: string): string
}

/** A sealed value that cannot be opened. The message never repeats the value. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/** What one key makes of it: its name, and the key AES is given. */
type Unlocking = { keyId: string; aesKey: Buffer }

/**
 * AES-256-GCM with a random nonce for each value, written `v1.keyId.nonce.ciphertext`. Random nonces keep their
 * promise for 2^32 values under one key (NIST SP 800-38D, 8.3), far more than credentials we will ever store.
 *
 * Given several keys, or a function that knows the keys of the moment, the first seals and each opens what it sealed.
 */
export function sealer(given: Buffer | (() => readonly Buffer[])): Sealer {
  const keys = typeof given === 'function' ? given : () => [given]
  const known = new Map<string, Unlocking>()

  function current(): Unlocking {
    const [first] = keys().map(unlockingOf)
    assert(first !== undefined, 'there is a key')
    return first
  }

  function named(keyId: string): Unlocking {
    const held = known.get(keyId)
    if (held) return held
    for (const one of keys().map(unlockingOf)) known.set(one.keyId, one)
    const found = known.get(keyId)
    if (found) return found
    throw new SealBroken(`a value was sealed with another secret key (${keyId}, not ${current().keyId})`)
  }

  current() // A key of the wrong length is found out now, not with the first secret.
  return {
    keyId: () => current().keyId,
    seal(plain, context) {
      const { keyId, aesKey } = current()
      const header = `${VERSION}.${keyId}`
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', aesKey, nonce).setAAD(bound(header, context))
      const locked = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${header}.${nonce.toString('base64url')}.${locked.toString('base64url')}`
    },
    open(sealed, context) {
      const { keyId, nonce, locked, tag } = split(sealed)
      const decipher = createDecipheriv('aes-256-gcm', named(keyId).aesKey, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(bound(`${VERSION}.${keyId}`, context)).setAuthTag(tag)
      try {
        return decipher.update(locked, undefined, 'utf8') + decipher.final('utf8')
      } catch {
        throw new SealBroken('a sealed value was altered or belongs to another context')
      }
    },
  }
}

const unlockingOf = (key: Buffer): Unlocking => ({
  keyId: deriveKey(key, 'key id').toString('hex').slice(0, 8),
  aesKey: deriveKey(key, 'seal'),
})

function split(sealed: string): { keyId: string; nonce: Buffer; locked: Buffer; tag: Buffer } {
  const [version, keyId, nonceText, lockedText, ...rest] = sealed.split('.')
  if (version !== VERSION || !keyId || nonceText === undefined || lockedText === undefined || rest.length > 0) {
    throw new SealBroken('this is not a sealed value')
  }
  const nonce = Buffer.from(nonceText, 'base64url')
  const all = Buffer.from(lockedText, 'base64url')
  if (nonce.length !== NONCE_BYTES || all.length < TAG_BYTES) throw new SealBroken('a sealed value is cut short')
  return { keyId, nonce, locked: all.subarray(0, -TAG_BYTES), tag: all.subarray(-TAG_BYTES) }
}

/** Is this a sealed value at all? */
export const isSealed = (text: string): boolean => text.startsWith(`${VERSION}.`)

/** Was this sealed with the key of this name? */
export const isSealedWith = (sealed: string, keyId: string): boolean => sealed.startsWith(`${VERSION}.${keyId}.`)

const bound = (header: string, context: string) => Buffer.from(`${header}|${context}`, 'utf8')

/** A key of 32 bytes for one purpose, so that sealing, cookies and signatures never share one (HKDF, RFC 5869). */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  if (key.length !== SECRET_KEY_BYTES)
    throw new RangeError(`a secret key has ${SECRET_KEY_BYTES} bytes, not ${key.length}`)
  return Buffer.from(hkdfSync('sha256', key, '', `switchboard ${purpose}`, SECRET_KEY_BYTES))
}

/** A new API key or link token: `prefix_` and 256 random bits. Shown once, stored only as `hashToken`. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(TOKEN_BYTES).toString('base64url')}`
}

/** What is stored of a token: SHA-256 in hex. Enough, because a token is random and not a password. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}

/** Are the two the same? Takes the same time wherever they differ and however long they are. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** The last four characters, to recognise a secret on screen; nothing of a short one. */
export function lastFour(secret: string): string {
  return secret.length < SHORTEST_SHOWN ? '' : secret.slice(-4)
}
