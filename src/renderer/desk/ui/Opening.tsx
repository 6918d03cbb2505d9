import { useTranslation } from 'react-i18next';

/** What stands in the window until there is something to show; its words come only after a moment (see base.css). */
export function Opening() {
  const { t } = useTranslation();
  return (
    <p className="opening" role="status">
      {t('app.opening')}
    </p>
  );
}
