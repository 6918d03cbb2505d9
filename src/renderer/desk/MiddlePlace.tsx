import { Middle } from './features/case/Middle.tsx';
import { DevicesPanel } from './features/devices/DevicesPanel.tsx';
import { FitnessPanel } from './features/fitness/FitnessPanel.tsx';
import { useKey } from './keys/KeyboardProvider.tsx';
import { useWork, useWorkState } from './stores/work-context.tsx';
import styles from './desk.module.css';

/** Customer and case, or a panel in front of them. They stay behind it, so that their keys bring them back. */
export function MiddlePlace() {
  const work = useWork();
  const panel = useWorkState((state) => state.panel);
  const toggle = (wanted: typeof panel) => work.showPanel(panel === wanted ? undefined : wanted);
  useKey('devices', () => toggle('devices'));
  useKey('fitness', () => toggle('fitness'));
  return (
    <>
      <div className={styles.layer} hidden={panel !== undefined}>
        <Middle />
      </div>
      {panel === 'devices' && <DevicesPanel />}
      {panel === 'fitness' && <FitnessPanel />}
    </>
  );
}
