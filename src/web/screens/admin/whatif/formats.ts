import { duration } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'

/** Seconds as a length. */
export const length = (seconds: number): string => duration(Math.round(seconds) * 1_000)

/** Numbers and percentages in the language of the person. */
export function useFormats() {
  const of = locale()
  const whole = new Intl.NumberFormat(of, { maximumFractionDigits: 0 })
  const tenths = new Intl.NumberFormat(of, { maximumFractionDigits: 1 })
  const share = new Intl.NumberFormat(of, { style: 'percent', maximumFractionDigits: 1 })
  return {
    whole: (value: number) => whole.format(value),
    tenths: (value: number) => tenths.format(value),
    percent: (value: number) => share.format(value / 100),
  }
}
