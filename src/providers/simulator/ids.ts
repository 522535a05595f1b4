import { randomBytes, randomInt } from 'node:crypto'

/** Makes ids in the shape of Meta's. Unique within a run by counting, between runs by chance. */
export type Ids = {
  /** Opaque, case-sensitive, with base64's odd characters, as real ones have. */
  message(): string
  /** Digits, as media, template and call ids of Meta are. */
  numeric(): string
  call(): string
  /** A business-scoped user id of a person in `country`. */
  userId(country: string): string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const USER_ID_LENGTH = 16

export function createIds(): Ids {
  const run = randomBytes(9)
  const numericRun = randomInt(1_000_000, 9_999_999)
  let made = 0

  const next = (): Buffer => {
    const bytes = Buffer.alloc(run.length + 5)
    run.copy(bytes)
    bytes.writeUIntBE(++made, run.length, 5)
    return bytes
  }

  return {
    message: () => `wamid.${next().toString('base64')}`,
    numeric: () => `${numericRun}${String(++made).padStart(9, '0')}`,
    call: () => `wacid.${next().toString('base64')}`,
    userId: (country) =>
      `${country}.${Array.from({ length: USER_ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`,
  }
}
