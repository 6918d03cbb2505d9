import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import Markdown from 'react-markdown';
import { useTranslation } from 'react-i18next';
import type { Article, Product } from '../../../../contract/content.ts';
import type { SearchHit } from '../../../../contract/desk/commands.ts';
import { useFormat } from '../../i18n/format.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import styles from './knowledge.module.css';

export interface KnowledgeViewProps {
  readonly hit: SearchHit;
  readonly onBack: () => void;
  readonly onScript: () => void;
}

/** An article or product that was opened from the hits. */
export function KnowledgeView({ hit, onBack, onScript }: KnowledgeViewProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.hitHead}>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          onClick={onBack}
        >
          {t('knowledge.back')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={onScript}>
          {t('knowledge.backToScript')}
        </Button>
      </div>
      {/* Scrolls, so the keyboard must be able to get there. */}
      <section className={styles.view} tabIndex={0} aria-label={t(`knowledge.${hit.kind}`)}>
        {hit.kind === 'article' ? <ArticleById id={hit.id} /> : <ProductById id={hit.id} />}
      </section>
    </>
  );
}

function ArticleById({ id }: { id: string }) {
  const { t } = useTranslation();
  const answer = useAnswer('article.get', { id });
  if (answer.status === 'loading') return <p>{t('knowledge.loading')}</p>;
  if (answer.status === 'failed') return <p role="alert">{t(`reason.${answer.reason}`)}</p>;
  if (answer.value.article === undefined) return <p role="alert">{t('knowledge.gone')}</p>;
  return <ArticleText article={answer.value.article} />;
}

function ArticleText({ article }: { article: Article }) {
  const format = useFormat();
  return (
    <article className={styles.article}>
      <h2>{format.text(article.title)}</h2>
      {/* HTML in the source is left out, links and pictures are not followed from the desk: only text comes in. */}
      <Markdown skipHtml disallowedElements={['img', 'a']} unwrapDisallowed>
        {format.text(article.body)}
      </Markdown>
    </article>
  );
}

function ProductById({ id }: { id: string }) {
  const { t } = useTranslation();
  const answer = useAnswer('product.get', { id });
  if (answer.status === 'loading') return <p>{t('knowledge.loading')}</p>;
  if (answer.status === 'failed') return <p role="alert">{t(`reason.${answer.reason}`)}</p>;
  if (answer.value.product === undefined) return <p role="alert">{t('knowledge.gone')}</p>;
  return <ProductText product={answer.value.product} />;
}

function ProductText({ product }: { product: Product }) {
  const { t } = useTranslation();
  const format = useFormat();
  const price = product.priceTetri === undefined ? undefined : format.price(product.priceTetri);
  const unit = product.unit === undefined ? '' : format.text(product.unit);
  return (
    <article className={styles.article}>
      <h2>{format.text(product.name)}</h2>
      <p className={`${styles.price} tabular`}>
        {price === undefined
          ? t('knowledge.priceAgreed')
          : unit === ''
            ? price
            : t('knowledge.perUnit', { price, unit })}
      </p>
      <p className={styles.code}>
        {t('knowledge.code')}: <span className="tabular">{product.code}</span>
      </p>
      <p className={styles.description}>{format.text(product.description)}</p>
      {product.specifications.length > 0 && (
        <>
          <h3>{t('knowledge.specifications')}</h3>
          <dl className={styles.specifications}>
            {product.specifications.map((each) => (
              <div key={format.text(each.name)}>
                <dt>{format.text(each.name)}</dt>
                <dd>{format.text(each.value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </article>
  );
}
