import { Button, NumberInput, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { api } from '../live/api.ts'
import { useScene } from '../live/use.ts'
import { type FailNext, type FailureMode, failureModes } from '../live/wire.ts'
import { commonFailures } from './choices.ts'
import classes from './switches.module.css'
import { useSetFaults } from './useSetFaults.ts'

const maxTimes = 1000

/** The list of codes and notices never changes while the server runs. */
export const useCatalogue = () =>
  useQuery({
    queryKey: ['simulator', 'catalogue'],
    queryFn: async () => {
      const answer = await api.catalogue()
      if (!answer.ok) throw new Error(answer.refusal)
      return answer.value
    },
    staleTime: Number.POSITIVE_INFINITY,
  }).data

/** Let the next send fail: with a code of the provider, without an answer, or with a broken line. */
export function FailNextSend() {
  const words = useWords(simulator)
  const setFaults = useSetFaults()
  const failNext = useScene((scene) => scene.faults.failNext)
  const codes = useCatalogue()?.codes ?? []
  const set = (next: FailNext | null) => void setFaults({ failNext: next })
  const choose = (code: FailureMode) =>
    set({ code, times: failNext?.times ?? 1, by: typeof code === 'number' ? (failNext?.by ?? 'response') : 'response' })
  return (
    <div className={classes.failNext}>
      <Select
        label={words.failNext}
        placeholder={words.none}
        searchable
        clearable
        nothingFoundMessage={words.noSuchCode}
        value={failNext === null ? null : String(failNext.code)}
        data={[
          {
            group: words.withoutAnswer,
            items: failureModes.map((mode) => ({ value: mode, label: words.failure(mode) })),
          },
          {
            group: words.withCode,
            items: codes.map(({ code, title }) => ({ value: `${code}`, label: `${code} ${title}` })),
          },
        ]}
        onChange={(value) => (value === null ? set(null) : choose(modeOf(value)))}
        maxDropdownHeight={320}
        clearButtonProps={{ 'aria-label': words.clear }}
      />
      <fieldset className={classes.common} aria-label={words.commonFailures}>
        {commonFailures.map((code) => (
          <Button
            key={code}
            size="xs"
            className={classes.code ?? ''}
            aria-pressed={failNext?.code === code}
            onClick={() => (failNext?.code === code ? set(null) : choose(code))}
          >
            {code === 'timeout' ? words.timeoutShort : code}
          </Button>
        ))}
      </fieldset>
      {failNext && (
        <div className={classes.line}>
          <NumberInput
            className={classes.times ?? ''}
            size="xs"
            label={words.times}
            min={1}
            max={maxTimes}
            value={failNext.times}
            onChange={(value) =>
              typeof value === 'number' && value >= 1 && set({ ...failNext, times: Math.round(value) })
            }
          />
          {typeof failNext.code === 'number' && (
            <SegmentedControl
              size="xs"
              aria-label={words.failsBy}
              value={failNext.by}
              data={[
                { value: 'response', label: words.byAnswer },
                { value: 'status', label: words.byStatus },
              ]}
              onChange={(by) => set({ ...failNext, by })}
            />
          )}
        </div>
      )}
    </div>
  )
}

/** "500" is a way of its own, not a code of the provider. */
const modeOf = (value: string): FailureMode => failureModes.find((mode) => mode === value) ?? Number(value)
