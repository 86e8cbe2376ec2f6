import { useInfiniteQuery } from '@tanstack/react-query';
import { BookOpen, FileDown, FileText, Plus } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import section from '@/components/settings-section.module.css';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { plainLine } from '@/lib/plain-line';
import { mayManage } from '@/lib/policies';
import { shortAge, useNow } from '@/lib/time';
import type { Article, Assistant } from '@/lib/wire';
import { ArticleEditor } from './article-editor';
import { Embeddings } from './embeddings/embeddings';
import styles from './knowledge.module.css';
import page from './page.module.css';
import { articlesQuery } from './queries';
import { TryPane } from './try-pane';

interface Props {
  assistant: Assistant;
  /** An article's number, or `new`. */
  article: string | undefined;
}

export function Knowledge({ assistant, article }: Props) {
  return (
    <div className={page.split}>
      {article === undefined ? (
        <div>
          <Embeddings assistant={assistant} />
          <ArticleList assistant={assistant} />
        </div>
      ) : (
        <ArticleEditor
          key={article}
          assistant={assistant.id}
          id={article === 'new' ? undefined : Number(article)}
        />
      )}
      <TryPane assistant={assistant} />
    </div>
  );
}

function ArticleList({ assistant }: { assistant: Assistant }) {
  const may = mayManage(useMe());
  const [, navigate] = useLocation();
  const list = useInfiniteQuery(articlesQuery(assistant.id));
  const here = `/assistants/${assistant.id}/knowledge`;
  const make = may && (
    <Button look="primary" icon={<Plus />} onClick={() => navigate(`${here}/new`)}>
      New article
    </Button>
  );

  if (list.isError) {
    return (
      <EmptyState icon={<BookOpen />} title="The articles did not load">
        {explain(list.error)}
      </EmptyState>
    );
  }
  if (!list.data) return <div />;
  const articles = list.data.pages.flatMap(({ items }) => items);
  if (articles.length === 0) {
    return (
      <EmptyState icon={<BookOpen />} title="It knows nothing yet" action={make}>
        Paste a help article, or import pages and files under Sources. It answers from these, names the
        article, and says so when it does not know.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Articles">
      <div className={styles.head}>
        <h2 className={section.subtitle}>
          {articles.length}
          {list.hasNextPage && '+'} {articles.length === 1 ? 'article' : 'articles'}
        </h2>
        {make}
      </div>
      <ul className={styles.list}>
        {articles.map((article) => (
          <li key={article.id}>
            <ArticleRow article={article} href={`${here}/${article.id}`} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          className={styles.more}
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </section>
  );
}

function ArticleRow({ article, href }: { article: Article; href: string }) {
  const now = useNow();
  return (
    <Link href={href} className={styles.row}>
      {article.source ? <FileDown /> : <FileText />}
      <span className={styles.words}>
        <span className={styles.title} dir="auto">
          {article.title}
        </span>
        <span className={styles.body} dir="auto">
          {article.source && <span className="visually-hidden">Imported. </span>}
          {plainLine(article.body)}
        </span>
      </span>
      <time className={styles.age} dateTime={article.updated_at}>
        {shortAge(article.updated_at, now)}
      </time>
    </Link>
  );
}
