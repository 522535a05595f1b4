export { keptByChannel, workspacesWithStored } from './repo.ts'
