import { useCallback } from 'react'
import { api } from '../live/api.ts'
import { live } from '../live/use.ts'
import type { Faults } from '../live/wire.ts'
import { useDo } from '../useDo.ts'

/** Turn switches: shown at once, told to the simulator behind it; taken from there again when it refuses. */
export function useSetFaults(): (changes: Partial<Faults>) => Promise<void> {
  const run = useDo()
  return useCallback(
    async (changes) => {
      live.change((scene) => ({ ...scene, faults: { ...scene.faults, ...changes } }))
      if (!(await run(api.setFaults(changes)))) live.retry()
    },
    [run],
  )
}
