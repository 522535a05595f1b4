import type { InteractionCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import { parkInteraction, unparkInteraction } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMay, useView } from '../../../sync/use.ts'

/** What a dialog asks before it is done: until when, or to whom. */
export type Asking = 'time' | 'whom' | null

/**
 * The keys of parking and passing on. They are there as soon as the conversation is, before the buttons have been
 * fetched: who knows them by heart presses them at once.
 */
export function useHandlingKeys(card: InteractionCard, isMine: boolean, ask: (asking: Asking) => void): void {
  const words = useWords(deskWords)
  const { park, takeBack } = useParking(card)
  const mayPark = useMayPark(card)
  const mayPass = useMayPass(card)
  const isParked = card.parked !== null
  useShortcut(
    isMine && (mayPark || isParked)
      ? { keys: 'Alt+KeyP', name: words.park, run: () => void (isParked ? takeBack() : park(null)) }
      : null,
  )
  useShortcut(isMine && mayPass ? { keys: 'Alt+KeyX', name: words.passOn, run: () => ask('whom') } : null)
}

/** The channel lets its agents set things aside by hand. */
export const useMayPark = (card: InteractionCard): boolean =>
  useView((view) => view.channels[card.conversation.channelId]?.parksByHand ?? false)

/** The workspace and the channel let their agents, and nobody took it from this one. */
export function useMayPass({ conversation }: InteractionCard): boolean {
  const mine = useMay('interactions.transfer')
  return (
    useView(
      ({ transferRules, channels }) => transferRules.allowed && (channels[conversation.channelId]?.passesOn ?? false),
    ) && mine
  )
}

/** Set it aside, and take it back. */
export function useParking(card: InteractionCard) {
  const parking = useAct(parkInteraction, card.id)
  const unparking = useAct(unparkInteraction, card.id)
  async function park(until: Instant | null): Promise<void> {
    const answer = await parking.run({ interactionId: card.id, until })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  async function takeBack(): Promise<void> {
    const answer = await unparking.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return { park, takeBack, busy: parking.busy || unparking.busy }
}
