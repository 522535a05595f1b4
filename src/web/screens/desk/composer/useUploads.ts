import { useRef } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import { wordsOf } from '../../../i18n/catalogue.ts'
import { files as fileWords } from '../../../i18n/files.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { toast } from '../../../shell/toast.ts'
import type { CallRefusal } from '../../../sync/call.ts'
import { type FileKind, kindOf } from './file-rules.ts'
import { type Stored, upload } from './upload.ts'

/** A file on its way into a message. What was brought back is at the server already, and not here. */
export type Upload = { id: string; voice: boolean } & (
  | ({ file: File } & (
      | { state: 'refused'; why: 'type' | 'empty' }
      | { state: 'refused'; why: 'size'; maxBytes: number }
      | { state: 'uploading'; kind: FileKind; part: number }
      | { state: 'failed'; kind: FileKind; refusal: CallRefusal }
    ))
  | { file: Pick<File, 'name' | 'size'>; state: 'stored'; kind: FileKind; stored: Stored }
)

/** More files than this at once are more likely a slip of the hand. */
export const maxFiles = 10

/**
 * Files chosen, dropped or pasted: checked here first, then brought to the server while one goes on writing. They belong
 * to the conversation: another one begins without any.
 */
export function useUploads(conversationId: ConversationId, initial: readonly Upload[] = []) {
  const [uploads, setUploads] = useStateOf(conversationId, initial)
  const giveUp = useRef(new Map<string, AbortController>())
  const change = (id: string, next: (upload: Upload) => Upload) =>
    setUploads((all) => all.map((one) => (one.id === id ? next(one) : one)))

  /** How many more go into the message. Says so when these are too many: the first stay. */
  function roomFor(more: readonly unknown[]): number {
    const room = Math.max(0, maxFiles - uploads.length)
    if (more.length > room) toast(wordsOf(fileWords).tooManyFiles(maxFiles, more.length - room), { tone: 'bad' })
    return room
  }

  function add(files: readonly File[], voice = false): void {
    const room = roomFor(files)
    for (const file of files.slice(0, room)) {
      const id = crypto.randomUUID()
      const kind = kindOf(file)
      const begun: Upload = !kind.ok
        ? {
            id,
            file,
            voice,
            state: 'refused',
            ...(kind.why === 'size' ? { why: 'size', maxBytes: kind.maxBytes } : { why: kind.why }),
          }
        : { id, file, voice, state: 'uploading', kind: kind.kind, part: 0 }
      setUploads((all) => [...all, begun])
      if (kind.ok) void start(id, file, voice, kind.kind)
    }
  }

  async function start(id: string, file: File, voice: boolean, kind: FileKind): Promise<void> {
    const control = new AbortController()
    giveUp.current.set(id, control)
    const answer = await upload(file, conversationId, {
      signal: control.signal,
      onProgress: (part) => change(id, () => ({ id, file, voice, state: 'uploading', kind, part })),
    })
    change(id, () =>
      answer.ok
        ? { id, file, voice, state: 'stored', kind, stored: answer.value }
        : { id, file, voice, state: 'failed', kind, refusal: answer.refusal },
    )
  }

  return {
    uploads,
    add,
    /** Files that are stored already. */
    put(stored: readonly Upload[]) {
      const taken = stored.slice(0, roomFor(stored))
      setUploads((all) => [...all, ...taken])
    },
    again(one: Upload) {
      if (one.state !== 'failed') return
      change(one.id, () => ({
        id: one.id,
        file: one.file,
        voice: one.voice,
        state: 'uploading',
        kind: one.kind,
        part: 0,
      }))
      void start(one.id, one.file, one.voice, one.kind)
    },
    remove(id: string) {
      giveUp.current.get(id)?.abort()
      setUploads((all) => all.filter((one) => one.id !== id))
    },
    clear: () => setUploads([]),
    drop: (gone: readonly Upload[]) => setUploads((all) => all.filter(({ id }) => !gone.some((one) => one.id === id))),
  }
}
