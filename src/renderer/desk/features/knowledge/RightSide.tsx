import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../../contract/desk/commands.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useLine } from '../../stores/use-line.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { Greeting } from '../script/Greeting.tsx';
import { ScriptPanel } from '../script/ScriptPanel.tsx';
import { HitList, hitElementId } from './HitList.tsx';
import { KnowledgeView } from './KnowledgeView.tsx';
import { useActions, type DeskAction } from './use-actions.ts';
import { useSearch } from './use-search.ts';
import styles from './knowledge.module.css';

/** What to say and to know: search on top, the greeting in its own place, below it script, hits or what was opened. */
export function RightSide() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [chosen, setOpened] = useState<SearchHit>();
  const callId = useWorkState((state) => state.subject?.callId);
  const companyId = useLine(useWorkState((state) => state.subject?.lineId))?.companyId;
  // What another company's operators may know is gone from the screen with the first picture of the new call.
  const opened = companyId === undefined || chosen?.companyId === companyId ? chosen : undefined;
  const search = useSearch(text, companyId);
  const hits = search.status === 'found' || search.status === 'searching' ? search.hits : [];
  const actions = useActions(text);
  const options = actions.length + hits.length;
  const showHits = search.status !== 'none' && opened === undefined;
  useKey('search', () => {
    input.current?.focus();
    input.current?.select();
  });

  const clear = () => {
    setText('');
    setOpened(undefined);
  };
  // A new call begins with its line's script; only whoever is typing a question keeps it.
  useEffect(() => {
    if (callId === undefined) return;
    setOpened(undefined);
    if (document.activeElement !== input.current) setText('');
  }, [callId]);
  const perform = (action: DeskAction) => {
    clear();
    action.run();
  };
  const move = (by: number) => {
    if (options === 0) return;
    const next = (active + by + options) % options;
    setActive(next);
    document.getElementById(hitElementId(next))?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      if (opened !== undefined) setOpened(undefined);
      else clear();
    } else if (showHits && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (showHits && event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const action = actions[active];
      if (action !== undefined) perform(action);
      else setOpened(hits[active - actions.length]);
    }
  };

  return (
    // Hears what comes up from the field and from what was opened; itself it is nothing to a screen reader.
    <div className={styles.side} role="presentation" onKeyDown={onKeyDown}>
      <div className={styles.searchRow} role="search">
        <TextInput
          ref={input}
          size="sm"
          aria-label={t('knowledge.search')}
          placeholder={t('knowledge.search')}
          value={text}
          maxLength={200}
          autoComplete="off"
          role="combobox"
          aria-expanded={showHits}
          aria-controls="knowledge-hits"
          aria-activedescendant={showHits && options > 0 ? hitElementId(active) : undefined}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSectionWidth={text === '' ? 58 : 34}
          rightSection={
            text === '' ? (
              <KeyHint name="search" />
            ) : (
              <ActionIcon variant="subtle" color="gray" aria-label={t('knowledge.clear')} onClick={clear}>
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )
          }
          onChange={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
            setOpened(undefined);
          }}
        />
      </div>
      <Greeting />
      <div className={styles.below}>
        {/* Stays mounted below search and article, so that the script's path is there when one comes back. */}
        <div className={styles.layer} hidden={showHits || opened !== undefined}>
          <ScriptPanel />
        </div>
        {showHits && (
          <div className={styles.layer}>
            <HitList
              search={search}
              actions={actions}
              active={active}
              onRun={perform}
              onOpen={setOpened}
              onBack={clear}
            />
          </div>
        )}
        {opened !== undefined && (
          <div className={styles.layer}>
            <KnowledgeView
              key={opened.id}
              hit={opened}
              onBack={() => setOpened(undefined)}
              onScript={clear}
            />
          </div>
        )}
      </div>
    </div>
  );
}
