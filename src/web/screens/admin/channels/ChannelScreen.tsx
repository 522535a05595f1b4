import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type ChannelSettings, listChannels, saveChannel } from '../../../../contract/operations/channels.ts'
import { listTemplates } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { type Refused, useAct, useAsked } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { Screen } from '../shared/Screen.tsx'
import { Sectioned } from '../shared/SectionList.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import settingsClasses from '../shared/settings.module.css'
import { TagSection } from '../shared/TagPicker.tsx'
import { useGo } from '../shared/useGo.ts'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { ClosingSection } from './ClosingSection.tsx'
import { ConnectionSection } from './ConnectionSection.tsx'
import { channelProblems, endingProblems, placesOfRefusal, type Surroundings } from './channel-checks.ts'
import {
  type ChannelValues,
  channelInput,
  channelValues,
  newChannel,
  wholes,
  withoutSecrets,
} from './channel-values.ts'
import { channelLabel, useSayChannelValue } from './channel-words.ts'
import { FieldsSection } from './FieldsSection.tsx'
import { GeneralSection } from './GeneralSection.tsx'
import { Health } from './Health.tsx'
import { HoursSection } from './HoursSection.tsx'
import { LimitsSection, RoutingSection } from './RoutingSection.tsx'
import { SatisfactionSection } from './SatisfactionSection.tsx'
import { channelSections } from './sections.ts'
import { TemplatesSection } from './TemplatesSection.tsx'
import { useOpenWork } from './useOpenWork.ts'

type Query = UseQueryResult<{ channels: ChannelSettings[] }, Refused>

/** One channel, or a new one, when everything its form offers to choose from is there. */
export function ChannelScreen({ query, id, phoneNumberId }: { query: Query; id: string; phoneNumberId: string }) {
  const words = useWords(admin)
  const templates = useAsked(listTemplates, {}, { catalog: 'templates' })
  const above = { name: words.channels, to: 'channels' }
  const isNew = id === 'new'
  return (
    <Asked query={query}>
      {({ channels }) => {
        const stored = channels.find((channel) => channel.id === id)
        if (!stored && !isNew)
          return (
            <Screen title={words.channels} above={above}>
              <EmptyState title={words.channelGone}>{words.channelGoneText}</EmptyState>
            </Screen>
          )
        return (
          <ChannelForm
            stored={stored ?? null}
            others={channels}
            templates={templates.data?.templates ?? []}
            phoneNumberId={phoneNumberId}
          />
        )
      }}
    </Asked>
  )
}

type FormProps = {
  stored: ChannelSettings | null
  others: readonly ChannelSettings[]
  templates: Surroundings['templates']
  phoneNumberId: string
}

/** What every section of the form gets. */
export type SectionProps = {
  settings: Settings<ChannelValues>
  stored: ChannelSettings | null
  templates: Surroundings['templates']
}

function ChannelForm({ stored, others, templates, phoneNumberId }: FormProps) {
  const words = useWords(admin)
  const ending = useWords(finishing)
  const settings = useChannelSettings({ stored, others, templates, phoneNumberId })
  const sayValue = useSayChannelValue(templates)
  const { waiting, held } = useOpenWork()(stored?.id)
  const labelOf = (path: string) => channelLabel(path, words, ending)
  const wrong = new Set(settings.problems.map(({ path }) => path))
  const shown = channelSections.filter(({ id }) => id !== 'health' || stored !== null)
  const sections = shown.map(({ id, name, holds }) => ({
    id,
    name: name === 'sectionFields' || name === 'sectionSatisfaction' ? ending[name] : words[name],
    wrong: [...wrong].some((path) => holds.some((field: string) => path === field || path.startsWith(`${field}.`))),
  }))
  const props = { settings, stored, templates }
  return (
    <Screen
      title={stored ? settings.base.name : words.newChannel}
      above={{ name: words.channels, to: 'channels' }}
      marks={stored && <Chip tone={stored.active ? 'good' : 'plain'}>{stored.active ? words.on : words.off}</Chip>}
      actions={<SaveButtons settings={settings} />}
    >
      <Sectioned sections={sections} toFix={settings.problems.length}>
        <div className={settingsClasses.notices}>
          <SettingsNotices settings={settings} labelOf={labelOf} sayValue={sayValue} />
          {stored?.health.trouble && (
            <Callout tone="bad" code={stored.health.trouble.code}>
              <div>
                <bdi>{stored.health.trouble.title}</bdi>
              </div>
              {words.troubleWhatToDo}
            </Callout>
          )}
          {!settings.values.active && waiting + held > 0 && (
            <Callout tone="warn">{words.offWithWork(waiting, held)}</Callout>
          )}
          {!stored && <Callout>{words.newChannelHelp}</Callout>}
        </div>
        <GeneralSection {...props} />
        <ConnectionSection {...props} />
        <div className={settingsClasses.two}>
          <RoutingSection {...props} />
          <ClosingSection {...props} />
        </div>
        <FieldsSection {...props} />
        <SatisfactionSection {...props} />
        <HoursSection {...props} />
        <TemplatesSection {...props} />
        <TagSection kind="channel" carrier={stored && { kind: 'channel', id: stored.id }} name={settings.base.name} />
        <LimitsSection {...props} />
        {stored && (
          <Section id="health" title={words.health}>
            <Health channel={stored} />
          </Section>
        )}
      </Sectioned>
    </Screen>
  )
}

function useChannelSettings({ stored, others, templates, phoneNumberId }: FormProps): Settings<ChannelValues> {
  const words = useWords(admin)
  const ending = useWords(finishing)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveChannel)
  const country = others[0]?.country ?? 'GB'
  const kept = useMemo(
    () =>
      stored
        ? { version: stored.version, values: channelValues(stored) }
        : { version: 0, values: newChannel({ country, phoneNumberId }) },
    [stored, country, phoneNumberId],
  )
  const around = { stored, templates }
  return useSettings<ChannelValues>({
    kept,
    wholes,
    settled: withoutSecrets,
    problemsOf: (values) => [
      ...channelProblems(values, around, words),
      ...endingProblems(values, around, words, ending),
    ],
    placesOf: placesOfRefusal,
    async save(values, version) {
      const answer = await run(channelInput(values, stored, version))
      if (answer?.ok && !stored) {
        // The new channel's own page needs it in the list.
        await queries.invalidateQueries({ queryKey: [listChannels.path] })
        toast(words.channelCreated)
        await go(`channels/${answer.value.id}`, { leave: true, replace: true })
      } else if (answer?.ok) toast(words.channelSaved)
      return answer
    },
  })
}
