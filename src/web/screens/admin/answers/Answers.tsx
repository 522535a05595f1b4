import { Button } from '@mantine/core'
import { IconBolt, IconMessages, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { type CannedAnswer, listCannedAnswers } from '../../../../contract/operations/replies.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { ChannelMark } from '../../../parts/ChannelMark.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { ListDetail } from '../shared/ListDetail.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { useGo } from '../shared/useGo.ts'
import { AnswerEditor } from './AnswerEditor.tsx'
import classes from './answers.module.css'

/** Canned answers: those of every channel and those of one, in one list. */
export function Answers({ rest: [open] }: ScreenProps) {
  const words = useWords(admin)
  const go = useGo()
  const query = useAsked(listCannedAnswers, {}, { catalog: 'canned_answers' })
  const create = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void go('canned-answers/new')}
    >
      {words.newAnswer}
    </Button>
  )
  return (
    <Screen title={words.cannedAnswers} actions={create} fill>
      <Asked query={query}>
        {({ answers }) => {
          const stored = answers.find(({ id }) => id === open) ?? null
          return (
            <ListDetail
              list={
                answers.length === 0 ? (
                  <EmptyState mark={<IconBolt size={22} aria-hidden />} title={words.noAnswers}>
                    {words.noAnswersText}
                  </EmptyState>
                ) : (
                  <List answers={answers} openId={open} />
                )
              }
              detail={
                stored || open === 'new' ? (
                  <AnswerEditor key={stored?.id ?? 'new'} stored={stored} answers={answers} />
                ) : null
              }
            />
          )
        }}
      </Asked>
    </Screen>
  )
}

function List({ answers, openId }: { answers: readonly CannedAnswer[]; openId: string | undefined }) {
  const words = useWords(admin)
  const channels = useView((view) => view.channels)
  const [search, setSearch] = useState('')
  const rows = answers.map((answer) => ({ ...answer, name: answer.title })).toSorted(byName)
  const channelOf = ({ channelId }: CannedAnswer) => (channelId === null ? null : (channels[channelId] ?? null))
  const placeOf = (answer: CannedAnswer) =>
    answer.channelId === null ? words.everyChannel : (channelOf(answer)?.name ?? words.gone)
  const shown = searched(
    rows,
    search,
    (answer) => `${answer.shortcut} ${answer.title} ${answer.text} ${placeOf(answer)}`,
  )
  const columns: Column<(typeof rows)[number]>[] = [
    {
      key: 'title',
      title: words.title,
      track: '2.4fr',
      cell: ({ title, text }) => (
        <span className={classes.lines}>
          <bdi>{title}</bdi>
          <span className={`${classes.text} cut`} dir="auto">
            {text}
          </span>
        </span>
      ),
    },
    {
      key: 'shortcut',
      title: words.shortcut,
      track: '120px',
      cell: ({ shortcut }) => <span className="mono">/{shortcut}</span>,
    },
    {
      key: 'where',
      title: words.whereOffered,
      track: '1.2fr',
      cell: (answer) => {
        const channel = channelOf(answer)
        return (
          <span className={classes.where}>
            {channel ? (
              <ChannelMark kind={channel.kind} name={channel.name} size={15} />
            ) : (
              <IconMessages size={15} aria-hidden />
            )}
            <bdi>{placeOf(answer)}</bdi>
          </span>
        )
      },
    },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchAnswers}
        found={shown.length}
        of={answers.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table
          name={words.cannedAnswers}
          rows={shown}
          columns={columns}
          to={({ id }) => `canned-answers/${id}`}
          openId={openId}
        />
      )}
    </>
  )
}
