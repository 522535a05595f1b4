import { ActionIcon, Button, NativeSelect, NumberInput, Switch, Tooltip } from '@mantine/core'
import { IconDice5 } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { toast } from '../../../shell/toast.ts'
import { api } from '../live/api.ts'
import { useScene } from '../live/use.ts'
import type { BusinessNumber } from '../live/wire.ts'
import { useSimulator } from '../simulator-context.ts'
import { useDo } from '../useDo.ts'
import { useCatalogue } from './FailNextSend.tsx'
import classes from './switches.module.css'
import { useSetFaults } from './useSetFaults.ts'

const maxSeed = 4_294_967_295
const dice = 10_000

/** The provider around the phones: the token, its notices, unknown numbers, the dice, and beginning anew. */
export function Surroundings() {
  const words = useWords(simulator)
  const { openNumber } = useSimulator()
  const number = useScene(
    ({ numbers }) => numbers.find((one) => one.phoneNumberId === openNumber) ?? numbers[0] ?? null,
  )
  return (
    <>
      <div className={classes.group}>
        <h2 className={classes.title}>{words.provider}</h2>
        {number && <Token number={number} />}
        <Strangers />
        {number && <Notices number={number} />}
      </div>
      <Seed />
    </>
  )
}

function Token({ number }: { number: BusinessNumber }) {
  const words = useWords(simulator)
  const run = useDo()
  return (
    <div className={classes.line}>
      <label htmlFor="simulator-token">{words.token(number.name)}</label>
      <NativeSelect
        id="simulator-token"
        size="xs"
        className={classes.small ?? ''}
        value={number.tokenState}
        data={[
          { value: 'valid', label: words.tokenValid },
          { value: 'expired', label: words.tokenExpired },
          { value: 'invalid', label: words.tokenInvalid },
        ]}
        onChange={(event) =>
          void run(
            api.changeNumber(number.phoneNumberId, {
              tokenState: event.currentTarget.value as BusinessNumber['tokenState'],
            }),
          )
        }
      />
    </div>
  )
}

function Strangers() {
  const words = useWords(simulator)
  const run = useDo()
  const areReachable = useScene((scene) => scene.settings.strangers === 'reachable')
  return (
    <Switch
      size="sm"
      label={words.strangers}
      checked={areReachable}
      onChange={(event) =>
        void run(api.settings({ strangers: event.currentTarget.checked ? 'reachable' : 'undeliverable' }))
      }
    />
  )
}

/** Things the provider tells of its own accord, such as a template that was paused. */
function Notices({ number }: { number: BusinessNumber }) {
  const words = useWords(simulator)
  const run = useDo()
  const { phoneId } = useSimulator()
  const notices = useCatalogue()?.notices ?? []
  const [chosen, setChosen] = useState('')
  const kind = chosen || notices[0]
  const send = async () => {
    if (kind && (await run(api.notice(kind, number.phoneNumberId, phoneId)))) toast(words.noticeSent)
  }
  return (
    <div className={classes.notice}>
      <NativeSelect
        label={words.notice}
        size="xs"
        value={kind ?? ''}
        data={notices.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <Button size="xs" disabled={!kind} onClick={() => void send()}>
        {words.send}
      </Button>
    </div>
  )
}

/** The dice of the faults: the same seed throws the same. */
function Seed() {
  const words = useWords(simulator)
  const run = useDo()
  const setFaults = useSetFaults()
  const seed = useScene((scene) => scene.faults.seed)
  const set = (next: number) => void setFaults({ seed: next })
  return (
    <div className={classes.group}>
      <h2 className={classes.title}>{words.seed}</h2>
      <div className={classes.line}>
        <NumberInput
          key={seed}
          size="xs"
          className={classes.seed ?? ''}
          aria-label={words.seed}
          hideControls
          min={0}
          max={maxSeed}
          allowDecimal={false}
          defaultValue={seed}
          onBlur={(event) => {
            const next = Number(event.currentTarget.value)
            if (event.currentTarget.value !== '' && next !== seed) set(next)
          }}
        />
        <span className={classes.note}>{words.seedNote}</span>
        <Tooltip label={words.newSeed}>
          <ActionIcon size={26} aria-label={words.newSeed} onClick={() => set(Math.floor(Math.random() * dice))}>
            <IconDice5 size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <ConfirmButton
        size="xs"
        question={words.beginAnewQuestion}
        consequence={words.beginAnewConsequence}
        verb={words.beginAnew}
        onConfirm={() => run(api.clear('everything'))}
      >
        {words.beginAnew}
      </ConfirmButton>
    </div>
  )
}
