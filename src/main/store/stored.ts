import type { z } from 'zod';
import { StoreError } from './requests.ts';

/**
 * A row's JSON as its type, checked: the file may have been written by another version. What fails is a migration
 * forgotten on our side, so it is `internal`, and says where.
 */
export function fromStored<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  throw new StoreError('internal', `a stored row has another shape (${paths.join(', ')})`);
}
