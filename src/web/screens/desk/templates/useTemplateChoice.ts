import { useMemo, useState } from 'react'
import type { ContactCard } from '../../../../contract/cards.ts'
import type { TemplateFill } from '../../../../contract/content.ts'
import type { ChannelId, TemplateId } from '../../../../contract/ids.ts'
import type { TakenBack } from '../../../../contract/operations/later.ts'
import { listTemplates } from '../../../../contract/operations/templates.ts'
import { fillPoints, missingFill } from '../../../../modules/templates/core/render.ts'
import { useLanguage } from '../../../i18n/language.ts'
import { Refused, useAsked } from '../../../sync/use.ts'
import type { Upload } from '../composer/useUploads.ts'
import { storedUpload } from '../later/as-it-was.ts'
import { choicesOf, languageFor, startFill } from './choices.ts'

type Given = { channelId: ChannelId; contact: Pick<ContactCard, 'name' | 'language'>; preferredId: TemplateId | null }

/** Which template is chosen, in which language, and what has been filled in: kept per template while one looks around. */
export function useTemplateChoice({ channelId, contact, preferredId }: Given) {
  const asked = useAsked(listTemplates, { channelId }, { catalog: 'templates' })
  const language = useLanguage()
  const [search, setSearch] = useState('')
  const [name, setName] = useState<string | null>(null)
  const [languages, setLanguages] = useState<Readonly<Record<string, string>>>({})
  const [fills, setFills] = useState<Readonly<Record<string, TemplateFill>>>({})
  /** Files for heads, by their attachment: whoever looks at another template meanwhile finds theirs again. */
  const [headerFiles, setHeaderFiles] = useState<Readonly<Record<string, Upload>>>({})
  const choices = useMemo(() => choicesOf(asked.data?.templates ?? [], preferredId), [asked.data, preferredId])
  const wanted = search.trim().toLocaleLowerCase()
  const found = choices.filter((choice) => choice.name.toLocaleLowerCase().includes(wanted))
  const chosen = choices.find((choice) => choice.name === name) ?? choices.find((choice) => !choice.unusable)
  const template = chosen && languageFor(chosen.languages, [languages[chosen.name] ?? null, contact.language, language])
  const points = template && fillPoints(template.components)
  const begun =
    points &&
    startFill({ header: points.header.map(({ key }) => key), body: points.body.map(({ key }) => key) }, contact.name)
  const fill = (template && fills[template.id]) ?? begun ?? startFill({ header: [], body: [] }, '')
  return {
    loading: asked.isPending,
    refusal: asked.error instanceof Refused ? asked.error.refusal : null,
    again: () => void asked.refetch(),
    total: choices.length,
    found,
    search,
    setSearch,
    chosen,
    choose: setName,
    template,
    chooseLanguage: (tag: string) => chosen && setLanguages({ ...languages, [chosen.name]: tag }),
    fill,
    setFill: (next: TemplateFill) => template && setFills({ ...fills, [template.id]: next }),
    headerFile: headerFiles[fill.headerMedia ?? ''],
    setHeaderFile: (file: Upload & { state: 'stored' }) => {
      const { attachmentId } = file.stored
      setHeaderFiles((known) => ({ ...known, [attachmentId]: file }))
      if (template) setFills({ ...fills, [template.id]: { ...fill, headerMedia: attachmentId } })
    },
    /** Choose and fill as it was planned. */
    putBack: ({ templateId, name, language, fill, headerFile }: NonNullable<TakenBack['template']>) => {
      setName(name)
      setLanguages((all) => ({ ...all, [name]: language }))
      setFills((all) => ({ ...all, [templateId]: fill }))
      const file = headerFile && storedUpload('document', headerFile)
      if (file) setHeaderFiles((known) => ({ ...known, [file.id]: file }))
    },
    missing: template ? missingFill(template.components, fill).length : 0,
    /** Forget what was filled in: of the one that was sent, not of the next, which may be filled in already. */
    clear: (sent: TemplateId) => setFills(({ [sent]: _, ...others }) => others),
  }
}
export type TemplateChoice = ReturnType<typeof useTemplateChoice>
