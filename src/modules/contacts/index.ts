/** What other modules may bring about for a contact. */
export { stopContacting } from './do-not-contact.ts'
