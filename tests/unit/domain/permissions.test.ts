import { describe, expect, test } from 'vitest';
import { may, permissions, roles, type Permission, type Role } from '../../../src/domain/permissions.ts';

const allowed: Record<Role, Permission[]> = {
  operator: ['desk.signIn'],
  senior: ['desk.signIn', 'console.signIn', 'case.readAll'],
  supervisor: ['desk.signIn', 'console.signIn', 'case.readAll', 'shift.readAll'],
  backOffice: ['console.signIn', 'case.readAll'],
  administrator: ['console.signIn', 'case.readAll', 'shift.readAll'],
};

describe.each(roles)('%s', (role) => {
  test.each(permissions)('%s', (permission) => {
    expect(may(role, permission)).toBe(allowed[role].includes(permission));
  });
});

test('every permission is held by somebody, and nobody is without any', () => {
  for (const permission of permissions) expect(roles.some((role) => may(role, permission))).toBe(true);
  for (const role of roles) expect(permissions.some((permission) => may(role, permission))).toBe(true);
});

test('who may read in the console may sign in to it', () => {
  for (const role of roles) {
    if (may(role, 'case.readAll') || may(role, 'shift.readAll'))
      expect(may(role, 'console.signIn')).toBe(true);
  }
});
