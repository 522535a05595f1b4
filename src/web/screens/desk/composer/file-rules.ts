import type { AttachmentId } from '../../../../contract/ids.ts'
import type { SendContent } from '../../../../contract/operations/conversations.ts'

const megabyte = 1_000_000

/**
 * What a WhatsApp message can carry (Meta: media, supported types and sizes). Said before a file is chosen; the server
 * refuses with the same limits.
 */
const kinds = [
  { kind: 'image', types: ['image/jpeg', 'image/png'], maxBytes: 5 * megabyte },
  { kind: 'video', types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * megabyte },
  { kind: 'audio', types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * megabyte },
  {
    kind: 'document',
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    maxBytes: 100 * megabyte,
  },
] as const

export type FileKind = (typeof kinds)[number]['kind']

/** For the file chooser of the browser. */
export const acceptedTypes: string = kinds.flatMap((one) => one.types).join(',')

/** How long a caption may be (Meta: media messages). Characters. */
export const maxCaption = 1024

/** What kind of message a file becomes, or why it cannot be sent. `maxBytes` is the limit it exceeds. */
export function kindOf(file: {
  type: string
  size: number
}): { ok: true; kind: FileKind } | { ok: false; why: 'type' | 'empty' } | { ok: false; why: 'size'; maxBytes: number } {
  const type = file.type.split(';')[0]?.trim().toLowerCase() ?? ''
  const rule = kinds.find((one) => (one.types as readonly string[]).includes(type))
  if (!rule) return { ok: false, why: 'type' }
  if (file.size === 0) return { ok: false, why: 'empty' }
  if (file.size > rule.maxBytes) return { ok: false, why: 'size', maxBytes: rule.maxBytes }
  return { ok: true, kind: rule.kind }
}

/** The message a stored file becomes. Sound carries no caption. */
export function contentOf(
  kind: FileKind,
  attachmentId: AttachmentId,
  caption: string | null,
  voice = false,
): SendContent {
  return kind === 'audio' ? { kind, attachmentId, voice } : { kind, attachmentId, caption }
}

/** Which text can go along with files: as the caption of a single one, if it fits; else it is a message of its own. */
export function captionFor(files: readonly { kind: FileKind }[], text: string): boolean {
  return files.length === 1 && files[0]?.kind !== 'audio' && text.trim() !== '' && text.length <= maxCaption
}
