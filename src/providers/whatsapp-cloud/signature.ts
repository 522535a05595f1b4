import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Webhook } from '../provider.ts'

/** Meta's challenge is a number; anything that is not a short word is not echoed into a page. */
const challengePattern = /^[\w.-]{1,200}$/

/** The challenge to answer with, or null when the token is wrong or the question is not a handshake (Meta: webhooks). */
export function handshake(query: Readonly<Record<string, string | undefined>>, verifyToken: string): string | null {
  const { 'hub.mode': mode, 'hub.challenge': challenge, 'hub.verify_token': given } = query
  // The address bar may repeat a key, and then a framework hands us a list.
  if (typeof given !== 'string' || typeof challenge !== 'string') return null

  const fits = sameText(given, verifyToken) && verifyToken !== ''
  return fits && mode === 'subscribe' && challengePattern.test(challenge) ? challenge : null
}

/** Is the body signed with one of the app secrets? Over the raw bytes; an empty secret signs nothing. */
export function verify({ headers, body }: Webhook, secrets: readonly string[]): boolean {
  const given = signatureOf(headers['x-hub-signature-256'])
  if (given === null) return false

  // Every secret is tried, so that the time taken does not tell which one fitted.
  return secrets.map((secret) => secret !== '' && timingSafeEqual(given, sign(secret, body))).includes(true)
}

function sign(secret: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(body).digest()
}

/** The signature's bytes. Two headers are refused: nobody can say which one counts. */
function signatureOf(header: string | readonly string[] | undefined): Buffer | null {
  const [only, ...more] = typeof header === 'string' ? [header] : (header ?? [])
  const hex = more.length === 0 && typeof only === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(only)?.[1] : undefined
  return hex === undefined ? null : Buffer.from(hex, 'hex')
}

/** Compare without telling by the time taken where, or whether by length, two texts differ. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
