import { Button } from '@mantine/core'
import { IconHourglass, IconLock, IconPencil } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { Refusal } from '../../../../contract/refusals.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { mine } from '../../../sync/mine.ts'
import { useView } from '../../../sync/use.ts'
import classes from './composer.module.css'

const Picker = lazy(() => import('../templates/Picker.tsx').then((module) => ({ default: module.Picker })))

type Props = { card: InteractionCard; channel: ChannelCard; refusal: Refusal; onNote: () => void }

/** Free text is locked: why, when it opens again, and the templates that may be sent instead. */
export function Locked({ card, channel, refusal, onNote }: Props) {
  const words = useWords(deskWords)
  const sentences = useSentences()
  const { id, contact } = card.conversation
  const waits = useView((view) => waitsForAnswer(view.threads[id]?.messages ?? []))
  const draft = mine().drafts.read(id, 'reply')
  const byTemplate = refusal === 'outside_allowed_sending_window' || refusal === 'recipient_not_opted_in'
  const optIn = refusal === 'recipient_not_opted_in'
  return (
    <section className={classes.locked} aria-label={words.freeTextLocked}>
      <div className={classes.lockedHead}>
        {waits ? <IconHourglass size={16} aria-hidden /> : <IconLock size={16} aria-hidden className={classes.lock} />}
        <span className={classes.lockedText}>
          <b>{waits ? words.waitingForAnswer : words.freeTextLocked}</b>{' '}
          {refusal === 'outside_allowed_sending_window' ? words.opensAgain(contact.name) : sentences[refusal]}
        </span>
        <Button size="xs" onClick={onNote}>
          {words.writeNote}
        </Button>
      </div>
      {draft !== '' && (
        <div className={classes.keptDraft}>
          <IconPencil size={14} aria-hidden />
          <span className="cut">{words.draftComesBack(draft)}</span>
        </div>
      )}
      {byTemplate && (
        <div className={classes.lockedPicker}>
          <Suspense fallback={<Loading />}>
            <Picker
              card={card}
              channel={channel}
              preferredId={optIn ? channel.optInTemplateId : channel.recontactTemplateId}
            />
          </Suspense>
        </div>
      )}
    </section>
  )
}

/** The last word was ours, and a template: now it is the contact's turn. */
function waitsForAnswer(
  messages: readonly { direction: 'in' | 'out'; content: { kind: string }; delivery: string | null }[],
): boolean {
  const last = messages.at(-1)
  return last?.direction === 'out' && last.content.kind === 'template' && last.delivery !== 'failed'
}
