import { Button, NumberInput, Switch, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { getTransferRules, saveTransferRules } from '../../../../contract/operations/queues.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { telephone } from '../../../i18n/telephone.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { Screen } from '../shared/Screen.tsx'
import classes from '../shared/settings.module.css'

const defaultSeconds = 60
const limits = { min: 10, max: 3600 }

/** Whether agents pass on what they hold, and when it comes back to them. */
export function Transfers(_: ScreenProps) {
  const words = useWords(telephone)
  const query = useAsked(getTransferRules, {})
  return (
    <Screen title={words.transfers}>
      <Asked query={query}>
        {(rules) => <Rules key={rules.version} rules={rules} again={() => void query.refetch()} />}
      </Asked>
    </Screen>
  )
}

type Kept = { allowed: boolean; returnSeconds: number; version: number }

function Rules({ rules, again }: { rules: Kept; again: () => void }) {
  const words = useWords(telephone)
  const { run, busy, refusal } = useAct(saveTransferRules)
  const [allowed, setAllowed] = useState(rules.allowed)
  const [returns, setReturns] = useState(rules.returnSeconds > 0)
  const [seconds, setSeconds] = useState<number | string>(rules.returnSeconds || defaultSeconds)
  const isWrong = returns && (typeof seconds !== 'number' || seconds < limits.min || seconds > limits.max)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (isWrong) return
    const answer = await run({ version: rules.version, allowed, returnSeconds: returns ? Number(seconds) : 0 })
    if (!answer?.ok) return
    toast(words.saved)
    again()
  }
  return (
    <form className={classes.stack} onSubmit={(event) => void save(event)} noValidate>
      <Text>{words.transfersText}</Text>
      {refusal && <Trouble refusal={refusal} />}
      <Switch
        label={words.allowed}
        description={words.allowedNote}
        checked={allowed}
        onChange={(event) => setAllowed(event.currentTarget.checked)}
      />
      <Switch
        label={words.returns}
        description={words.returnsNote}
        checked={returns}
        onChange={(event) => setReturns(event.currentTarget.checked)}
      />
      {returns && (
        <NumberInput
          label={words.seconds}
          value={seconds}
          error={isWrong && words.secondsWrong}
          onChange={setSeconds}
          {...limits}
          clampBehavior="none"
          allowDecimal={false}
          maw={240}
        />
      )}
      <div className={classes.answers}>
        <Button type="submit" variant="filled" loading={busy}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
