import type { Provider } from '../provider.ts'
import { abilities } from './abilities.ts'
import { callTimeoutMs, fileTimeoutMs } from './call.ts'
import { testConnection } from './connection.ts'
import { stopsChannel } from './errors.ts'
import { fetchMedia } from './media.ts'
import { parse } from './parse.ts'
import { markRead, send, uploadMedia } from './send.ts'
import { handshake, verify } from './signature.ts'
import { listTemplates } from './templates.ts'
import { rewriteTexts } from './texts.ts'

/** How long we wait: for a call with its answer, and for a file. */
export type Timeouts = { callTimeoutMs: number; fileTimeoutMs: number }

/** Meta's WhatsApp Cloud API. */
export const whatsappCloud: Provider = whatsappCloudWaiting({ callTimeoutMs, fileTimeoutMs })

/** The same with other patience. */
export function whatsappCloudWaiting(timeouts: Timeouts): Provider {
  return {
    abilities,
    handshake,
    verify,
    parse,
    rewriteTexts,
    stopsChannel,
    send: (message, connection, fetcher) => send(message, connection, fetcher, timeouts.callTimeoutMs),
    uploadMedia: (file, connection, fetcher) => uploadMedia(file, connection, fetcher, timeouts.fileTimeoutMs),
    fetchMedia: (media, connection, fetcher, maxBytes) => fetchMedia(media, connection, fetcher, maxBytes, timeouts),
    markRead: (id, typing, connection, fetcher) => markRead(id, typing, connection, fetcher, timeouts.callTimeoutMs),
    listTemplates: (connection, fetcher) => listTemplates(connection, fetcher, timeouts.callTimeoutMs),
    testConnection: (connection, fetcher) => testConnection(connection, fetcher, timeouts.callTimeoutMs),
  }
}
