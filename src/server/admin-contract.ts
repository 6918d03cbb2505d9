import { z } from 'zod';
import { role } from '../contract/common.ts';

/** What the command line asks the server of the same machine, with the token from the data directory. */
export const adminPaths = {
  cases: '/admin/v1/cases', // GET ?limit=…
  shifts: '/admin/v1/shifts', // GET ?day=YYYY-MM-DD
  accounts: '/admin/v1/accounts', // POST
} as const;

export const newAccountRequest = z.object({
  username: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[^\s:@/<>]+$/),
  displayName: z.string().trim().min(1).max(120),
  role,
  password: z.string().min(8).max(200),
});
export type NewAccountRequest = z.infer<typeof newAccountRequest>;
