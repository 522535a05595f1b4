import { z } from 'zod'

const Named = z.union([
  z.object({ name: z.string().min(1) }).transform(({ name }) => name),
  z.object({ title: z.string().min(1) }).transform(({ title }) => title),
])

/** What the asked-for thing is called, if it says so; null also where the text was cut and is no JSON any more. */
export function subjectOf(about: string): string | null {
  try {
    return Named.safeParse(JSON.parse(about)).data ?? null
  } catch {
    return null
  }
}
