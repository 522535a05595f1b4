import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { AdminLink } from '../shared/AdminLink.tsx'
import { starts } from './rule-values.ts'
import ruleClasses from './rules.module.css'

/** What a rule may begin as. `at`: the one that is open. */
export function Starts({ at }: { at?: string | undefined }) {
  const words = useWords(ruleWords)
  return (
    <ul className={ruleClasses.starts}>
      {starts.map((start) => (
        <li key={start}>
          <AdminLink
            to={`rules/new/${start}`}
            className={ruleClasses.start}
            {...(at === start && { 'aria-current': 'true' as const })}
          >
            {words.start(start)}
          </AdminLink>
        </li>
      ))}
    </ul>
  )
}
