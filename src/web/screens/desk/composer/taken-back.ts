import { useEffect, useEffectEvent } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import type { TakenBack } from '../../../../contract/operations/later.ts'
import type { Upload } from './useUploads.ts'

/** What was taken back, beside its words: it waits here until the field or the picker it belongs into is there. */
type Back = { uploads: readonly Upload[]; template: TakenBack['template'] }

const CAME = 'switchboard:taken-back'
const waiting = new Map<ConversationId, Back>()

export function putBack(id: ConversationId, { uploads, template }: Back): void {
  waiting.set(id, { uploads: [...(waiting.get(id)?.uploads ?? []), ...uploads], template })
  window.dispatchEvent(new Event(CAME))
}

/** Look at what waits for this conversation, now and when more comes. `look` answers with what it leaves there. */
export function useTakenBack(id: ConversationId, look: (back: Back) => Back): void {
  const same = useEffectEvent(look)
  useEffect(() => {
    const now = () => {
      const back = waiting.get(id)
      if (back) waiting.set(id, same(back))
    }
    now()
    window.addEventListener(CAME, now)
    return () => window.removeEventListener(CAME, now)
  }, [id])
}

/** Files that are at the server outlive the field they stand in: it goes when the window closes, and may come again. */
export function useKept(id: ConversationId, uploads: readonly Upload[]): void {
  const keep = useEffectEvent(() => {
    const stored = uploads.filter(({ state }) => state === 'stored')
    if (stored.length > 0) putBack(id, { uploads: stored, template: waiting.get(id)?.template ?? null })
  })
  useEffect(() => () => keep(), [])
}
