import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import type { Refusal } from '../../../../contract/refusals.ts'
import { maySendFreeText } from '../../../../modules/conversations/core/sending.ts'
import { sessionEndsAt } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useStateOf } from '../../../parts/useStateOf.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import { usePassed } from '../../../sync/clock.ts'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import type { Quoted } from '../thread/items.ts'
import classes from './composer.module.css'
import { focusComposer } from './focus.ts'
import { Locked } from './Locked.tsx'
import { ModeTabs } from './ModeTabs.tsx'
import { NoteBox } from './NoteBox.tsx'
import { ReplyBox } from './ReplyBox.tsx'
import { useTakenBack } from './taken-back.ts'
import { WindowCountdown } from './WindowCountdown.tsx'

type Props = { card: InteractionCard; quoting: Quoted | null; onQuoteDone: () => void }

/**
 * Reply and Note are two modes with different grounds: a note is never one key away from being sent. The reply locks
 * at the instant at which the server would refuse it, with the way out in the same place.
 */
export function Composer({ card, quoting, onQuoteDone }: Props) {
  const words = useWords(deskWords)
  const { width } = useDesk()
  const { id, channelId, lastInboundAt } = card.conversation
  const [mode, setMode] = useStateOf<'reply' | 'note'>(id, 'reply')
  const channel = useView((view) => view.channels[channelId])
  const refusal = useFreeText(card, channel)
  const to = (next: 'reply' | 'note') => {
    setMode(next)
    focusComposer()
  }
  useShortcut({ keys: 'KeyR', name: words.focusReply, run: () => to('reply') })
  useShortcut({ keys: 'KeyN', name: words.focusNote, run: () => to('note') })
  useShortcut({ keys: 'Escape', name: words.backToReply, run: () => isSomethingOpen() || focusComposer() })
  useTakenBack(id, (back) => {
    if (mode === 'note') to('reply')
    return back
  })
  const locked = mode === 'reply' && refusal !== null
  return (
    <div className={classes.composer} data-mode={mode}>
      {locked && channel ? (
        <Locked key={id} card={card} channel={channel} refusal={refusal} onNote={() => to('note')} />
      ) : (
        <section className={classes.box} data-mode={mode} aria-label={mode === 'note' ? words.note : words.reply}>
          <div className={classes.modes}>
            <ModeTabs mode={mode} onMode={to} />
            {mode === 'note' ? (
              <span className={classes.noteMark}>{words.noteMark}</span>
            ) : (
              channel?.kind === 'whatsapp' && (
                <WindowCountdown endsAt={sessionEndsAt(lastInboundAt)} short={width === 'phone'} />
              )
            )}
          </div>
          {mode === 'note' ? (
            <NoteBox key={id} id={id} />
          ) : (
            <ReplyBox card={card} quoting={quoting} onQuoteDone={onQuoteDone} />
          )}
        </section>
      )}
    </div>
  )
}

/** Something floats above the desk: Esc closes that first. */
export const isSomethingOpen = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null

/** Why free text may not be sent now, by the same function with which the server refuses; null when it may. */
export function useFreeText(card: InteractionCard, channel: ChannelCard | undefined): Refusal | null {
  const { contact, lastInboundAt } = card.conversation
  const endsAt = sessionEndsAt(lastInboundAt)
  const closed = usePassed(endsAt)
  if (!channel) return null
  // Before the window closes any moment since the contact wrote gives the same answer.
  const now = (closed ? endsAt : lastInboundAt) ?? (0 as Instant)
  const may = maySendFreeText({ channel, contact, lastInboundAt }, now)
  return may.ok ? null : may.refusal
}
