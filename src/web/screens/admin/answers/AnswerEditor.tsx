import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { CannedAnswerId, ChannelId } from '../../../../contract/ids.ts'
import {
  type CannedAnswer,
  listCannedAnswers,
  removeCannedAnswer,
  saveCannedAnswer,
} from '../../../../contract/operations/replies.ts'
import { answerMarks, fillAnswer } from '../../../../modules/replies/core/fill.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMade, useMe, useView } from '../../../sync/use.ts'
import { fits } from '../shared/checks.ts'
import { byName, fold } from '../shared/fold.ts'
import { Detail } from '../shared/ListDetail.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { TextPreview } from '../shared/TemplatePreview.tsx'
import { useGo } from '../shared/useGo.ts'
import { type Problem, type Settings, useSettings } from '../shared/useSettings.ts'

type Values = Pick<CannedAnswer, 'channelId' | 'shortcut' | 'title' | 'text'>
type Props = { stored: CannedAnswer | null; answers: readonly CannedAnswer[] }

const maxTitle = 80
const maxText = 4096

const labels = {
  channelId: 'whereOffered',
  shortcut: 'shortcut',
  title: 'title',
  text: 'text',
} as const satisfies Record<keyof Values, string>

/** One canned answer, and how it will read to a contact. */
export function AnswerEditor({ stored, answers }: Props) {
  const words = useWords(admin)
  const settings = useAnswerSettings({ stored, answers })
  const { values, field, set } = settings
  const channels = useMade((view) => Object.values(view.channels))
  return (
    <Detail
      title={stored ? settings.base.title : words.newAnswer}
      back="canned-answers"
      actions={
        <>
          {stored && <Remove id={stored.id} title={stored.title} />}
          <SaveButtons settings={settings} />
        </>
      }
    >
      <SettingsNotices
        settings={settings}
        labelOf={(path) => words[labels[path as keyof Values]]}
        sayValue={(path, answer) => {
          if (path !== 'channelId') return answer[path as keyof Values] ?? ''
          return channels.find(({ id }) => id === answer.channelId)?.name ?? words.everyChannel
        }}
      />
      <TextInput label={words.title} withAsterisk {...field('title')} />
      <TextInput
        label={words.shortcut}
        description={words.shortcutNote}
        leftSection="/"
        spellCheck={false}
        withAsterisk
        {...field('shortcut')}
      />
      <Select
        label={words.whereOffered}
        searchable
        nothingFoundMessage={words.nothingFound}
        data={[
          { value: everyChannel, label: words.everyChannel },
          ...channels.toSorted(byName).map(({ id, name }) => ({ value: id as string, label: name })),
        ]}
        data-path="channelId"
        value={values.channelId ?? everyChannel}
        onChange={(id) => set('channelId', id === null || id === everyChannel ? null : (id as ChannelId))}
      />
      <Text settings={settings} />
      <Preview values={values} />
    </Detail>
  )
}

const everyChannel = 'every'

function useAnswerSettings({ stored, answers }: Props): Settings<Values> {
  const words = useWords(admin)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveCannedAnswer)
  const kept = useMemo(() => {
    if (!stored) return { version: 0, values: { channelId: null, shortcut: '', title: '', text: '' } }
    const { channelId, shortcut, title, text, version } = stored
    return { version, values: { channelId, shortcut, title, text } }
  }, [stored])
  const isTaken = ({ shortcut, channelId }: Values) =>
    answers.some(
      (other) =>
        other.id !== stored?.id && other.channelId === channelId && fold(other.shortcut) === fold(shortcut.trim()),
    )
  const problemsOf = (values: Values): Problem[] => [
    ...(values.title.trim() === '' ? [{ path: 'title', text: words.titleNeeded }] : []),
    ...(values.title.trim().length > maxTitle
      ? [{ path: 'title', text: words.tooLong(values.title.trim().length, maxTitle) }]
      : []),
    ...(fits(saveCannedAnswer.input.shape.shortcut, values.shortcut)
      ? []
      : [{ path: 'shortcut', text: words.shortcutWrong }]),
    ...(isTaken(values) ? [{ path: 'shortcut', text: words.shortcutTaken }] : []),
    ...(values.text.trim() === '' ? [{ path: 'text', text: words.textNeeded }] : []),
    ...(values.text.trim().length > maxText
      ? [{ path: 'text', text: words.tooLong(values.text.trim().length, maxText) }]
      : []),
  ]
  return useSettings<Values>({
    kept,
    problemsOf,
    placesOf: ({ refusal }) => (refusal === 'key_taken' ? ['shortcut'] : []),
    async save(values, version) {
      const answer = await run({ ...values, id: stored?.id ?? null, version })
      if (!answer?.ok) return answer
      toast(words.answerSaved)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listCannedAnswers.path] })
        await go(`canned-answers/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

/** The text, and buttons that put a fill-in where the cursor stands. */
function Text({ settings }: { settings: Settings<Values> }) {
  const words = useWords(admin)
  const { values, field, set } = settings
  const area = useRef<HTMLTextAreaElement>(null)
  const insert = (mark: string) => {
    const { selectionStart = values.text.length, selectionEnd = values.text.length } = area.current ?? {}
    set('text', values.text.slice(0, selectionStart) + mark + values.text.slice(selectionEnd))
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(selectionStart + mark.length, selectionStart + mark.length)
    })
  }
  return (
    <div>
      <Textarea
        ref={area}
        label={words.text}
        description={words.ofLetters(values.text.trim().length, maxText)}
        withAsterisk
        autosize
        minRows={4}
        maxRows={14}
        {...field('text')}
      />
      <div className={classes.row} style={{ marginBlockStart: 8 }}>
        {answerMarks.map((mark) => (
          <Button key={mark} size="xs" onClick={() => insert(`{{${mark}}}`)}>
            {words.markName(mark)}
          </Button>
        ))}
      </div>
    </div>
  )
}

function Preview({ values }: { values: Values }) {
  const words = useWords(admin)
  const me = useMe()
  const channels = useView((view) => view.channels)
  const channel = values.channelId === null ? Object.values(channels)[0] : channels[values.channelId]
  const text = fillAnswer(values.text, {
    contact: { name: words.exampleContact },
    agent: { name: me.name },
    channel: { name: channel?.name ?? words.exampleChannel },
  })
  return <TextPreview text={text} />
}

function Remove({ id, title }: { id: CannedAnswerId; title: string }) {
  const words = useWords(admin)
  const go = useGo()
  const { run, busy } = useAct(removeCannedAnswer)
  const remove = async () => {
    const answer = await run({ id })
    if (answer?.ok) {
      toast(words.answerRemoved(title))
      await go('canned-answers', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <ConfirmButton
      loading={busy}
      question={words.removeAnswerQuestion(title)}
      consequence={words.removeAnswerText}
      verb={words.removeAnswer}
      onConfirm={remove}
    >
      {words.remove}
    </ConfirmButton>
  )
}
