import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { comboText } from '../../keys/combo.ts';
import { deskKeys } from '../../keys/desk-keys.ts';
import { useDesk } from '../../stores/desk-context.ts';
import styles from './call.module.css';

/** The operator speaks and nobody hears it: said at once, with the key that helps. */
export function MutedSpeaking({ call }: { call: Call }) {
  const { t } = useTranslation();
  const speaking = useDesk((state) => state.media.speakingWhileMuted);
  return (
    <div role="alert">
      {speaking && call.muted && (
        <p className={styles.speaking}>
          {t('call.speakingWhileMuted', { key: comboText(deskKeys.mute.combo) })}
        </p>
      )}
    </div>
  );
}
