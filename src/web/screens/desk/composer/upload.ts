import type { AttachmentId, ConversationId } from '../../../../contract/ids.ts'
import { type Answer, read, withQuery } from '../../../sync/call.ts'

export type Stored = { attachmentId: AttachmentId; mimeType: string; sizeBytes: number; fileName: string }

/** Bring a file to the server. `onProgress` from 0 to 1; `signal` gives up. */
export function upload(
  file: File,
  conversationId: ConversationId,
  { onProgress, signal }: { onProgress: (part: number) => void; signal: AbortSignal },
): Promise<Answer<Stored>> {
  return new Promise((resolve) => {
    // fetch says nothing about the progress of what is sent.
    const request = new XMLHttpRequest()
    request.open('POST', withQuery('/api/attachments', { conversationId }))
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => resolve(read(request.status, request.response) as Answer<Stored>)
    request.onerror = () => resolve({ ok: false, refusal: 'unreachable' })
    request.onabort = () => resolve({ ok: false, refusal: 'unreachable' })
    signal.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}
