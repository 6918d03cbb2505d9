import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format.ts';
import { useMirror } from '../stores/desk-context.ts';

/** Says that the host is gone, over everything and yet in nobody's way. */
export function LinkNotice() {
  const { t } = useTranslation();
  const format = useFormat();
  const link = useMirror((mirror) => mirror.link);
  return (
    <div role="alert" className="link-notice-place">
      {link.status === 'lost' && (
        <p className="link-notice">{t('link.lost', { time: format.time(link.since) })}</p>
      )}
    </div>
  );
}
