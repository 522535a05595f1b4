import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { checkAudit } from '../../../../contract/operations/audit.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useAct } from '../../../sync/use.ts'
import { CopyField } from '../shared/CopyField.tsx'
import classes from './audit.module.css'

type Checked = z.output<(typeof checkAudit)['output']>

/** Have the server read the whole trail and hash it again. */
export function useCheck() {
  const act = useAct(checkAudit)
  const [checked, setChecked] = useState<Checked | null>(null)
  const run = async () => {
    setChecked(null)
    const answer = await act.run({})
    if (answer?.ok) setChecked(answer.value)
  }
  return { busy: act.busy, refusal: act.refusal, checked, run }
}

/** What came of it, in words, with what to write down. It stands at the top: whoever is further down is brought there. */
export function CheckResult({ check }: { check: ReturnType<typeof useCheck> }) {
  const { busy, refusal, checked, run } = check
  const place = useRef<HTMLDivElement>(null)
  const isThere = !busy && (refusal !== null || checked !== null)
  useEffect(() => {
    if (isThere) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isThere])
  if (!isThere) return null
  return (
    <div ref={place} className={classes.verdict}>
      {refusal !== null && <Trouble refusal={refusal} again={() => void run()} />}
      {checked !== null && <Verdict {...checked} />}
    </div>
  )
}

function Verdict({ lines, head, broken }: Checked) {
  const words = useWords(admin)
  if (broken !== null)
    return (
      <Callout tone="bad" announced>
        <strong>{words.trailBroken(broken.seq, broken.reason)}</strong>
        <p className={classes.note}>{words.trailBrokenText}</p>
      </Callout>
    )
  return (
    <Callout tone="good" announced>
      <strong>{words.trailSound(lines)}</strong>
      {head !== null && (
        <>
          <p className={classes.note}>{words.trailHeadText}</p>
          <CopyField label={words.trailHead} value={head} />
        </>
      )}
    </Callout>
  )
}
