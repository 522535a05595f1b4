import type { AuditLine } from '../../../../contract/operations/audit.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { exactTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { useView } from '../../../sync/use.ts'
import { prettyJson } from '../quarantine/pretty.ts'
import { subjectOf } from './about.ts'
import classes from './audit.module.css'

/** One line of the trail: who did what and when; what exactly was asked for is folded away. */
export function Line({ line }: { line: AuditLine }) {
  const words = useWords(admin)
  const who = useView((view) => view.agents[line.agentId]?.name) ?? words.gone
  const subject = subjectOf(line.about)
  return (
    <li className={classes.line}>
      <details>
        <summary className={classes.summary}>
          <span className={classes.what}>
            <bdi className={classes.who}>{who}</bdi> {words.auditDid(line.what)}
            {subject !== null && (
              <>
                {': '}
                <bdi>{subject}</bdi>
              </>
            )}
          </span>
          <Chip tone={line.kind === 'change' ? 'accent' : 'plain'}>{words.auditKind(line.kind)}</Chip>
          <time className={classes.time} dateTime={new Date(line.at).toISOString()}>
            {exactTime(line.at, { locale: locale() })}
          </time>
        </summary>
        <Exactly line={line} />
      </details>
    </li>
  )
}

function Exactly({ line }: { line: AuditLine }) {
  const words = useWords(admin)
  return (
    <div className={classes.exactly}>
      <dl className={classes.facts}>
        <dt>{words.auditLine}</dt>
        <dd className="figures">{line.seq}</dd>
        <dt>{words.auditOperation}</dt>
        <dd className="mono">{line.what}</dd>
        <dt>{words.auditRequest}</dt>
        <dd className="mono">{line.requestId}</dd>
      </dl>
      {line.about !== '{}' && (
        <section aria-label={words.auditAbout}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must scroll by keyboard too */}
          <pre className={classes.about} tabIndex={0}>
            {prettyJson(line.about) ?? line.about}
          </pre>
        </section>
      )}
    </div>
  )
}
