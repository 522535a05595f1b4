import type { Media, MessageContent } from '../../../../contract/content.ts'
import type { TakenBack } from '../../../../contract/operations/later.ts'
import type { FileKind } from '../composer/file-rules.ts'
import type { Upload } from '../composer/useUploads.ts'

/** The files of what was taken back, as the composer holds files that are at the server. */
export function uploadsOf({ contents }: TakenBack): Upload[] {
  return contents.flatMap((content: MessageContent) => {
    switch (content.kind) {
      case 'image':
      case 'video':
      case 'document':
        return storedUpload(content.kind, content.media) ?? []
      case 'audio':
        return storedUpload(content.kind, content.media, content.voice) ?? []
      default:
        return []
    }
  })
}

/** Null: the file is not there. */
export function storedUpload(kind: FileKind, media: Media, voice = false): Upload | null {
  const { attachmentId, mimeType } = media
  if (attachmentId === null) return null
  const [name, size] = [media.fileName ?? mimeType, media.sizeBytes ?? 0]
  const stored = { attachmentId, mimeType, sizeBytes: size, fileName: name }
  return { id: attachmentId, voice, file: { name, size }, state: 'stored', kind, stored }
}
