import type { z } from 'zod'

/** A number as it is while somebody types it: empty in between. */
export type Typed = number | string

/** Pure: is this a whole number from `min` to `max`? */
export const isWholeFrom = (value: Typed, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max

/** Pure: does the contract take this value? The same schema the server reads it with. */
export const fits = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success
