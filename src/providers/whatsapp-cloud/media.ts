import { createHash } from 'node:crypto'
import type { Connection, Failure, Fetcher, MediaOutcome, MediaReference } from '../provider.ts'
import { authorization, call, networkFailure, problemOfSettings, readLimited, statusOf } from './call.ts'
import { hexHash } from './hash.ts'
import { refusalOf, successOf } from './send.ts'
import { ErrorAnswer, MediaAnswer } from './wire.ts'

/** How often a new address is asked for in one fetch, the first time included: an address lives for five minutes. */
const maxAddresses = 2

/** Where a file can be had, and what we will find there. */
type Location = { url: string; mimeType: string | null; sha256: string | null; sizeBytes: number | null }

/** Files come from the server we were told to use, or from Meta's file hosts. */
const fileHosts = { exact: 'lookaside.fbsbx.com', under: ['.fbcdn.net', '.whatsapp.net'] }

/**
 * Fetch a file a contact sent: ask for its address, then for its bytes, at most `maxBytes` of them, and compare the
 * hash. The access token goes only to addresses we trust; any other is refused without a request.
 */
export async function fetchMedia(
  media: MediaReference,
  connection: Connection,
  fetcher: Fetcher,
  maxBytes: number,
  timeouts: { callTimeoutMs: number; fileTimeoutMs: number },
): Promise<MediaOutcome> {
  const problem = problemOfSettings(connection)
  if (problem !== null) return { type: 'misconfigured', failure: problem }

  for (let asked = 0; asked < maxAddresses; asked++) {
    const location = await locate(media, connection, fetcher, timeouts.callTimeoutMs)
    if ('type' in location) return location
    if (location.sizeBytes !== null && location.sizeBytes > maxBytes) return { type: 'too_large', limit: maxBytes }

    const outcome = await download(location, media, connection, fetcher, maxBytes, timeouts.fileTimeoutMs)
    if (outcome !== 'expired') return outcome
  }
  return { type: 'gone', failure: { code: 'http_404', title: 'File no longer there', detail: 'Its address is dead.' } }
}

/** May the access token go to this address? */
export function isTrusted(url: string, { baseUrl }: Connection): boolean {
  const address = URL.parse(url)
  if (address === null || address.username !== '' || address.password !== '') return false
  if (address.origin === URL.parse(baseUrl)?.origin) return true

  const { protocol, port, hostname } = address
  if (protocol !== 'https:' || port !== '') return false
  return hostname === fileHosts.exact || fileHosts.under.some((domain) => hostname.endsWith(domain))
}

/** Ask where the file is. A direct address that came with the message is not used: by now it has mostly expired. */
async function locate(
  media: MediaReference,
  connection: Connection,
  fetcher: Fetcher,
  timeoutMs: number,
): Promise<Location | MediaOutcome> {
  const query = { phone_number_id: connection.line }
  const answer = await call({ method: 'GET', path: [media.id], query, timeoutMs }, connection, fetcher)
  const found = successOf(answer, MediaAnswer)
  if (found !== null) {
    const { url, mime_type, sha256, file_size } = found
    return { url, mimeType: mime_type ?? null, sha256: hexHash(sha256), sizeBytes: file_size ?? null }
  }
  const refusal = refusalOf(answer)
  if (answer.type === 'answered' && isMissing(answer.status, answer.json)) {
    return { type: 'gone', failure: refusal.failure }
  }
  switch (refusal.type) {
    case 'misconfigured':
      return { type: 'misconfigured', failure: refusal.failure }
    case 'rejected':
      return { type: 'gone', failure: refusal.failure }
    case 'retry':
    case 'unknown':
      return { type: 'retry', failure: refusal.failure }
  }
}

async function download(
  { url, mimeType, sha256 }: Location,
  media: MediaReference,
  connection: Connection,
  fetcher: Fetcher,
  maxBytes: number,
  timeoutMs: number,
): Promise<MediaOutcome | 'expired'> {
  if (!isTrusted(url, connection)) return { type: 'gone', failure: untrusted(url) }
  try {
    const response = await fetcher(url, {
      headers: { ...authorization(connection), 'user-agent': 'switchboard' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const status = statusOf(response)
    if (status !== 200) {
      await response.body?.cancel()
      return failedDownload(status)
    }
    const bytes = await readLimited(response, maxBytes)
    if (bytes === null) return { type: 'too_large', limit: maxBytes }
    return checked(bytes, hexHash(media.sha256) ?? sha256, mimeType ?? media.mimeType)
  } catch (error) {
    return { type: 'retry', failure: networkFailure(error).failure }
  }
}

function checked(bytes: Buffer, expected: string | null, mimeType: string): MediaOutcome {
  const got = createHash('sha256').update(bytes).digest('hex')
  if (expected !== null && got !== expected) return { type: 'wrong_hash', expected, got }
  return { type: 'fetched', bytes, mimeType }
}

function failedDownload(status: number): MediaOutcome | 'expired' {
  if (status === 404 || status === 410) return 'expired'
  const failure = { code: `http_${status}`, title: `The file's address answered ${status}`, detail: '' }
  if (status < 300 || status >= 400) return { type: 'retry', failure }
  const detail = 'It points to another address. We do not follow it, because the access token would go along.'
  return { type: 'gone', failure: { ...failure, code: 'redirected', detail } }
}

/** "Does not exist" has two codes and a status; for a file each of them means that it is gone, not that we are. */
function isMissing(status: number, json: unknown): boolean {
  const answer = ErrorAnswer.safeParse(json)
  return answer.success && (status === 404 || answer.data.error.code === '33' || answer.data.error.code === '100')
}

/** Only the host is told: the rest of an address may hold a signature. */
function untrusted(url: string): Failure {
  const host = URL.parse(url)?.host ?? 'no valid address'
  const detail = `The file is said to be at ${host}, which is not a server of Meta. Nothing was sent there.`
  return { code: 'untrusted_address', title: 'File at an address we do not trust', detail }
}
