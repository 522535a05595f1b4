/** What other modules may read of presences, and the one way in which their own work moves them. */
export { endPresence, movePresences } from './change.ts'
export { reasonFor } from './reason.ts'
export { agentsWhoseWorkReturns, holdPresences } from './repo.ts'
export { readyRules } from './rules-repo.ts'
