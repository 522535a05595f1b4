import { useElementSize } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { useScene } from '../live/use.ts'
import type { TrafficLine } from '../live/wire.ts'
import { Bar } from './Bar.tsx'
import { Detail } from './Detail.tsx'
import { Rows } from './Rows.tsx'
import { type Filter, shownLines } from './rows.ts'
import classes from './traffic.module.css'
import { useFound } from './useFound.ts'

/** Below this width a row is written on three lines instead of in columns. */
const columnsPx = 600

/** Every request between Switchboard and the provider, newest at the bottom, with what was said. */
export function Traffic() {
  const words = useWords(simulator)
  const [filter, setFilter] = useState<Filter>('all')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<TrafficLine | null>(null)
  const { lines, pausedAt, setPaused } = usePausable()
  const inPayload = useFound(text)
  const shown = useMemo(() => shownLines(lines, filter, { text, inPayload }), [lines, filter, text, inPayload])
  const { ref, width } = useElementSize()
  const isNarrow = width > 0 && width < columnsPx
  return (
    <section ref={ref} className={classes.traffic} aria-label={words.traffic}>
      <Bar
        filter={filter}
        onFilter={setFilter}
        text={text}
        onText={setText}
        pausedAt={pausedAt}
        onPause={setPaused}
        shown={shown}
      />
      <Rows
        lines={shown}
        chosen={chosen}
        onChoose={setChosen}
        isNarrow={isNarrow}
        isSifted={filter !== 'all' || text !== ''}
      />
      {chosen && (
        <Detail key={`${chosen.id}/${chosen.at}`} line={chosen} onClose={() => setChosen(null)} onChoose={setChosen} />
      )}
    </section>
  )
}

/** The requests, or as they were when the list was paused. */
function usePausable() {
  const now = useScene((scene) => scene.lines)
  const [held, setHeld] = useState<readonly TrafficLine[] | null>(null)
  return {
    lines: held ?? now,
    pausedAt: held?.at(-1)?.id ?? (held ? 0 : null),
    setPaused: (paused: boolean) => setHeld(paused ? now : null),
  }
}
