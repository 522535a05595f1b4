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

const maxFileName = 200
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** A file's name as people see it: no folders, no control or direction marks. Never part of a path of ours. */
export function cleanName(name: string | null): string | null {
  const last = name?.split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(unseen, '').trim()
  return /^\.*$/.test(clean) ? null : clean.slice(0, maxFileName)
}
