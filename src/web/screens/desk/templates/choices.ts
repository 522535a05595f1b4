import type { TemplateFill } from '../../../../contract/content.ts'
import type { TemplateId } from '../../../../contract/ids.ts'
import type { Template } from '../../../../contract/operations/templates.ts'

/** One template by its name, in all its languages. */
export type Choice = {
  name: string
  category: string
  languages: Template[]
  /** Why none of its languages can be sent; null when one can. */
  unusable: Exclude<Template['status'], 'approved'> | null
  /** The one the channel names for this moment: to write again, or to ask for consent. */
  preferred: boolean
}

/** Templates by name: the one for this moment first, unusable ones at the end, archived ones not at all. */
export function choicesOf(templates: readonly Template[], preferredId: TemplateId | null): Choice[] {
  const byName = Map.groupBy(
    templates.filter((template) => template.status !== 'deleted' && template.status !== 'archived'),
    (template) => template.name,
  )
  const choices = [...byName.values()].map((languages): Choice => {
    const usable = languages.filter((template) => template.status === 'approved')
    const first = languages[0] as Template
    return {
      name: first.name,
      category: first.category,
      languages: usable.length > 0 ? usable : languages,
      unusable: usable.length > 0 || first.status === 'approved' ? null : first.status,
      preferred: languages.some((template) => template.id === preferredId),
    }
  })
  const rank = (choice: Choice) => (choice.unusable ? 2 : choice.preferred ? 0 : 1)
  return choices.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'))
}

/** The language to send in: the contact's, else the first given; "pt" fits "pt_BR" and the other way round. */
export function languageFor(languages: readonly Template[], wanted: readonly (string | null)[]): Template | undefined {
  for (const language of wanted) {
    const plain = (tag: string) => tag.toLowerCase().replace('-', '_')
    const exact = languages.find((template) => language && plain(template.language) === plain(language))
    const near = languages.find(
      (template) => language && plain(template.language).split('_')[0] === plain(language).split('_')[0],
    )
    if (exact ?? near) return exact ?? near
  }
  return languages[0]
}

/** Fill points whose name says that they take the contact's name. */
const nameKeys = /^(customer_?|contact_?|client_?)?(first_?)?(name|nome|nombre)$/i

/** What can be filled in before anybody types: nothing is guessed for a numbered fill point. */
export function startFill(
  keys: { header: readonly string[]; body: readonly string[] },
  contactName: string,
): TemplateFill {
  const known = (list: readonly string[]) =>
    list
      .filter((key) => nameKeys.test(key))
      .map((key) => ({ key, value: /first/i.test(key) ? (contactName.split(' ')[0] ?? contactName) : contactName }))
  return { header: known(keys.header), headerMedia: null, body: known(keys.body), buttons: [] }
}

/** A fill with one value changed. */
export function withValue(fill: TemplateFill, part: 'header' | 'body', key: string, value: string): TemplateFill {
  return { ...fill, [part]: [...fill[part].filter((one) => one.key !== key), { key, value }] }
}

/** A fill with one button's value changed. */
export function withButton(fill: TemplateFill, button: TemplateFill['buttons'][number]): TemplateFill {
  const others = fill.buttons.filter((one) => one.index !== button.index)
  return { ...fill, buttons: button.value === '' ? others : [...others, button] }
}
