/** What other modules may read of tags. */
export { activeTags, tagCards, taggingOf } from './repo.ts'
