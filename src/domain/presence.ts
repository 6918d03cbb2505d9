/** What an operator is doing now. `acw`: after-call work, from the end of a call until its outcome is set. */
export const presenceStates = ['offline', 'ready', 'onCall', 'acw', 'break', 'training'] as const;
export type PresenceState = (typeof presenceStates)[number];

/** Why an operator is on a break. `recovery` is the protected pause after a hard call. */
export const breakReasons = ['rest', 'meal', 'technical', 'recovery'] as const;
export type BreakReason = (typeof breakReasons)[number];
