import type { InteractionCard } from '../../../../contract/cards.ts'
import type { MessageContent } from '../../../../contract/content.ts'
import type { SendContent } from '../../../../contract/operations/conversations.ts'
import type { Refusal } from '../../../../contract/refusals.ts'
import { checkText } from '../../../../modules/conversations/core/sending.ts'
import { mine } from '../../../sync/mine.ts'
import type { Quoted } from '../thread/items.ts'
import { captionFor, contentOf } from './file-rules.ts'
import type { Upload, useUploads } from './useUploads.ts'

type Given = {
  card: InteractionCard
  text: string
  files: ReturnType<typeof useUploads>
  quoting: Quoted | null
  undoSeconds: number
}

/** Why Send does nothing now: the refusal the server would give, or files that are not there yet. */
export type SendProblem = Refusal | 'uploading' | null

/**
 * Send what the composer holds. `problem` is about the `text` on the screen; `send` is given what stands in the field at
 * that moment, and answers whether it took everything, so that the field can be emptied.
 */
export function useSend({ card, text, files, quoting, undoSeconds }: Given): {
  send: (text: string) => boolean
  problem: SendProblem
  problemWith: (text: string) => SendProblem
  contentsOf: (text: string) => Message[]
} {
  const { uploads } = files
  const stored = uploads.filter((one) => one.state === 'stored')

  function problemWith(text: string): SendProblem {
    if (uploads.some((one) => one.state === 'uploading')) return 'uploading'
    const written = checkText(text)
    return !written.ok && (written.refusal !== 'text_empty' || stored.length === 0) ? written.refusal : null
  }

  /** Each file and the text as one message; a single picture takes the text for its caption. */
  function contentsOf(text: string): Message[] {
    const asCaption = captionFor(stored, text)
    return [
      ...stored.map((one) => fileMessage(one, asCaption ? text : null)),
      ...(asCaption || text.trim() === '' ? [] : [textMessage(text)]),
    ]
  }

  function send(text: string): boolean {
    if (problemWith(text) !== null) return false
    contentsOf(text).forEach((content, index) => {
      mine().outbox.add({
        conversationId: card.conversation.id,
        ...content,
        quote: index === 0 ? quoting : null,
        undoSeconds,
      })
    })
    files.clear()
    return true
  }
  return { send, problem: problemWith(text), problemWith, contentsOf }
}

type Message = { content: SendContent; shown: MessageContent }

const textMessage = (text: string): Message => ({ content: { kind: 'text', text }, shown: { kind: 'text', text } })

function fileMessage(upload: Extract<Upload, { state: 'stored' }>, caption: string | null): Message {
  const { kind, stored, voice } = upload
  const media = {
    attachmentId: stored.attachmentId,
    providerMediaId: null,
    mimeType: stored.mimeType,
    sha256: null,
    fileName: stored.fileName,
    sizeBytes: stored.sizeBytes,
    state: 'stored' as const,
  }
  return {
    content: contentOf(kind, stored.attachmentId, caption, voice),
    shown: kind === 'audio' ? { kind, media, voice } : { kind, media, caption },
  }
}
