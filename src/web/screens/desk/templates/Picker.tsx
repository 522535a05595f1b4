import { Button } from '@mantine/core'
import { IconCalendarTime, IconSend2 } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { ConversationId, TemplateId } from '../../../../contract/ids.ts'
import { sendTemplate } from '../../../../contract/operations/conversations.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { maySendTemplate } from '../../../../modules/conversations/core/sending.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { picker } from '../../../i18n/picker.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { announce } from '../../../shell/announce.ts'
import { serverNow } from '../../../sync/clock.ts'
import { store } from '../../../sync/session.ts'
import { useAct } from '../../../sync/use.ts'
import { useTakenBack } from '../composer/taken-back.ts'
import { FillForm } from './FillForm.tsx'
import { createNumbers } from './numbers.ts'
import { Preview } from './Preview.tsx'
import { TemplateList } from './TemplateList.tsx'
import classes from './templates.module.css'
import { useTemplateChoice } from './useTemplateChoice.ts'

const PlanTemplate = lazy(() =>
  import('../later/PlanTemplate.tsx').then((module) => ({ default: module.PlanTemplate })),
)

/** They outlive the picker: whoever opens it again after a lost answer still sends the same once. */
const numbers = createNumbers(() => crypto.randomUUID())

type Props = {
  card: InteractionCard
  channel: ChannelCard
  /** The template the channel names for this moment, shown first. */
  preferredId: TemplateId | null
  onSent?: () => void
}

/** Choose a template, fill it in, see it as the contact will, send it. */
export function Picker({ card, channel, preferredId, onSent }: Props) {
  const words = useWords(picker)
  const { sendTemplate: sendIt, sendLater } = useWords(deskWords)
  const sentences = useSentences()
  const { contact, id, lastInboundAt } = card.conversation
  const choice = useTemplateChoice({ channelId: channel.id, contact, preferredId })
  const sending = useAct(sendTemplate)
  const [planning, setPlanning] = useState(false)
  useTakenBack(id, (back) => {
    if (back.template) choice.putBack(back.template)
    return { ...back, template: null }
  })
  const may = maySendTemplate({ channel, contact, lastInboundAt }, serverNow() as never)
  const why = !may.ok ? sentences[may.refusal] : choice.missing > 0 ? words.fillAll(choice.missing) : ''

  async function send() {
    const { template } = choice
    if (!template || why !== '') return
    const message = { conversationId: id, templateId: template.id, fill: choice.fill }
    const what = JSON.stringify(message)
    const clientId = numbers.of(what, serverNow(), (since) => isShownSince(since, id, template))
    const answer = await sending.run({ ...message, clientId })
    if (!answer?.ok) return
    numbers.sent(what)
    announce(words.templateSent)
    done(template.id)
  }

  function done(id: TemplateId) {
    choice.clear(id)
    onSent?.()
  }

  return (
    <div className={classes.picker}>
      <TemplateList {...choice} />
      {choice.template && (
        <>
          <FillForm template={choice.template} choice={choice} conversationId={id} contactName={contact.name} />
          <div className={classes.preview}>
            <Preview template={choice.template} fill={choice.fill} name={contact.name} />
            {sending.refusal && <Trouble refusal={sending.refusal} />}
            <p className={classes.hint}>{why === '' ? words.doesNotReopen : why}</p>
            <Button
              variant="filled"
              loading={sending.busy}
              disabled={why !== ''}
              rightSection={<IconSend2 size={15} className="turns" />}
              onClick={() => void send()}
            >
              {sendIt}
            </Button>
            <Button
              disabled={choice.missing > 0}
              leftSection={<IconCalendarTime size={15} />}
              onClick={() => setPlanning(true)}
            >
              {sendLater}
            </Button>
            {planning && (
              <Suspense>
                <PlanTemplate
                  card={card}
                  channel={channel}
                  template={{ templateId: choice.template.id, fill: choice.fill }}
                  onPlanned={done}
                  onClose={() => setPlanning(false)}
                />
              </Suspense>
            )}
          </div>
        </>
      )}
    </div>
  )
}

/** Does the thread show that we have sent this template from then on? */
function isShownSince(since: number, id: ConversationId, { name, language }: Pick<Template, 'name' | 'language'>) {
  const { view } = store.read()
  return (view?.threads[id]?.messages ?? []).some(
    ({ at, agentId, content }) =>
      at >= since &&
      agentId === view?.me.agentId &&
      content.kind === 'template' &&
      content.template.name === name &&
      content.template.language === language,
  )
}
