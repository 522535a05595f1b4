/** On macOS Alt is Option and Ctrl is Command. */
export const onMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent)
