/** What other modules may read of presences, and the one way in which their own work moves them. */
export { endPresence, movePresences } from './change.ts'
export { holdPresences } from './repo.ts'
