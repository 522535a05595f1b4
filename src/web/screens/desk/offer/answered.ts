/** Offers this browser has answered: when one of them goes, nothing was missed. */
export const answeredByMe = new Set<string>()
