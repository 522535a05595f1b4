import { useRef } from 'react'
import type { DispositionId } from '../../../../contract/ids.ts'
import { listDispositions, saveDisposition } from '../../../../contract/operations/dispositions.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { type CallRefusal, call } from '../../../sync/call.ts'
import { moved } from './tree.ts'

/**
 * Move one among its neighbours, up or down. Presses that come faster than they are saved wait for each other, and each
 * begins with the list as the one before it left it. Answers whether it was moved.
 */
export function useMove(): (id: DispositionId, by: -1 | 1) => Promise<boolean> {
  const last = useRef<Promise<boolean>>(Promise.resolve(true))
  return (id, by) => {
    last.current = last.current.then(() => move(id, by))
    return last.current
  }
}

async function move(id: DispositionId, by: -1 | 1): Promise<boolean> {
  const kept = await call(listDispositions, {})
  if (!kept.ok) return refused(kept.refusal)
  for (const one of moved(kept.value.dispositions, id, by)) {
    const answer = await call(saveDisposition, one)
    if (!answer.ok) return refused(answer.refusal)
  }
  return true
}

function refused(refusal: CallRefusal): false {
  toast(sentenceOf(refusal), { tone: 'bad' })
  return false
}
