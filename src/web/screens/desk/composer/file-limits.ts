import { fileSize } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'

/** The limits of files, said before one is chosen: pictures, video and sound, documents. */
export function limits(): [string, string, string] {
  const region = { locale: locale() }
  return [fileSize(5_000_000, region), fileSize(16_000_000, region), fileSize(100_000_000, region)]
}
