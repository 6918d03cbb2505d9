/** Whether a text is a number or code to call, as it stands: `102`, `*98`, `599 12 34 56`, `nino@example.ge`. */
export function isDialable(text: string): boolean {
  return /^\+?[\d\s()*#-]*\d[\d\s()*#-]*$/.test(text) || /^\S+@\S+$/.test(text);
}
