import { IconMessageCircle2, IconSlash, IconWorld } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { type CannedAnswer, listCannedAnswers } from '../../../../contract/operations/replies.ts'
import { fillAnswer } from '../../../../modules/replies/core/fill.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useAsked, useMe, useView } from '../../../sync/use.ts'
import classes from './composer.module.css'

/** More are found by typing. */
const maxShown = 50

type Props = { card: InteractionCard; onChoose: (text: string) => void; onClose: (typed: string) => void }

/** Canned answers after "/": search as one types, see it filled in, Enter inserts. */
export function CannedAnswers({ card, onChoose, onClose }: Props) {
  const words = useWords(deskWords)
  const list = useId()
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const { channelId, contact } = card.conversation
  const channel = useView((view) => view.channels[channelId])
  const me = useMe()
  const { data, error, refetch } = useAsked(listCannedAnswers, { channelId }, { catalog: 'canned_answers' })
  const all = data?.answers ?? []
  const found = fitting(all, search).slice(0, maxShown)
  const chosen = found[Math.min(at, found.length - 1)]
  const filled = (answer: CannedAnswer) =>
    fillAnswer(answer.text, { contact, agent: me, channel: { name: channel?.name ?? '' } })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      onClose('')
    } else if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter' && chosen) onChoose(filled(chosen))
    // An address such as "/delivery" is meant as text.
    else if (event.key === ' ' && found.length === 0) onClose(`/${search} `)
    else return
    event.preventDefault()
  }
  return (
    <div className={classes.canned}>
      <div className={classes.cannedSearch}>
        <IconSlash size={16} aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: it opens by a press of "/", and the next letter belongs here
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={chosen && `canned-${chosen.id}`}
          aria-label={words.cannedAnswers}
          placeholder={words.searchCanned}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
          onBlur={(event) => !event.relatedTarget && onClose('')}
        />
        <span className="quiet figures">{words.countOf(found.length, all.length)}</span>
      </div>
      {!data && (error ? <Trouble refusal={error.refusal} again={() => void refetch()} /> : <Loading lines={2} />)}
      <div id={list} role="listbox" aria-label={words.cannedAnswers} className={classes.cannedList}>
        {found.map((answer) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the focus and the keys
          <div
            key={answer.id}
            id={`canned-${answer.id}`}
            ref={answer === chosen ? reveal : null}
            role="option"
            tabIndex={-1}
            aria-selected={answer === chosen}
            className={classes.cannedOne}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(filled(answer))}
          >
            {answer.channelId === null ? (
              <IconWorld size={16} aria-label={words.allChannels} />
            ) : (
              <IconMessageCircle2 size={16} aria-label={words.thisChannel} />
            )}
            <span className={classes.cannedText}>
              <b>
                {answer.title} <span className="quiet">/{answer.shortcut}</span>
              </b>
              <span className={answer === chosen ? classes.cannedPreview : 'cut quiet'} dir="auto">
                {filled(answer)}
              </span>
            </span>
          </div>
        ))}
      </div>
      {data && found.length === 0 && <p className={classes.cannedNone}>{words.cannedNothing}</p>}
    </div>
  )
}

/** What the keys have come to is in sight. */
const reveal = (one: HTMLElement | null) => one?.scrollIntoView({ block: 'nearest' })

/** Those whose shortcut begins so come first, then those that hold the words. */
function fitting(all: readonly CannedAnswer[], search: string): CannedAnswer[] {
  const wanted = search.trim().toLocaleLowerCase()
  const rank = (answer: CannedAnswer) => {
    if (answer.shortcut.toLocaleLowerCase().startsWith(wanted)) return 0
    if (answer.title.toLocaleLowerCase().includes(wanted)) return 1
    return answer.text.toLocaleLowerCase().includes(wanted) ? 2 : 3
  }
  return all.filter((answer) => rank(answer) < 3).toSorted((a, b) => rank(a) - rank(b))
}
