import type { ReasonId } from '../../../../contract/ids.ts'
import { requestBreak, setPresence, setStopNew } from '../../../../contract/operations/presence.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { askForNotifications } from '../../../shell/notifications.ts'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { signOut } from '../../../sync/session.ts'
import { usePreferences, useView } from '../../../sync/use.ts'

/** Everything a person can say about themselves. A refusal is said in a toast: the menu has closed by then. */
export function usePresenceActs() {
  const words = useWords(deskWords)
  const stopNew = useView((view) => view.agents[view.me.agentId]?.presence.stopNew ?? false)
  const { preferences, change } = usePreferences()
  return {
    async become(state: 'available' | 'on_break' | 'working_offline', reasonId: ReasonId | null = null) {
      if (state === 'available' && preferences && !preferences.desktopNotifications)
        askForNotifications({ why: words.whyNotifications, allow: words.allowNotifications }, () =>
          change({ desktopNotifications: true }),
        )
      const answer = await call(setPresence, { state, reasonId })
      // Under force ready nobody walks away from what they hold: it is asked for instead.
      const isAsked = !answer.ok && answer.refusal === 'only_by_request' && state !== 'available'
      said(isAsked ? await call(requestBreak, { on: true, state, reasonId }) : answer)
    },
    toggleStopNew: async () => said(await call(setStopNew, { on: !stopNew })),
    request: async (on: boolean) => said(await call(requestBreak, { on })),
    async leave(reasonId: ReasonId | null = null) {
      const answer = await call(setPresence, { state: 'signed_out', reasonId })
      if (answer.ok || answer.refusal === 'not_signed_in') await signOut()
      else said(answer)
    },
  }
}

function said(answer: Awaited<ReturnType<typeof call>>): void {
  if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
}
