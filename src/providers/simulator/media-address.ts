import { createHmac, timingSafeEqual } from 'node:crypto'
import { ADDRESS_LIFE_MS, type StoredMedia } from './media.ts'

export type AddressParts = { address: string | null; key: Buffer; now: number }

/** Where to fetch a file from for the next 5 minutes; null while the simulator does not know where it is. */
export function mediaAddress({ address, key, now }: AddressParts, { id }: Pick<StoredMedia, 'id'>): string | null {
  if (address === null) return null
  const expires = now + ADDRESS_LIFE_MS
  return `${address}/lookaside/${id}?ext=${expires}&hash=${proof(key, id, expires)}`
}

/** Whether an address was made by us and has not expired. */
export function isAddressAlive(
  { key, now }: Omit<AddressParts, 'address'>,
  id: string,
  query: { ext?: string | undefined; hash?: string | undefined },
): boolean {
  const expires = Number(query.ext)
  if (!Number.isInteger(expires) || now >= expires) return false
  const expected = Buffer.from(proof(key, id, expires))
  const given = Buffer.from(query.hash ?? '')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const proof = (key: Buffer, id: string, expires: number): string =>
  createHmac('sha256', key).update(`${id}.${expires}`).digest('base64url')
