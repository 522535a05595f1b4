import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/** What a channel takes of each kind of file: MIME types, and the most bytes. */
export type FileLimits = Readonly<Record<FileKind, { mimeTypes: readonly string[]; maxBytes: number }>>
export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

/** May this file be sent as this kind? The refusal's detail names the limit. */
export function checkFile(
  kind: FileKind,
  file: { mimeType: string; sizeBytes: number },
  { media }: { media: FileLimits },
): Result<null> {
  const { mimeTypes, maxBytes } = media[kind]
  const type = bareType(file.mimeType)
  // Documents of any type are carried in practice (Meta: media); the list is what is sure to open.
  if (kind !== 'document' && !mimeTypes.some((allowed) => bareType(allowed) === type))
    return refuse('file_type_not_allowed', `${type} as ${kind}`)
  if (file.sizeBytes === 0) return refuse('file_empty')
  if (file.sizeBytes > maxBytes) return refuse('file_too_large', `${file.sizeBytes} of ${maxBytes} bytes`)
  return ok(null)
}

/** `audio/ogg; codecs=opus` is `audio/ogg`. */
export const bareType = (mimeType: string): string => (mimeType.split(';')[0] ?? '').trim().toLowerCase()
