import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { otherRoutes } from '../../src/app/other-routes.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { openApi } from '../../src/kernel/openapi.ts'

const folder = join(import.meta.dirname, '../../src/contract/operations')

/** Every operation the contract knows, in whatever file. */
export const operations: readonly Operation[] = (
  await Promise.all(
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => import(join(folder, file)) as Promise<Record<string, unknown>>),
  )
)
  .flatMap((area) => Object.values(area))
  .filter((value): value is Operation<z.ZodType, z.ZodType> => {
    return typeof value === 'object' && value !== null && 'permission' in value && 'path' in value && 'input' in value
  })

/** The description of the API as a server gives it out. */
export const description = openApi({ version: 'test', operations, others: otherRoutes })
