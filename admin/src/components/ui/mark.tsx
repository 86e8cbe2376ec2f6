/** Two who answer together. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <circle cx="12.5" cy="16" r="6" fill="var(--on-accent)" />
      <circle cx="20.5" cy="16" r="6" fill="var(--on-accent)" fillOpacity="0.55" />
    </svg>
  );
}
