import { Switch, Textarea, TextInput } from '@mantine/core'
import { maxChannelDescription, maxChannelName } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import type { SectionProps } from './ChannelScreen.tsx'

/** What the channel is called, and whether it works. */
export function GeneralSection({ settings }: SectionProps) {
  const words = useWords(admin)
  const { values, field } = settings
  return (
    <Section id="general" title={words.sectionGeneral}>
      <div className={classes.fields}>
        <TextInput
          label={words.name}
          description={words.channelNameNote(values.name.trim().length, maxChannelName)}
          withAsterisk
          {...field('name')}
        />
        <TextInput label={words.channelKey} description={words.channelKeyNote} withAsterisk {...field('key')} />
        <Switch label={words.active} description={words.activeNote} mt={22} {...field('active', 'checkbox')} />
        <Switch
          className={classes.wideField ?? ''}
          label={words.maskCardNumbers}
          description={words.maskCardNumbersNote}
          {...field('maskCardNumbers', 'checkbox')}
        />
        <Textarea
          className={classes.wideField ?? ''}
          label={words.description}
          description={words.descriptionNote(values.description.trim().length, maxChannelDescription)}
          autosize
          minRows={2}
          maxRows={10}
          {...field('description')}
        />
      </div>
    </Section>
  )
}
