import { useEffect, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ClosingField, FieldId } from '../../../../contract/closing.ts'
import type { DispositionId } from '../../../../contract/ids.ts'
import { keepClosing } from '../../../../contract/operations/routing.ts'
import { call } from '../../../sync/call.ts'
import { type Typed, typedOf, valuesOf } from './fields.ts'

/** How long nothing is typed before what was typed is sent to be kept, in milliseconds. */
const keepAfterMs = 400

/** What was chosen and typed for one wrap-up, as it stands in the boxes, readable or not. */
type Said = { chosen: DispositionId | null; typed: Typed }

/** Of the wrap-ups of this tab: a switch of conversation loses nothing, not even what cannot be kept as a value yet. */
const inBoxes = new Map<string, Said>()
/** As many as an agent could possibly have open; the oldest is forgotten, and comes back as it was kept. */
const mostInBoxes = 100

export type Closing = Said & {
  choose(id: DispositionId | null): void
  type(id: FieldId, text: string): void
  /** Settles when nothing is on its way any more that takes back a choice; to be awaited before finishing without one. */
  settled(): Promise<unknown>
  /** It is closed: nothing more is kept of it. */
  over(): void
}

/**
 * What is chosen and typed in a wrap-up. It is kept with the interaction as people go: after a reload, on another screen
 * and at zero it is there.
 */
export function useClosing(card: InteractionCard, fields: readonly ClosingField[]): Closing {
  const key = `${card.id} ${card.wrapUp?.startedAt}`
  const [said, setSaid] = useState<Said>(
    () => inBoxes.get(key) ?? { chosen: card.dispositionId, typed: typedOf(card.fields) },
  )
  const [keeper] = useState(() => createKeeper(card, key))
  keeper.fields = fields
  useEffect(() => () => void keeper.now(), [keeper])
  const change = (by: Partial<Said>, keep: () => void) => {
    const next = { ...(inBoxes.get(key) ?? said), ...by }
    inBoxes.delete(key)
    inBoxes.set(key, next)
    const oldest = inBoxes.size > mostInBoxes ? inBoxes.keys().next().value : undefined
    if (oldest !== undefined) inBoxes.delete(oldest)
    setSaid(next)
    keep()
  }
  return {
    ...said,
    choose: (chosen) => change({ chosen }, keeper.now),
    type: (id, text) => change({ typed: new Map((inBoxes.get(key) ?? said).typed).set(id, text) }, keeper.soon),
    settled: () => (said.chosen === null ? keeper.now() : Promise.resolve()),
    over: () => {
      keeper.stop()
      inBoxes.delete(key)
    },
  }
}

/** Sends what is in the boxes, one after the other, so that the last word stays the last. What fails is sent with the next. */
function createKeeper({ id }: InteractionCard, key: string) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: Promise<unknown> = Promise.resolve()
  let sent: Said | undefined = inBoxes.get(key)
  const keeper = {
    fields: [] as readonly ClosingField[],
    soon() {
      clearTimeout(timer)
      timer = setTimeout(keeper.now, keepAfterMs)
    },
    now(): Promise<unknown> {
      clearTimeout(timer)
      const said = inBoxes.get(key)
      if (said === undefined || said === sent) return underWay
      sent = said
      const input = { interactionId: id, dispositionId: said.chosen, fields: valuesOf(keeper.fields, said.typed) }
      underWay = underWay.then(async () => {
        const answer = await call(keepClosing, input)
        if (!answer.ok && sent === said) sent = undefined
      })
      return underWay
    },
    stop() {
      clearTimeout(timer)
    },
  }
  return keeper
}
