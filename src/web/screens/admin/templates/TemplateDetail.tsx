import { MultiSelect, SegmentedControl } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { ChannelCard } from '../../../../contract/cards.ts'
import type { TemplateFill } from '../../../../contract/content.ts'
import type { ChannelId } from '../../../../contract/ids.ts'
import { listChannels } from '../../../../contract/operations/channels.ts'
import { setTemplateChannels, type Template } from '../../../../contract/operations/templates.ts'
import { fillPoints } from '../../../../modules/templates/core/render.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked, useMay, useView } from '../../../sync/use.ts'
import { FillFields } from '../shared/FillFields.tsx'
import { emptyFill, exampleFill } from '../shared/fill.ts'
import { byName } from '../shared/fold.ts'
import { Detail } from '../shared/ListDetail.tsx'
import settings from '../shared/settings.module.css'
import { TemplatePreview } from '../shared/TemplatePreview.tsx'
import { Time } from '../shared/Time.tsx'
import { statusTone } from './template-status.ts'
import classes from './templates.module.css'

/** One template: as the contact will see it, why it cannot be sent, and where agents may send it. */
export function TemplateDetail({ template }: { template: Template }) {
  const words = useWords(admin)
  const { status, rejectedReason, category, language, syncedAt, account } = template
  return (
    <Detail
      title={template.name}
      back="templates"
      marks={<Chip tone={statusTone[status]}>{words.templateStatus(status)}</Chip>}
    >
      {status !== 'approved' && (
        <Callout tone={status === 'rejected' || status === 'disabled' ? 'bad' : 'warn'}>
          {words.templateStatusText(status)} {rejectedReason !== null && <span lang="en">{rejectedReason}</span>}
        </Callout>
      )}
      <Preview template={template} />
      <Where template={template} />
      <p className={settings.hint}>
        {words.templateFacts(words.category(category), language, account)} <Time at={syncedAt} say={words.lastSynced} />
      </p>
    </Detail>
  )
}

function Preview({ template: { components } }: { template: Template }) {
  const words = useWords(admin)
  const [as, setAs] = useState<'points' | 'example' | 'typed'>('example')
  const [typed, setTyped] = useState<TemplateFill>(emptyFill)
  const { header, body, buttons } = fillPoints(components)
  const takesValues = header.length + body.length + buttons.filter(({ required }) => required).length > 0
  const fill = { points: emptyFill, example: exampleFill(components), typed }[as]
  return (
    <div className={settings.stack}>
      {takesValues && (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={words.previewWith}
          value={as}
          onChange={setAs}
          data={[
            { value: 'points', label: words.withFillPoints },
            { value: 'example', label: words.withExample },
            { value: 'typed', label: words.withTyped },
          ]}
        />
      )}
      {as === 'typed' && <FillFields components={components} fill={typed} onChange={setTyped} />}
      <TemplatePreview components={components} fill={fill} />
    </div>
  )
}

/** More channels than these are chosen from a list. */
const maxButtons = 8

/** Where agents may send it. None chosen means every channel of the account. */
function Where({ template }: { template: Template }) {
  const words = useWords(admin)
  const channels = useChannelsOf(template)
  const { run, busy } = useAct(setTemplateChannels)
  const [shown, setShown] = useState<readonly ChannelId[] | null>(null)
  // What was saved shows until the list says so itself; then the list is right, whoever saves next.
  const [told, setTold] = useState(template.channelIds)
  if (told !== template.channelIds) {
    setTold(template.channelIds)
    setShown(null)
  }
  const chosen = shown ?? template.channelIds
  const save = async (channelIds: ChannelId[]) => {
    setShown(channelIds)
    const answer = await run({ templateId: template.id, channelIds, were: [...chosen] })
    if (answer && !answer.ok) {
      toast(sentenceOf(answer.refusal), { tone: 'bad' })
      setShown(null)
    }
  }
  const toggle = (id: ChannelId) => save(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  if (channels.length > maxButtons)
    return (
      <MultiSelect
        label={words.agentsMaySend}
        description={words.agentsMaySendNote}
        placeholder={chosen.length === 0 ? words.allChannels : ''}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': words.clear(words.agentsMaySend) }}
        nothingFoundMessage={words.nothingFound}
        disabled={busy}
        data={channels.map(({ id, name }) => ({ value: id as string, label: name }))}
        value={[...chosen]}
        onChange={(ids) => void save(ids as ChannelId[])}
      />
    )
  return (
    <section aria-label={words.agentsMaySend}>
      <h3 className={classes.heading}>{words.agentsMaySend}</h3>
      <div className={classes.channels}>
        <button
          type="button"
          className={classes.channel}
          aria-pressed={chosen.length === 0}
          disabled={busy}
          onClick={() => void save([])}
        >
          {chosen.length === 0 && <IconCheck size={14} aria-hidden />}
          {words.allChannels}
        </button>
        {channels.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            className={classes.channel}
            aria-pressed={chosen.includes(id)}
            disabled={busy}
            onClick={() => void toggle(id)}
          >
            {chosen.includes(id) && <IconCheck size={14} aria-hidden />}
            <bdi>{name}</bdi>
          </button>
        ))}
      </div>
      <p className={settings.hint} style={{ marginBlockStart: 6 }}>
        {words.agentsMaySendNote}
      </p>
    </section>
  )
}

/** The channels of the template's account; whoever may not see accounts is offered all. */
function useChannelsOf(template: Template): ChannelCard[] {
  const may = useMay('channels.manage')
  const settings = useAsked(listChannels, {}, { catalog: 'channels', enabled: may }).data?.channels
  const cards = useView((view) => view.channels)
  return Object.values(cards)
    .filter(({ id }) => {
      const known = settings?.find((channel) => channel.id === id)
      return (
        known === undefined ||
        known.connection.businessAccountId === template.account ||
        template.channelIds.includes(id)
      )
    })
    .toSorted(byName)
}
