import type { LockName, PreferencesInForce } from '../../../contract/operations/identity.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { ownSettings } from '../../i18n/own-settings.ts'

/** What a field of one's own settings is told where an administrator has set it: the reason stands below its name. */
export function useLock({ locked }: PreferencesInForce): (name: LockName) => { disabled?: true; description?: string } {
  const words = useWords(ownSettings)
  return (name) => (locked.includes(name) ? { disabled: true, description: words.setForAll } : {})
}
