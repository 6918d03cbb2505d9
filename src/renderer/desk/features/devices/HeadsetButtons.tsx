import { Button, Select } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { askForHeadset } from './hid-permission.ts';
import styles from './devices.module.css';

const byItself = '';

/** The buttons of a headset: whose are heard, how to have others heard, and what to do where there are none. */
export function HeadsetButtons() {
  const { t } = useTranslation();
  const run = useRun();
  const shell = useDesk((state) => state.host.shell);
  const { headset, headsets, chosenHeadset } = useDesk((state) => state.devices);
  const [looked, setLooked] = useState<'looking' | 'unsupported' | 'done'>();
  const look = async () => {
    setLooked('looking');
    const asked = await askForHeadset(shell, navigator);
    if (asked === 'asked') await run('devices.findHeadset', {});
    setLooked(asked === 'asked' ? 'done' : asked);
  };
  const busy = headsets.filter(({ status }) => status === 'busy');
  const isThere = (id: string) => headsets.some((each) => each.id === id);
  const listed =
    chosenHeadset === undefined || isThere(chosenHeadset.id) ? headsets : [chosenHeadset, ...headsets];
  const isMissing = chosenHeadset !== undefined && !isThere(chosenHeadset.id);
  return (
    <section aria-label={t('headset.title')} className={styles.headset}>
      <h3 className={styles.sectionTitle}>{t('headset.title')}</h3>
      <div className={styles.headsetRow}>
        <p role="status">
          {looked === 'looking'
            ? t('headset.looking')
            : headset === undefined
              ? t('headset.none')
              : t('headset.heard', { name: headset.name })}
        </p>
        <Button
          variant="default"
          leftSection={<IconHeadset size={16} aria-hidden />}
          disabled={looked === 'looking'}
          onClick={() => void look()}
        >
          {t('headset.connect')}
        </Button>
      </div>
      {(headsets.length > 1 || isMissing) && (
        <Select
          label={t('headset.choose')}
          data={[
            { value: byItself, label: t('headset.byItself') },
            // Two of one model are one choice: the first that can be opened is heard.
            ...listed
              .filter(({ id }, index) => listed.findIndex((each) => each.id === id) === index)
              .map(({ id, name }) => ({
                value: id,
                label: isMissing && id === chosenHeadset.id ? t('devices.gone', { label: name }) : name,
              })),
          ]}
          value={chosenHeadset?.id ?? byItself}
          allowDeselect={false}
          onChange={(id) => {
            const wanted = listed.find((each) => each.id === id);
            const choice = wanted === undefined ? null : { id: wanted.id, name: wanted.name };
            void run('devices.set', { headset: choice });
          }}
        />
      )}
      {busy.map(({ id, name }) => (
        <p key={id} className={styles.missing}>
          {t('headset.busy', { name })}
        </p>
      ))}
      <div role="status">
        {looked === 'unsupported' && <p className={styles.hint}>{t('headset.unsupported')}</p>}
        {looked === 'done' && headsets.length === 0 && (
          <>
            <p className={styles.missing}>{t('headset.notFound')}</p>
            <ul className={styles.steps}>
              <li>{t('headset.stepUsb')}</li>
              <li>{t('headset.stepPlug')}</li>
              {/Linux/.test(navigator.platform) && <li>{t('headset.stepLinux')}</li>}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
