import type { z } from 'zod'
import type { Permission } from './permissions.ts'

/** One call of the contract: everything about it but what it does. */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly method: 'GET' | 'POST'
  readonly path: `/api/${string}`
  /** What it is for, in one sentence: shown in the API's description. */
  readonly summary: string
  readonly permission: Permission
  readonly input: I
  readonly output: O
}
export const operation = <I extends z.ZodType, O extends z.ZodType>(o: Operation<I, O>): Operation<I, O> => o
