import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ConversationId, ReasonId } from '../../../../contract/ids.ts'
import { acceptOffer, acceptTransfer, declineTransfer, rejectOffer } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import type { CallRefusal } from '../../../sync/call.ts'
import { mine } from '../../../sync/mine.ts'
import { useAct, useMay } from '../../../sync/use.ts'
import { focusComposer } from '../composer/focus.ts'
import { useDesk } from '../desk-context.ts'
import { answeredByMe } from './answered.ts'

/**
 * Accept or reject what is offered. Accepting opens the conversation, unless something is being typed in the one that
 * is open: then a toast leads there.
 */
export function useAnswerOffer(card: InteractionCard) {
  const words = useWords(deskWords)
  const { open, setTab } = useDesk()
  const accepting = useAct(acceptOffer)
  const rejecting = useAct(rejectOffer)
  const mayReject = useMay('offers.reject')
  const { id, contact } = card.conversation

  const takingOver = useAct(acceptTransfer)
  const declining = useAct(declineTransfer)
  /** A colleague asks, and still holds it. */
  const question = !card.offer && card.transfer?.mode === 'consulted' ? card.transfer : null

  async function accept() {
    const asked = card.offer ?? question
    if (!asked) return
    answeredByMe.add(asked.id)
    const interactionId = card.id
    const answer = await (question
      ? takingOver.run({ interactionId, transferId: question.id })
      : accepting.run({ interactionId, offerId: asked.id }))
    if (!answer) return
    if (!answer.ok) return refused(answer.refusal)
    setTab('mine')
    // Where one is by now: the answer may have taken its time.
    const openId = location.pathname.split('/')[2] as ConversationId
    const typing = openId !== id && mine().drafts.read(openId, 'reply').trim() !== ''
    if (!typing) {
      open(id)
      focusComposer(card.conversation.id)
    }
    if (typing) toast(words.accepted(contact.name), { action: { name: words.goTo(contact.name), run: () => open(id) } })
  }

  /** Where a colleague was faster it is said who, as soon as the line comes: nothing went wrong. */
  function refused(refusal: CallRefusal) {
    if (card.offer && card.offer.agentIds.length > 1 && refusal === 'offer_gone') return
    toast(sentenceOf(refusal), { tone: 'bad' })
  }

  async function reject(reasonId: ReasonId | null = null) {
    const asked = card.offer ?? question
    if (!asked || !mayReject) return
    answeredByMe.add(asked.id)
    const interactionId = card.id
    const answer = await (question
      ? declining.run({ interactionId, transferId: question.id })
      : rejecting.run({ interactionId, offerId: asked.id, reasonId }))
    if (answer && !answer.ok) refused(answer.refusal)
  }

  const busy = accepting.busy || rejecting.busy || takingOver.busy || declining.busy
  const rejectFor = (reasonId: ReasonId) => void reject(reasonId)
  return { accept: () => void accept(), reject: () => void reject(), rejectFor, busy, mayReject }
}
