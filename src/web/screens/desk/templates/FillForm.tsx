import { Button, FileButton, NativeSelect, TextInput } from '@mantine/core'
import { IconCircleCheck, IconPaperclip } from '@tabler/icons-react'
import { useEffect, useEffectEvent } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { type FillPoint, fillPoints, missingFill } from '../../../../modules/templates/core/render.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { fileSize } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { picker } from '../../../i18n/picker.ts'
import { Uploads } from '../composer/Uploads.tsx'
import { useUploads } from '../composer/useUploads.ts'
import { withButton, withValue } from './choices.ts'
import classes from './templates.module.css'
import type { TemplateChoice } from './useTemplateChoice.ts'

type Props = { template: Template; choice: TemplateChoice; conversationId: ConversationId | null; contactName: string }

/** Everything in the template that takes a value, each with its own field. */
export function FillForm({ template, choice, conversationId, contactName }: Props) {
  const words = useWords(picker)
  const points = fillPoints(template.components)
  const count =
    points.header.length +
    points.body.length +
    (points.headerMedia ? 1 : 0) +
    points.buttons.filter((point) => point.required).length
  const text = (part: 'header' | 'body') => (point: FillPoint) => (
    <Point
      key={`${part} ${point.key}`}
      part={part}
      point={point}
      template={template}
      choice={choice}
      contactName={contactName}
    />
  )
  return (
    <div className={classes.fill}>
      <div className={classes.fillHead}>
        <b>{count === 0 ? words.noFillPoints : words.fillPoints}</b>
        {choice.chosen && (
          <NativeSelect
            size="xs"
            aria-label={words.templateLanguage}
            data={choice.chosen.languages.map((one) => ({ value: one.language, label: languageName(one.language) }))}
            value={template.language}
            onChange={(event) => choice.chooseLanguage(event.currentTarget.value)}
          />
        )}
      </div>
      {points.headerMedia &&
        (conversationId ? (
          <HeaderFile
            key={`${template.id} ${choice.headerFile?.id}`}
            kind={points.headerMedia}
            choice={choice}
            conversationId={conversationId}
          />
        ) : (
          // A file belongs to a conversation, and there is none yet.
          <p className={classes.hint}>{words.headerFileLater}</p>
        ))}
      {points.header.map(text('header'))}
      {points.body.map(text('body'))}
      {points.buttons
        .filter((point) => point.required)
        .map((point) => (
          <TextInput
            key={point.index}
            label={words.buttonValue(point.label)}
            value={choice.fill.buttons.find((button) => button.index === point.index)?.value ?? ''}
            onChange={(event) =>
              choice.setFill(
                withButton(choice.fill, { index: point.index, kind: point.kind, value: event.currentTarget.value }),
              )
            }
          />
        ))}
      {count > 0 && choice.missing === 0 && (
        <span className={classes.allFilled}>
          <IconCircleCheck size={15} aria-hidden />
          {words.allFilled(count)}
        </span>
      )}
    </div>
  )
}

type PointProps = {
  part: 'header' | 'body'
  point: FillPoint
  template: Template
  choice: TemplateChoice
  contactName: string
}

function Point({ part, point, template, choice, contactName }: PointProps) {
  const words = useWords(picker)
  const { fill, setFill } = choice
  const value = fill[part].find((one) => one.key === point.key)?.value ?? ''
  const problem = missingFill(template.components, fill).find(
    (one) => one.part === part && one.key === point.key,
  )?.problem
  return (
    <div>
      <TextInput
        label={<span className="mono">{`{{${point.key}}}`}</span>}
        placeholder={point.example ?? ''}
        value={value}
        // A blank field is not yet a mistake; what is wrong in it is said at once.
        error={problem && problem !== 'blank' && words.fillProblem(problem)}
        onChange={(event) => setFill(withValue(fill, part, point.key, event.currentTarget.value))}
      />
      {value === '' && contactName !== '' && (
        <Button
          size="xs"
          variant="subtle"
          className={classes.insert ?? ''}
          onClick={() => setFill(withValue(fill, part, point.key, contactName))}
        >
          {words.insertName(contactName)}
        </Button>
      )}
    </div>
  )
}

function HeaderFile({
  kind,
  choice,
  conversationId,
}: {
  kind: 'image' | 'video' | 'document'
  choice: TemplateChoice
  conversationId: ConversationId
}) {
  const words = useWords(picker)
  const { kinds } = useWords(deskWords)
  const { headerFile } = choice
  const files = useUploads(conversationId, headerFile ? [headerFile] : [])
  const [upload] = files.uploads
  const stored = upload?.state === 'stored' ? upload : null
  const take = useEffectEvent(choice.setHeaderFile)
  useEffect(() => {
    if (stored) take(stored)
  }, [stored])
  const accept = { image: 'image/jpeg,image/png', video: 'video/mp4,video/3gpp', document: 'application/pdf' }[kind]
  const most = { image: 5_000_000, video: 16_000_000, document: 100_000_000 }[kind]
  return (
    <div className={classes.headerFile}>
      <FileButton accept={accept} onChange={(file) => file && files.add([file])}>
        {(props) => (
          <Button {...props} size="xs" disabled={upload !== undefined} leftSection={<IconPaperclip size={14} />}>
            {words.headerFile(kinds(kind), fileSize(most, { locale: locale() }))}
          </Button>
        )}
      </FileButton>
      <Uploads
        uploads={files.uploads}
        onAgain={files.again}
        onRemove={(id) => {
          files.remove(id)
          choice.setFill({ ...choice.fill, headerMedia: null })
        }}
      />
    </div>
  )
}

/** "Portuguese (Brazil)" in the language of the interface; a tag the browser does not know stays as it is. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: 'language' }).of(tag.replace('_', '-')) ?? tag
  } catch {
    return tag
  }
}
