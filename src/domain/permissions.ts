/** What people are, from the one who serves callers to the one who runs the server. */
export const roles = ['operator', 'senior', 'supervisor', 'backOffice', 'administrator'] as const;
export type Role = (typeof roles)[number];

export const permissions = ['desk.signIn', 'console.signIn', 'case.readAll', 'shift.readAll'] as const;
export type Permission = (typeof permissions)[number];

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  operator: ['desk.signIn'],
  senior: ['desk.signIn', 'console.signIn', 'case.readAll'],
  supervisor: ['desk.signIn', 'console.signIn', 'case.readAll', 'shift.readAll'],
  backOffice: ['console.signIn', 'case.readAll'],
  administrator: ['console.signIn', 'case.readAll', 'shift.readAll'],
};

/** Whether somebody of this role may do this: the one place where it is decided. */
export function may(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}
