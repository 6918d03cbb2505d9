/** Zari's sign: a bell. Decoration; the name stands beside it. */
export function Brand({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect width="24" height="24" rx="6" fill="var(--z-fill-accent)" />
      <path
        d="M12 5.2a4.3 4.3 0 0 0-4.3 4.3c0 3.4-.9 4.7-1.7 5.6-.3.4 0 .9.5.9h11c.5 0 .8-.5.5-.9-.8-.9-1.7-2.2-1.7-5.6A4.3 4.3 0 0 0 12 5.2Z"
        fill="none"
        stroke="#fff"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path
        d="M10.4 18.2a1.8 1.8 0 0 0 3.2 0"
        fill="none"
        stroke="#fff"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
