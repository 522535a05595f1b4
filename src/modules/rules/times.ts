import type { Instant } from '../../contract/ids.ts'
import type { RuleWhen } from '../../contract/operations/rules.ts'
import type { Work } from '../../kernel/work.ts'
import { nextTime, parseCrontab } from './core/crontab.ts'
import { lockTimed, saveTime } from './repo.ts'

/** When a rule that is switched on next looks, after an instant; null: it waits for something to happen. */
export function nextLook(when: RuleWhen, zone: string, after: Instant): Instant | null {
  const times = when.on === 'times' ? parseCrontab(when.crontab) : null
  return times?.ok ? nextTime(times.value, zone, after) : null
}

/** The zone of the business is another: rules with times follow it from now on. */
export async function timeRules(work: Work, zone: string): Promise<void> {
  const { tx, at } = work
  const { workspaceId } = work.by
  for (const { id, when } of await lockTimed(tx, workspaceId))
    await saveTime(tx, workspaceId, id, { nextAt: nextLook(when, zone, at), lookedTo: null })
}
