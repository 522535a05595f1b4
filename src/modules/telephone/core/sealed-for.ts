import type { TelephoneId } from '../../../contract/ids.ts'

/** What a connection's secret is sealed for: it opens nowhere else. */
export const sealedFor = (id: TelephoneId): string => `telephone:${id}:secret`
