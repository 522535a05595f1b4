import { Select } from '@mantine/core'
import type { TemplateId } from '../../../../contract/ids.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Section } from '../../../parts/Page.tsx'
import { FillFields } from '../shared/FillFields.tsx'
import { emptyFill } from '../shared/fill.ts'
import classes from '../shared/settings.module.css'
import { TemplatePreview } from '../shared/TemplatePreview.tsx'
import type { SectionProps } from './ChannelScreen.tsx'
import { canBeChosen, isHere } from './channel-checks.ts'
import channelClasses from './channels.module.css'

/** The message that asks for consent, and the one agents send when the window has closed. */
export function TemplatesSection(props: SectionProps) {
  const words = useWords(admin)
  return (
    <Section id="templates" title={words.sectionTemplates} note={words.channelTemplatesNote}>
      <Choice {...props} which="optIn" label={words.optInTemplate} note={words.optInNote} />
      <Choice {...props} which="recontact" label={words.recontactTemplate} note={words.recontactNote} />
    </Section>
  )
}

type ChoiceProps = SectionProps & { which: 'optIn' | 'recontact' | 'satisfactionTemplate'; label: string; note: string }

/** A template of this channel, with its values. */
export function Choice({ settings, stored, templates, which, label, note }: ChoiceProps) {
  const words = useWords(admin)
  const { values, set, errorAt, left } = settings
  const chosen = values[which]
  const template = templates.find(({ id }) => id === chosen?.templateId)
  const here = templates.filter((one) => isHere(one, values, stored?.id ?? null) || one.id === chosen?.templateId)
  const choose = (id: string | null) =>
    set(which, id === null ? null : { templateId: id as TemplateId, fill: emptyFill })
  return (
    <div className={channelClasses.templatePair}>
      <div className={classes.stack}>
        <Select
          label={label}
          description={note}
          placeholder={here.length === 0 ? words.noTemplatesHere : words.none}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': words.clear(label) }}
          nothingFoundMessage={words.nothingFound}
          data={here.map((one) => ({ value: one.id, label: nameOf(one), disabled: !canBeChosen(one) }))}
          data-path={which}
          value={chosen?.templateId ?? null}
          error={errorAt(which)}
          onChange={choose}
          onBlur={() => left(which)}
        />
        {chosen && template && (
          <FillFields
            components={template.components}
            fill={chosen.fill}
            onChange={(fill) => set(which, { templateId: chosen.templateId, fill })}
            pathOf={(point) => `${which}.${point}`}
            errorAt={(point) => errorAt(`${which}.${point}`)}
            onLeave={(point) => left(`${which}.${point}`)}
          />
        )}
      </div>
      {chosen && template && <TemplatePreview components={template.components} fill={chosen.fill} />}
    </div>
  )

  function nameOf(one: Template): string {
    const name = words.templateInLanguage(one.name, one.language)
    if (canBeChosen(one)) return name
    return words.cannotBeChosen(name, one.status === 'approved' ? words.needsFile : words.templateStatus(one.status))
  }
}
