import { useQuery } from '@tanstack/react-query';
import { BookOpen, FileText, Plus } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { plainLine } from '@/lib/plain-line';
import { mayManage } from '@/lib/policies';
import { shortAge, useNow } from '@/lib/time';
import type { Article, Assistant } from '@/lib/wire';
import { ArticleEditor } from './article-editor';
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
        <ArticleList assistant={assistant} />
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
  const list = useQuery(articlesQuery(assistant.id));
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
  if (list.data.items.length === 0) {
    return (
      <EmptyState icon={<BookOpen />} title="It knows nothing yet" action={make}>
        Paste a help article: shipping, returns, opening hours. It answers from these, names the article, and
        says so when it does not know.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Articles">
      <div className={styles.head}>
        <h2 className={page.subtitle}>
          {list.data.items.length} {list.data.items.length === 1 ? 'article' : 'articles'}
        </h2>
        {make}
      </div>
      <ul className={styles.list}>
        {list.data.items.map((article) => (
          <li key={article.id}>
            <ArticleRow article={article} href={`${here}/${article.id}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ArticleRow({ article, href }: { article: Article; href: string }) {
  const now = useNow();
  return (
    <Link href={href} className={styles.row}>
      <FileText />
      <span className={styles.words}>
        <span className={styles.title}>{article.title}</span>
        <span className={styles.body}>{plainLine(article.body)}</span>
      </span>
      <time className={styles.age} dateTime={article.updated_at}>
        {shortAge(article.updated_at, now)}
      </time>
    </Link>
  );
}
