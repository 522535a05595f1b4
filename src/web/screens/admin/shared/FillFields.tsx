import { TextInput } from '@mantine/core'
import type { FillValue, TemplateComponents, TemplateFill } from '../../../../contract/content.ts'
import { type ButtonPoint, type FillPoint, fillPoints } from '../../../../modules/templates/core/render.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import classes from './settings.module.css'

type Props = {
  components: TemplateComponents
  fill: TemplateFill
  onChange: (fill: TemplateFill) => void
  /** Where the problem of a fill point is found: "body.1", "header.1", "button.0". */
  errorAt?: (point: string) => string | undefined
  onLeave?: (point: string) => void
  pathOf?: (point: string) => string
}

/** One field for each place of a template that takes a value. Absent when it takes none. */
export function FillFields({ components, fill, onChange, errorAt, onLeave, pathOf }: Props) {
  const words = useWords(admin)
  const { header, body, buttons } = fillPoints(components)
  const wanted = buttons.filter(({ required }) => required)
  if (header.length + body.length + wanted.length === 0) return null
  const about = (point: string) => ({
    error: errorAt?.(point),
    onBlur: () => onLeave?.(point),
    ...(pathOf && { 'data-path': pathOf(point), withAsterisk: true }),
  })
  return (
    <div className={classes.fields}>
      {header.map((point) => (
        <TextInput
          key={`header ${point.key}`}
          label={words.headerPoint(`{{${point.key}}}`)}
          {...exampleOf(point)}
          value={valueAt(fill.header, point.key)}
          onChange={(event) => onChange({ ...fill, header: put(fill.header, point.key, event.currentTarget.value) })}
          {...about(`header.${point.key}`)}
        />
      ))}
      {body.map((point) => (
        <TextInput
          key={`body ${point.key}`}
          label={words.bodyPoint(`{{${point.key}}}`)}
          {...exampleOf(point)}
          value={valueAt(fill.body, point.key)}
          onChange={(event) => onChange({ ...fill, body: put(fill.body, point.key, event.currentTarget.value) })}
          {...about(`body.${point.key}`)}
        />
      ))}
      {wanted.map((point) => (
        <TextInput
          key={`button ${point.index}`}
          label={words.buttonPoint(point.label)}
          description={point.kind === 'url' ? words.buttonUrl : words.buttonCode}
          value={fill.buttons.find(({ index }) => index === point.index)?.value ?? ''}
          onChange={(event) => onChange({ ...fill, buttons: press(fill.buttons, point, event.currentTarget.value) })}
          {...about(`button.${point.index}`)}
        />
      ))}
    </div>
  )

  function exampleOf({ example }: FillPoint): { description?: string } {
    return example === null ? {} : { description: words.forExample(example) }
  }
}

const valueAt = (values: readonly FillValue[], key: string): string =>
  values.find((value) => value.key === key)?.value ?? ''

const put = (values: readonly FillValue[], key: string, value: string): FillValue[] => [
  ...values.filter((other) => other.key !== key),
  ...(value === '' ? [] : [{ key, value }]),
]

const press = (
  buttons: TemplateFill['buttons'],
  { index, kind }: ButtonPoint,
  value: string,
): TemplateFill['buttons'] => [
  ...buttons.filter((other) => other.index !== index),
  ...(value === '' ? [] : [{ index, kind, value }]),
]
