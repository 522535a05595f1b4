import { MultiSelect } from '@mantine/core'
import { useWords } from '../../../i18n/catalogue.ts'
import { line as lineArea } from '../../../i18n/line.ts'
import { Section } from '../../../parts/Page.tsx'
import { useMade } from '../../../sync/use.ts'
import type { Settings } from '../shared/useSettings.ts'
import type { QueueValues } from './queue-values.ts'

/** What comes on which channels may come into the queue. */
export function Channels({ settings: { field } }: { settings: Settings<QueueValues> }) {
  const words = useWords(lineArea)
  const channels = useMade((view) => Object.values(view.channels).toSorted((a, b) => a.name.localeCompare(b.name)))
  const data = channels.map(({ id, name, key }) => ({ value: id, label: `${name} (${key})` }))
  const chosen = field('channelIds')
  return (
    <Section title={words.channels}>
      <MultiSelect
        label={words.channelsLabel}
        description={words.channelsText}
        placeholder={chosen.value.length === 0 ? words.anyChannel : ''}
        data={data}
        searchable
        clearable
        {...chosen}
      />
    </Section>
  )
}
