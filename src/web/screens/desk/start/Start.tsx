import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChannelCard } from '../../../../contract/cards.ts'
import type { ContactId } from '../../../../contract/ids.ts'
import { startInteraction } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { usePhoneNumber } from '../../../i18n/phone.ts'
import { picker } from '../../../i18n/picker.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useAct, useMade, useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { FillForm } from '../templates/FillForm.tsx'
import { Preview } from '../templates/Preview.tsx'
import { TemplateList } from '../templates/TemplateList.tsx'
import templateClasses from '../templates/templates.module.css'
import { useTemplateChoice } from '../templates/useTemplateChoice.ts'
import classes from './start.module.css'
import { type Recipient, To } from './To.tsx'

type Props = { with_: { contactId: string; name: string } | null; onClose: () => void }

/** Write to somebody first: on which channel, to whom, with which template, and where they agreed. */
export function Start({ with_, onClose }: Props) {
  const words = useWords(deskWords)
  const common_ = useWords(common)
  const { width } = useDesk()
  const phoneNumber = usePhoneNumber()
  const channels = useMade((view) => Object.values(view.channels).filter((channel) => channel.active))
  const [channelId, setChannelId] = useState(channels[0]?.id ?? null)
  // The one that was chosen may be switched off meanwhile.
  const channel = channels.find((one) => one.id === channelId) ?? channels[0]
  // Kept when another channel is chosen: only the templates are the channel's.
  const [to, setTo] = useState<Recipient>(
    with_
      ? { known: { contactId: with_.contactId as ContactId, name: with_.name, language: null } }
      : { number: '', name: '' },
  )
  const [consentSource, setConsentSource] = useState('')
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.startInteraction}
      size={860}
      fullScreen={width === 'phone'}
      closeButtonProps={{ 'aria-label': common_.close }}
    >
      {channel ? (
        <>
          <NativeSelect
            label={words.channel}
            data={channels.map((one) => ({
              value: one.id,
              label: words.channelWithNumber(one.name, phoneNumber(one.displayNumber)),
            }))}
            value={channel.id}
            onChange={(event) => setChannelId(channels.find((one) => one.id === event.currentTarget.value)?.id ?? null)}
          />
          <Details key={channel.id} {...{ channel, to, setTo, consentSource, setConsentSource, onClose }} />
        </>
      ) : (
        <Callout tone="warn">{words.noActiveChannel}</Callout>
      )}
    </Modal>
  )
}

type DetailsProps = Pick<Props, 'onClose'> & {
  channel: ChannelCard
  to: Recipient
  setTo: (to: Recipient) => void
  consentSource: string
  setConsentSource: (source: string) => void
}

function Details({ channel, to, setTo, consentSource, setConsentSource, onClose }: DetailsProps) {
  const words = useWords(deskWords)
  const { fillAll } = useWords(picker)
  const { cancel } = useWords(common)
  const { open, setTab } = useDesk()
  const name = 'known' in to ? to.known.name : to.name
  const language = 'known' in to ? to.known.language : null
  const ofQueue = useView(({ queues }) => (channel.queueId && queues[channel.queueId]?.outboundTemplateId) || null)
  const choice = useTemplateChoice({
    channelId: channel.id,
    contact: { name, language },
    preferredId: ofQueue ?? channel.optInTemplateId ?? channel.recontactTemplateId,
  })
  const starting = useAct(startInteraction)
  const whom = 'known' in to || to.number.trim().length >= 3
  const why = !whom
    ? words.chooseContact
    : !choice.template
      ? words.chooseTemplate
      : choice.missing > 0
        ? fillAll(choice.missing)
        : ''
  const start = async () => {
    if (why !== '' || !choice.template) return
    const answer = await starting.run({
      channelId: channel.id,
      to:
        'known' in to
          ? { contactId: to.known.contactId }
          : { number: to.number, ...(to.name.trim() !== '' && { name: to.name }) },
      template: { templateId: choice.template.id, fill: choice.fill },
      consentSource: consentSource.trim().length >= 2 ? consentSource : null,
    })
    if (!answer?.ok) return
    setTab('mine')
    open(answer.value.conversationId)
    onClose()
  }
  return (
    <div className={classes.details}>
      <To to={to} onTo={setTo} />
      <TextInput
        label={words.consentSource}
        description={words.consentSourceNote}
        maxLength={200}
        value={consentSource}
        error={starting.refusal === 'consent_source_required' && words.consentSourceNote}
        onChange={(event) => setConsentSource(event.currentTarget.value)}
      />
      <div className={classes.templates}>
        <div className={templateClasses.picker}>
          <TemplateList {...choice} />
          {choice.template && (
            <>
              <FillForm template={choice.template} choice={choice} conversationId={null} contactName={name} />
              <div className={templateClasses.preview}>
                <Preview template={choice.template} fill={choice.fill} name={name} />
              </div>
            </>
          )}
        </div>
      </div>
      {starting.refusal && <Trouble refusal={starting.refusal} />}
      <Group justify="flex-end" gap="sm">
        <span className="quiet">{why}</span>
        <Button onClick={onClose}>{cancel}</Button>
        <Button variant="filled" disabled={why !== ''} loading={starting.busy} onClick={() => void start()}>
          {words.startAndSend}
        </Button>
      </Group>
    </div>
  )
}
