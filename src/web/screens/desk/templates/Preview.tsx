import { IconFile } from '@tabler/icons-react'
import type { TemplateFill } from '../../../../contract/content.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { fillPoints, render } from '../../../../modules/templates/core/render.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { picker } from '../../../i18n/picker.ts'
import classes from './templates.module.css'

/** The template as the contact will see it; what is still blank keeps its mark. */
export function Preview({ template, fill, name }: { template: Template; fill: TemplateFill; name: string }) {
  const words = useWords(picker)
  const { kinds } = useWords(deskWords)
  const shown = render(template, fill)
  const media = fillPoints(template.components).headerMedia
  return (
    <div>
      <div className={classes.previewHead}>{words.asSeenBy(name)}</div>
      <div className={classes.bubble} lang={template.language.replace('_', '-')}>
        {media && (
          <div className={classes.media}>
            <IconFile size={16} aria-hidden />
            {kinds(media)}
          </div>
        )}
        {shown.header && <b dir="auto">{shown.header}</b>}
        <div className={classes.bubbleText} dir="auto">
          {shown.body}
        </div>
        {shown.footer && <div className={classes.bubbleFoot}>{shown.footer}</div>}
        {shown.buttons.map((button, index) => (
          <div key={index} className={classes.bubbleButton}>
            {button}
          </div>
        ))}
      </div>
    </div>
  )
}
