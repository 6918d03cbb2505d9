import { useTranslation } from 'react-i18next';
import { languages } from '../../../../domain/language.ts';
import { useDesk, useDeskAccess } from '../../stores/desk-context.ts';
import styles from './sign-in.module.css';

/** The three languages, each by its own name, side by side. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const { bridge } = useDeskAccess();
  const current = useDesk((state) => state.settings.language);
  return (
    <div role="group" aria-label={t('language.label')} className={styles.languages}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={styles.language}
          aria-pressed={language === current}
          onClick={() => void bridge.command('settings.set', { language })}
        >
          {t(`language.${language}`)}
        </button>
      ))}
    </div>
  );
}
