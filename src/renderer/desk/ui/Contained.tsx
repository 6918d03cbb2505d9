import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@mantine/core';

/**
 * Keeps a failure of one part of the desk within it: the call's buttons stay when the script cannot be drawn. React
 * has no other way for this than a class component.
 */
export class Contained extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('a part of the desk failed', error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Failed onRetry={() => this.setState({ failed: false })} />;
  }
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" style={{ padding: 'var(--z-space-4)' }}>
      <p>{t('app.crashed')}</p>
      <Button mt="sm" variant="default" onClick={onRetry}>
        {t('app.crashedRetry')}
      </Button>
    </div>
  );
}
