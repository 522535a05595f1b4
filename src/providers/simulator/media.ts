import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS, MINUTE_MS, type SimulatedClock } from './clock.ts'

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

/** A file at the simulated Meta. `owner` is the business account that may use it. */
export type StoredMedia = {
  id: string
  owner: string
  mimeType: string
  fileName: string | null
  size: number
  /** Hex. */
  sha256: string
  storedAt: number
  /** Uploaded by the business (30 days) or sent by a phone (7 days). */
  origin: 'upload' | 'phone'
}

/** Meta: ids of uploads live 30 days, of inbound media 7; an address to fetch from lives 5 minutes. */
export const UPLOAD_LIFE_MS = 30 * DAY_MS
export const INBOUND_LIFE_MS = 7 * DAY_MS
export const ADDRESS_LIFE_MS = 5 * MINUTE_MS
/** Meta: the largest file of all kinds; above it an inbound message says 131052. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024
/** What is read of an upload: one byte more than may be, so that a file too large shows as such. */
export const UPLOAD_LIMITS = {
  throwFileSizeLimit: false,
  limits: { fileSize: MAX_FILE_BYTES + 1, files: 1, fields: 10 },
}
const MEGABYTE = 1024 * 1024
const MAX_FILES = 5000

/** Meta: supported media. Documents may be of any kind in practice, but not of a kind that belongs to another row. */
export const MEDIA_RULES: Readonly<Record<MediaKind, { mimeTypes: readonly string[]; maxBytes: number }>> = {
  image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * MEGABYTE },
  video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MEGABYTE },
  audio: {
    mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/opus'],
    maxBytes: 16 * MEGABYTE,
  },
  sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * 1024 },
  document: { mimeTypes: [], maxBytes: MAX_FILE_BYTES },
}
const MAX_STATIC_STICKER_BYTES = 100 * 1024

const baseType = (mimeType: string): string => mimeType.split(';')[0]!.trim().toLowerCase()

/** The kind a type belongs to; null for an image, video or sound that WhatsApp does not take. */
export function kindOfType(mimeType: string): MediaKind | null {
  const base = baseType(mimeType)
  for (const kind of ['image', 'video', 'audio', 'sticker'] as const)
    if (MEDIA_RULES[kind].mimeTypes.includes(base)) return kind
  return /^(image|video|audio)\//.test(base) ? null : 'document'
}

/** Whether a file may be sent as this kind. A document may be of every type WhatsApp takes at all. */
export function fitsKind(kind: MediaKind, { mimeType, size }: { mimeType: string; size: number }): boolean {
  const rule = MEDIA_RULES[kind]
  return (
    size <= rule.maxBytes &&
    (kind === 'document' ? kindOfType(mimeType) !== null : rule.mimeTypes.includes(baseType(mimeType)))
  )
}

/** Why an upload of this type and content is not taken, or null. */
export function uploadTrouble(mimeType: string, bytes: Buffer): string | null {
  const kind = kindOfType(mimeType)
  if (kind === null) return `Unsupported media type ${mimeType}`
  const max = kind === 'sticker' && !isAnimated(bytes) ? MAX_STATIC_STICKER_BYTES : MEDIA_RULES[kind].maxBytes
  if (bytes.length === 0) return 'The file is empty'
  return bytes.length > max ? `The file has ${bytes.length} bytes, a ${kind} may have ${max}` : null
}

/** WebP: the animation bit of an extended header. */
export const isAnimated = (webp: Buffer): boolean =>
  webp.length > 20 && webp.toString('latin1', 12, 16) === 'VP8X' && (webp[20]! & 0x02) !== 0

export type MediaStore = {
  put(file: {
    id: string
    owner: string
    mimeType: string
    fileName: string | null
    bytes: Buffer
    origin: StoredMedia['origin']
  }): Promise<StoredMedia>
  /** A file that is still alive by simulated time. */
  find(id: string): StoredMedia | undefined
  /** Also one that has died: for the phone's own screen. */
  findDead(id: string): StoredMedia | undefined
  bytes(media: StoredMedia): Promise<Buffer | null>
  remove(id: string): Promise<void>
  clear(): Promise<void>
  list(): StoredMedia[]
  restore(files: readonly StoredMedia[]): void
}

/** Keeps files in memory, or in `directory` when there is one; the oldest go when `maxBytes` is passed. */
export function createMediaStore(
  clock: SimulatedClock,
  { directory, maxBytes }: { directory: string | null; maxBytes: number },
): MediaStore {
  const files = new Map<string, StoredMedia>()
  const inMemory = new Map<string, Buffer>()
  let total = 0

  const place = (id: string): string => join(directory ?? '', `${id}.bin`)

  async function drop(media: StoredMedia): Promise<void> {
    if (!files.delete(media.id)) return
    total -= media.size
    inMemory.delete(media.id)
    if (directory !== null) await rm(place(media.id), { force: true })
  }

  async function makeRoom(size: number): Promise<void> {
    for (const media of files.values()) {
      if (files.size < MAX_FILES && total + size <= maxBytes) return
      await drop(media)
    }
  }

  const isAlive = ({ storedAt, origin }: StoredMedia): boolean =>
    clock.now() < storedAt + (origin === 'upload' ? UPLOAD_LIFE_MS : INBOUND_LIFE_MS)

  return {
    async put({ bytes, ...file }) {
      await makeRoom(bytes.length)
      if (directory === null) inMemory.set(file.id, bytes)
      else await mkdir(directory, { recursive: true }).then(() => writeFile(place(file.id), bytes))
      const media = {
        ...file,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        storedAt: clock.now(),
      }
      files.set(media.id, media)
      total += media.size
      return media
    },
    find(id) {
      const media = files.get(id)
      return media && isAlive(media) ? media : undefined
    },
    findDead: (id) => files.get(id),
    bytes: async (media) =>
      directory === null ? (inMemory.get(media.id) ?? null) : await readFile(place(media.id)).catch(() => null),
    async remove(id) {
      const media = files.get(id)
      if (media) await drop(media)
    },
    async clear() {
      for (const media of [...files.values()]) await drop(media)
    },
    list: () => [...files.values()],
    restore(kept) {
      if (directory === null) return
      for (const media of kept) {
        files.set(media.id, media)
        total += media.size
      }
    },
  }
}
