import { Button, Group, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCalendarTime } from '@tabler/icons-react'
import { useState } from 'react'
import type { InteractionCard, PlannedCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import { changePlanned, sendPlannedNow, takeBackPlanned } from '../../../../contract/operations/later.ts'
import { mayDecideOn, wordsOf as wordsIn } from '../../../../modules/conversations/core/planned.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { later } from '../../../i18n/later.ts'
import { sentenceOf, useSentences } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { toast } from '../../../shell/toast.ts'
import { type CallRefusal, call } from '../../../sync/call.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useAct, useMe, useView } from '../../../sync/use.ts'
import { putBack } from '../composer/taken-back.ts'
import { Content } from '../thread/contents/Content.tsx'
import { textOf } from '../thread/items.ts'
import { restore } from '../thread/Meta.tsx'
import threadClasses from '../thread/thread.module.css'
import { useThread } from '../thread/thread-context.ts'
import { useSnippet } from '../useSnippet.ts'
import { uploadsOf } from './as-it-was.ts'
import { foreseen } from './foreseen.ts'
import classes from './later.module.css'
import { PlanDialog, useForetold } from './PlanDialog.tsx'
import { goesAtText } from './usePlan.ts'

/** Below the messages: what goes out later, the next first, and what could not. */
export function Planned({ planned }: { planned: readonly PlannedCard[] }) {
  const words = useWords(later)
  return (
    <>
      <div className={threadClasses.system}>
        <IconCalendarTime size={14} aria-hidden />
        {words.goesLater}
      </div>
      {planned.map((one) => (
        <PlannedBubble key={one.id} planned={one} />
      ))}
    </>
  )
}

function PlannedBubble({ planned }: { planned: PlannedCard }) {
  const words = useWords(later)
  const { kinds } = useWords(deskWords)
  const { card } = useThread()
  const me = useMe()
  const snippet = useSnippet()
  const name = useView((view) => view.agents[planned.agentId]?.name ?? words.aColleague)
  const who = planned.agentId === me.agentId ? words.you : name
  const time = goesAtText(planned.goesAt)
  const said = planned.contents.map((content) => textOf({ content }) ?? kinds(content.kind)).join(', ')
  const mayDecide = mayDecideOn(planned, { state: card.state, agentId: card.agentId }, me)
  return (
    <article
      className={threadClasses.message}
      data-planned={planned.id}
      data-direction="out"
      tabIndex={-1}
      aria-label={words.plannedAs(who, time, said)}
    >
      <div className={threadClasses.bubbleLine}>
        <div
          className={`${threadClasses.bubble} ${classes.planned}`}
          {...(planned.returned && { 'data-returned': true })}
        >
          {planned.quote && (
            <div className={threadClasses.quote}>
              <span className={threadClasses.quoteText} dir="auto">
                {snippet(planned.quote.text)}
              </span>
            </div>
          )}
          {planned.contents.map((content, place) => (
            <Content key={place} content={content} />
          ))}
        </div>
      </div>
      {!planned.returned && (
        <div className={threadClasses.meta}>
          <IconCalendarTime size={13} aria-hidden />
          <bdi>{words.plannedBy(who, time)}</bdi>
        </div>
      )}
      <Doubts planned={planned} card={card} />
      {mayDecide && <Decide planned={planned} card={card} />}
    </article>
  )
}

/** Why it was not sent; or what somebody should know before it goes. */
function Doubts({ planned, card }: { planned: PlannedCard; card: InteractionCard }) {
  const words = useWords(later)
  const sentences = useSentences()
  const channel = useView((view) => view.channels[card.conversation.channelId])
  const foretold = useForetold(card)
  const { contact, lastInboundAt } = card.conversation
  if (planned.returned) {
    const { why } = planned.returned
    return (
      <div className={classes.doubt}>
        <Callout tone="bad">
          <b>{words.notSent(goesAtText(planned.goesAt))}</b> {words.why(why) || sentences[why]}
        </Callout>
      </div>
    )
  }
  const standsInWay = channel && foreseen({ card, channel, isTemplate: planned.templateId !== null }, planned.goesAt)
  // Providers tell in whole seconds when somebody wrote: what came right after it was planned looks older than it is.
  const wroteSince = lastInboundAt !== null && lastInboundAt + 999 > planned.plannedAt
  return (
    <>
      {wroteSince && (
        <div className={classes.note}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>{words.wroteSince(contact.name)}</span>
        </div>
      )}
      {standsInWay && (
        <div className={classes.note}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>{foretold(standsInWay)}</span>
        </div>
      )}
    </>
  )
}

/** Another time or other words, at once, or not at all. */
function Decide({ planned, card }: { planned: PlannedCard; card: InteractionCard }) {
  const words = useWords(later)
  const { standing, onQuote } = useThread()
  const snippet = useSnippet()
  const channel = useView((view) => view.channels[card.conversation.channelId])
  /** As it was when the dialog opened: what somebody changes meanwhile is not written over unseen. */
  const [changing, setChanging] = useState<PlannedCard | null>(null)
  const sending = useAct(sendPlannedNow)
  const taking = useAct(takeBackPlanned)
  const { id: plannedId, version, conversationId } = planned
  const isTemplate = planned.templateId !== null

  async function sendNow() {
    const answer = await sending.run({ plannedId, version })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  async function takeBack() {
    const answer = await taking.run({ plannedId })
    if (!answer) return
    if (!answer.ok) return toast(sentenceOf(answer.refusal), { tone: 'bad' })
    toast(words.takenBack)
    if (standing !== 'mine') return
    const { text, quote, template } = answer.value
    if (text !== null) restore(conversationId, text)
    if (quote) onQuote?.({ ...quote, text: snippet(quote.text) })
    putBack(conversationId, { uploads: uploadsOf(answer.value), template })
  }
  async function change(was: PlannedCard, goesAt: Instant, text: string | null): Promise<CallRefusal | null> {
    const answer = await call(changePlanned, { plannedId, version: was.version, goesAt, text })
    if (!answer.ok) {
      // Now it has been said; whoever presses again means it.
      if (answer.refusal === 'changed_by_someone_else') setChanging(planned)
      return answer.refusal
    }
    toast(words.plannedFor(goesAtText(goesAt)))
    return null
  }

  return (
    <Group gap={4} className={classes.decide ?? ''}>
      <UnstyledButton className={threadClasses.link} onClick={() => setChanging(planned)}>
        {planned.returned ? words.again : words.change}
      </UnstyledButton>
      <UnstyledButton className={threadClasses.link} disabled={sending.busy} onClick={() => void sendNow()}>
        {words.sendNow}
      </UnstyledButton>
      <UnstyledButton className={threadClasses.link} disabled={taking.busy} onClick={() => void takeBack()}>
        {words.takeBack}
      </UnstyledButton>
      {planned.returned?.why === 'outside_allowed_sending_window' && standing === 'mine' && (
        <Button size="xs" onClick={() => window.dispatchEvent(new Event('switchboard:templates'))}>
          {words.useTemplate}
        </Button>
      )}
      {changing && channel && (
        <PlanDialog
          card={card}
          channel={channel}
          isTemplate={isTemplate}
          start={changing.goesAt > serverNow() ? changing.goesAt : null}
          {...(!isTemplate && { text: wordsIn(changing.contents) ?? '' })}
          onPlan={(goesAt, text) => change(changing, goesAt, text)}
          onClose={() => setChanging(null)}
        />
      )}
    </Group>
  )
}
