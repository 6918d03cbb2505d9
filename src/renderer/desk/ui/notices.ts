import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { ReactNode } from 'react';

/** The library gives its button no name of its own. */
const closeButton = () => ({ 'aria-label': i18next.t('common.close') });

/** A short word about something done; goes by itself. */
export function noticeDone(message: string): void {
  notifications.show({ message, autoClose: 4000, color: 'var(--z-good)', closeButtonProps: closeButton() });
}

/** Something was not done; stays until it is read, so that the sentence about what to do next is not missed. */
export function noticeProblem(message: string): void {
  // The same trouble once, however often it was tried.
  notifications.show({
    id: `problem:${message}`,
    message,
    autoClose: 12_000,
    color: 'var(--z-bad)',
    closeButtonProps: closeButton(),
  });
}

/** A word with something to click, for `milliseconds`; answers with the id to hide it by. */
export function noticeWithAction(message: ReactNode, milliseconds: number): string {
  return notifications.show({
    message,
    autoClose: milliseconds,
    color: 'var(--z-accent)',
    closeButtonProps: closeButton(),
  });
}

export function hideNotice(id: string): void {
  notifications.hide(id);
}

/** Whoever comes next reads nothing of what was said to the one before. */
export function forgetNotices(): void {
  notifications.clean();
}
