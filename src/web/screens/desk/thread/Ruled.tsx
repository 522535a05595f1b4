import { IconRobot } from '@tabler/icons-react'
import type { ThreadLine } from '../../../../contract/cards.ts'
import type { RuleJob } from '../../../../contract/operations/rules.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { language } from '../../../i18n/language.ts'
import { ruled } from '../../../i18n/ruled.ts'
import { Time } from './Time.tsx'
import classes from './thread.module.css'

/** What a rule did by itself: its name, and its jobs in their order. */
export function Ruled({ line: { more, number, at } }: { line: ThreadLine }) {
  const words = useWords(ruled)
  const jobs = (more?.why ?? '').split(' ') as RuleJob['do'][]
  const did = new Intl.ListFormat(language(), { type: 'conjunction' }).format(new Set(jobs.map(words.did)))
  return (
    <div className={classes.system}>
      <IconRobot size={14} aria-hidden />
      <span>
        {words.ruled(more?.note ?? '', number, did)} · <Time at={at} />
      </span>
    </div>
  )
}
