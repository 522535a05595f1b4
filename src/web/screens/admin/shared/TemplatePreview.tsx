import { IconFile, IconMapPin, IconPhoto, IconVideo } from '@tabler/icons-react'
import type { TemplateComponents, TemplateFill } from '../../../../contract/content.ts'
import { render } from '../../../../modules/templates/core/render.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import classes from './preview.module.css'

/** A template as the contact will see it; what is still blank keeps its mark and is seen at once. */
export function TemplatePreview({ components, fill }: { components: TemplateComponents; fill: TemplateFill }) {
  const words = useWords(admin)
  const { header, body, footer, buttons } = render({ name: '', language: '', components }, fill)
  return (
    <figure className={classes.ground}>
      <figcaption className={classes.caption}>{words.asContactSees}</figcaption>
      <div className={classes.bubble} dir="auto">
        {components.header && components.header.format !== 'text' && <HeaderMedia format={components.header.format} />}
        {header && (
          <p className={classes.header}>
            <WithBlanks text={header} />
          </p>
        )}
        <p className={classes.text}>
          <WithBlanks text={body} />
        </p>
        {footer && <p className={classes.footer}>{footer}</p>}
        {buttons.map((button, at) => (
          <span key={at} className={classes.button}>
            {button}
          </span>
        ))}
      </div>
    </figure>
  )
}

/** A text message as the contact will see it. */
export function TextPreview({ text }: { text: string }) {
  const words = useWords(admin)
  return (
    <figure className={classes.ground}>
      <figcaption className={classes.caption}>{words.asContactSees}</figcaption>
      <div className={classes.bubble} dir="auto">
        <p className={classes.text}>{text.trim() === '' ? <span className="quiet">{words.nothingSent}</span> : text}</p>
      </div>
    </figure>
  )
}

const glyphs = { image: IconPhoto, video: IconVideo, document: IconFile, location: IconMapPin, other: IconFile }

const HeaderMedia = ({ format }: { format: keyof typeof glyphs }) => {
  const Glyph = glyphs[format]
  return (
    <span className={classes.media}>
      <Glyph size={28} stroke={1.5} aria-hidden />
    </span>
  )
}

const mark = /(\{\{\s*\w+\s*\}\})/

function WithBlanks({ text }: { text: string }) {
  return text.split(mark).map((part, at) =>
    mark.test(part) ? (
      <mark key={at} className={classes.blank}>
        {part}
      </mark>
    ) : (
      part
    ),
  )
}
