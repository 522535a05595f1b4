import { IconCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { announce } from '../../../shell/announce.ts'
import { useSync, useView } from '../../../sync/use.ts'
import classes from './offer.module.css'

/** How long it is said; nothing has to be done about it. */
const shownMs = 4_000

/** A colleague was faster: a calm line in the place of the offer, which says who, and goes by itself. */
export function Outrun() {
  const words = useWords(deskWords)
  const last = useSync((state) => state.outrun.at(-1))
  const by = useView((view) => view.agents[last?.by ?? '']?.name ?? words.aColleague)
  const [over, setOver] = useState(last?.seq ?? 0)
  const seq = last?.seq ?? 0
  const text = words.tookIt(by, last?.contact ?? '')
  useEffect(() => {
    if (seq <= over) return
    announce(text)
    const timer = setTimeout(() => setOver(seq), shownMs)
    return () => clearTimeout(timer)
  }, [seq, over, text])
  if (seq <= over) return null
  return (
    <div className={classes.card}>
      <p className={classes.outrun}>
        <IconCheck size={16} aria-hidden />
        <bdi>{text}</bdi>
      </p>
    </div>
  )
}
