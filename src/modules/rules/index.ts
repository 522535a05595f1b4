/** What other modules may ask of rules, and tell them. */
export { rulesNaming } from './repo.ts'
export { timeRules } from './times.ts'
