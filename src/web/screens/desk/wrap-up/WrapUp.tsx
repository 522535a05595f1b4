import { Button, Tooltip } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ClosingField } from '../../../../contract/closing.ts'
import { addNote } from '../../../../contract/operations/conversations.ts'
import { finishWrapUp } from '../../../../contract/operations/routing.ts'
import { missingFields } from '../../../../modules/dispositions/core/fields.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { KeyHint } from '../../../parts/KeyHint.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { useDraft } from '../../../sync/mine.ts'
import { useAct, useMade, useView } from '../../../sync/use.ts'
import { beyond } from '../composer/beyond.ts'
import { isSomethingOpen } from '../composer/Composer.tsx'
import { TextBox } from '../composer/TextBox.tsx'
import { useDesk } from '../desk-context.ts'
import { cardsOf, inOrder } from '../order.ts'
import { Dispositions } from './Dispositions.tsx'
import { filledOf, isUnreadable, valuesOf } from './fields.ts'
import { useClosing } from './useClosing.ts'
import { WrapUpHead } from './WrapUpHead.tsx'
import { WroteAgain, wroteAgain } from './WroteAgain.tsx'
import classes from './wrap-up.module.css'

const fieldsModule = () => import('./ClosingFields.tsx')
const ClosingFields = lazy(() => fieldsModule().then((module) => ({ default: module.ClosingFields })))
const StillToFillIn = lazy(() => fieldsModule().then((module) => ({ default: module.StillToFillIn })))

const none: readonly ClosingField[] = []

/** The conversation is over: what came of it, what colleagues should know, and done. */
export function WrapUp({ card }: { card: InteractionCard }) {
  const words = useWords(deskWords)
  const { id, channelId } = card.conversation
  const required = useView((view) => view.channels[channelId]?.dispositionRequired ?? false)
  const fields = useView((view) => view.channels[channelId]?.closingFields)
  const closing = useClosing(card, fields ?? none)
  const { chosen, typed } = closing
  const [noted, note] = useDraft(id, 'note')
  const leave = useNextOfMine(card)
  const noting = useAct(addNote)
  const finishing = useAct(finishWrapUp)
  const missing = fields ? missingFields(fields, filledOf(fields, typed)) : []
  const undisposed = required && chosen === null
  const blocked = undisposed || missing.length > 0 || (fields !== undefined && isUnreadable(fields, typed))

  async function finish() {
    if (blocked) return
    // The note first: a note that could not be kept must not be lost with the closing.
    const text = note.read()
    if (text.trim() !== '') {
      const kept = await noting.run({ conversationId: id, text })
      if (!kept?.ok) return
      note.write(beyond(note.read(), text))
    }
    const filled = valuesOf(fields ?? none, typed)
    await closing.settled()
    const answer = await finishing.run({ interactionId: card.id, dispositionId: chosen, fields: filled })
    if (!answer?.ok) return
    closing.over()
    leave()
  }
  const refusal = noting.refusal ?? finishing.refusal
  useShortcut({ keys: 'Ctrl+Enter', name: words.finish, run: () => isSomethingOpen() || void finish() })

  return (
    <section className={classes.panel} aria-label={words.wrappingUp}>
      <WrapUpHead card={card} required={required} fill={fields?.some((field) => field.required) ?? false} />
      <WroteAgain card={card} onFinish={() => void finish()} blocked={blocked} />
      <div className={classes.body}>
        <Dispositions
          contactName={card.conversation.contact.name}
          channelId={channelId}
          required={required}
          chosen={chosen}
          onChoose={closing.choose}
        />
        {fields && fields.length > 0 && (
          <Suspense>
            <ClosingFields fields={fields} typed={typed} onType={closing.type} />
          </Suspense>
        )}
        <div className={classes.note}>
          <b id="wrap-up-note">{words.notes}</b>
          <div className={classes.noteField}>
            <TextBox draft={note} text={noted} label={words.notes} placeholder={words.notePlaceholder} />
          </div>
        </div>
        {refusal && <Trouble refusal={refusal} />}
        <div className={classes.foot}>
          <AfterThis queueId={card.queueId} />
          {missing.length > 0 && (
            <Suspense>
              <StillToFillIn missing={missing} />
            </Suspense>
          )}
          <Tooltip label={words.chooseDispositionFirst} disabled={!undisposed}>
            <Button
              size="lg"
              // The next thing to do is the one that is filled.
              variant={wroteAgain(card) ? 'default' : 'filled'}
              loading={noting.busy || finishing.busy}
              aria-disabled={blocked}
              {...(blocked && { 'data-disabled': true })}
              className={classes.finish ?? ''}
              onClick={() => void finish()}
              rightSection={<KeyHint keys="Ctrl+Enter" />}
            >
              {words.finish}
            </Button>
          </Tooltip>
        </div>
      </div>
    </section>
  )
}

function AfterThis({ queueId }: { queueId: string }) {
  const words = useWords(deskWords)
  const queue = useView((view) => view.queues[queueId])
  const requested = useView((view) => view.agents[view.me.agentId]?.presence.breakRequested ?? false)
  const waiting = useMade((view) => cardsOf(view, 'queue').length)
  const next = requested ? words.on_break : queue?.afterWrapUp === 'not_ready' ? words.notReady : words.available
  return <span className={classes.after}>{words.afterThis(next, waiting)}</span>
}

/** When this one is done, the next of mine opens; when there is none, nothing. Who has gone on already is left there. */
function useNextOfMine(card: InteractionCard): () => void {
  const { open } = useDesk()
  const others = useMade((view) => cardsOf(view, 'mine').filter((other) => other.id !== card.id))
  return () => {
    if (location.pathname.endsWith(card.conversation.id))
      open(inOrder(others, 'mine', 'received')[0]?.conversation.id ?? null)
  }
}
