import { toast } from './toast.ts'

const askedKey = 'asked-for-notifications'

/** May this page show notifications of the computer? */
export const notificationsAllowed = (): boolean => 'Notification' in window && Notification.permission === 'granted'

/** Could it still be asked? */
export const notificationsBlocked = (): boolean => !('Notification' in window) || Notification.permission === 'denied'

/** Ask once in the life of this browser, with the reason; the browser's own question follows only a press. */
export function askForNotifications({ why, allow }: { why: string; allow: string }, onAllowed: () => unknown): void {
  if (notificationsBlocked() || localStorage.getItem(askedKey)) return
  localStorage.setItem(askedKey, 'yes')
  toast(why, {
    action: { name: allow, run: () => void requestNotifications().then((granted) => granted && onAllowed()) },
  })
}

/** The browser's own question. */
export async function requestNotifications(): Promise<boolean> {
  return !notificationsBlocked() && (await Notification.requestPermission()) === 'granted'
}

/** Show one; a later one with the same tag takes its place. A press brings the tab to the front. */
export function notify({
  title,
  text,
  tag,
  onPress,
}: {
  title: string
  text: string
  tag: string
  onPress?: () => void
}): () => void {
  if (!notificationsAllowed()) return () => {}
  const shown = new Notification(title, { body: text, tag, icon: '/favicon.svg' })
  shown.onclick = () => {
    window.focus()
    shown.close()
    onPress?.()
  }
  return () => shown.close()
}
