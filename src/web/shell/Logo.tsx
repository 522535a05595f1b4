/** The mark of the product. The name stands beside it or in its link. */
export const Logo = ({ size = 30 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect x="1" y="1" width="30" height="30" rx="8" fill="#4467DF" />
    <g fill="#fff">
      <circle cx="9.5" cy="10" r="2.6" />
      <circle cx="22.5" cy="22" r="2.6" />
      <circle cx="9.5" cy="22" r="2.6" opacity=".55" />
      <circle cx="22.5" cy="10" r="2.6" opacity=".55" />
    </g>
    <path d="M9.5 10C16 10 16 22 22.5 22" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
  </svg>
)
