/** What time it is, for whoever must be tested at other times. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
