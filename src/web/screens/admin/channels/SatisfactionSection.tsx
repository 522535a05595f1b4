import { Switch, Textarea, TextInput } from '@mantine/core'
import { answerLimits } from '../../../../contract/closing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import type { SectionProps } from './ChannelScreen.tsx'
import { Choice } from './TemplatesSection.tsx'

/** WhatsApp shows so many answers as buttons; more go into a list. */
const mostButtons = 3

/** What contacts are asked when an interaction of this channel has been closed. */
export function SatisfactionSection(props: SectionProps) {
  const words = useWords(finishing)
  const { values, set, errorAt, left } = props.settings
  const asked = values.satisfaction
  const begin = {
    question: words.questionExample,
    answers: words.answersExample.split('\n'),
    listLabel: words.listLabelExample,
    asText: false,
  }
  return (
    <Section id="satisfaction" title={words.sectionSatisfaction} note={words.satisfactionNote}>
      <div className={classes.stack}>
        <Switch
          label={words.asksContacts}
          checked={asked !== null}
          onChange={() => set('satisfaction', asked === null ? begin : null)}
        />
        {asked && (
          <>
            <div className={classes.fields}>
              <Textarea
                label={words.question}
                autosize
                minRows={2}
                maxRows={6}
                value={asked.question}
                data-path="satisfaction.question"
                error={errorAt('satisfaction.question')}
                onBlur={() => left('satisfaction.question')}
                onChange={(event) => set('satisfaction', { ...asked, question: event.currentTarget.value })}
              />
              <Textarea
                label={words.answers}
                description={words.answersNote}
                autosize
                minRows={answerLimits.min}
                maxRows={answerLimits.max}
                value={asked.answers.join('\n')}
                data-path="satisfaction.answers"
                error={errorAt('satisfaction.answers')}
                onBlur={() => left('satisfaction.answers')}
                onChange={(event) => set('satisfaction', { ...asked, answers: event.currentTarget.value.split('\n') })}
              />
              <Switch
                label={words.asText}
                description={words.asTextNote}
                checked={asked.asText}
                onChange={(event) => set('satisfaction', { ...asked, asText: event.currentTarget.checked })}
              />
              {asked.answers.length > mostButtons && !asked.asText && (
                <TextInput
                  label={words.listLabel}
                  description={words.listLabelNote}
                  value={asked.listLabel}
                  data-path="satisfaction.listLabel"
                  error={errorAt('satisfaction.listLabel')}
                  onBlur={() => left('satisfaction.listLabel')}
                  onChange={(event) => set('satisfaction', { ...asked, listLabel: event.currentTarget.value })}
                />
              )}
            </div>
            <Choice
              {...props}
              which="satisfactionTemplate"
              label={words.satisfactionTemplate}
              note={words.satisfactionTemplateNote}
            />
          </>
        )}
      </div>
    </Section>
  )
}
