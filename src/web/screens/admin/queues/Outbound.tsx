import { Select } from '@mantine/core'
import type { TemplateId } from '../../../../contract/ids.ts'
import { listTemplates } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { Section } from '../../../parts/Page.tsx'
import { useAsked } from '../../../sync/use.ts'
import type { Settings } from '../shared/useSettings.ts'
import type { QueueValues } from './queue-values.ts'

/** What the dialog for writing first begins with on a channel that leads to this queue. */
export function Outbound({ settings }: { settings: Settings<QueueValues> }) {
  const words = useWords(skillsArea)
  const general = useWords(admin)
  const { values, set, errorAt, left } = settings
  const templates = useAsked(listTemplates, {}, { catalog: 'templates' }).data?.templates ?? []
  const shown = templates.filter(({ id, status }) => status === 'approved' || id === values.outboundTemplateId)
  return (
    <Section title={words.outboundTemplate}>
      <Select
        aria-label={words.outboundTemplate}
        description={words.outboundTemplateNote}
        placeholder={general.none}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': general.clear(words.outboundTemplate) }}
        nothingFoundMessage={general.nothingFound}
        data={shown.map(({ id, name, language }) => ({ value: id as string, label: `${name} · ${language}` }))}
        data-path="outboundTemplateId"
        value={values.outboundTemplateId}
        error={errorAt('outboundTemplateId')}
        onChange={(id) => set('outboundTemplateId', id as TemplateId | null)}
        onBlur={() => left('outboundTemplateId')}
      />
    </Section>
  )
}
